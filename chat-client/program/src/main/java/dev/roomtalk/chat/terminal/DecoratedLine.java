package dev.roomtalk.chat.terminal;

import java.util.HashMap;
import java.util.List;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * The line being typed as JLine draws it, with the messages on their way above it and the status line below it. Any
 * thread may change these at any time, under JLine's own lock. The screen may be covered by something else: then
 * nothing is drawn.
 */
class DecoratedLine extends LineReaderImpl {
    /** On a lower screen the status line would leave too little for the rest. */
    private static final int MIN_ROWS_WITH_STATUS = 4;

    private static final String ERASE_BELOW = "\033[J";

    private AttributedString status = AttributedString.EMPTY;
    private List<AttributedString> underway = List.of();
    private boolean stale;
    private boolean finishing;
    private boolean covered;

    DecoratedLine(Terminal terminal) {
        super(terminal, "chat", new HashMap<>());
    }

    final void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** Sets the lines above; they are drawn together with the next change. */
    final void underway(List<AttributedString> lines) {
        if (!lines.equals(underway)) {
            underway = lines;
            stale = true;
        }
    }

    /** Sets the status line; the same one again costs nothing. */
    final void status(AttributedString text) {
        locked(() -> {
            if (stale || !text.equals(status)) {
                status = text;
                redraw();
            }
        });
    }

    /** Draws the line again where it stands. */
    final void redraw() {
        if (reading) {
            redisplay();
            flush();
        }
    }

    /** Removes the line from the screen without ending it. */
    final void erase() {
        if (reading) {
            display.update(List.of(), 0);
            terminal.writer().write(BRACKETED_PASTE_OFF);
        }
        flush();
    }

    /** Draws the line anew, on a screen that another program has used meanwhile. */
    final void restore() {
        if (reading) {
            terminal.writer().write(BRACKETED_PASTE_ON);
            redrawLine();
            redraw();
        }
    }

    /** Removes the line from the screen, which will show something else. */
    void cover() {
        if (reading) {
            display.update(List.of(), 0);
        }
        covered = true;
    }

    /** The screen is as it was when it was covered, except perhaps for its size. */
    void uncover() {
        if (covered) {
            covered = false;
            if (reading) {
                size = terminal.getBufferSize();
                display.resize(size);
                redraw();
            }
        }
    }

    /** The covered screen has another size. */
    void resized() {}

    /**
     * The status line is part of what JLine draws, so that it needs no place of its own, whatever the size of the
     * screen.
     */
    @Override
    public final AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
        AttributedString line = super.getDisplayedBufferWithPrompts(secondaryPrompts);
        if (finishing || status.length() == 0 || size.getRows() < MIN_ROWS_WITH_STATUS) {
            return line;
        }
        return new AttributedStringBuilder()
                .append(line)
                .append("\n")
                .append(status.columnSubSequence(0, size.getColumns() - 1))
                .toAttributedString();
    }

    /** The lines above are drawn as a part of the prompt: JLine then knows where the cursor is. */
    @Override
    protected final void redisplay(boolean flush) {
        locked(() -> {
            if (covered) {
                return;
            }
            stale = false;
            AttributedString last = prompt;
            if (!finishing) {
                AttributedStringBuilder all = new AttributedStringBuilder();
                underway.forEach(line -> all.append(line).append("\n"));
                prompt = all.append(last).toAttributedString();
            }
            try {
                super.redisplay(flush);
            } finally {
                prompt = last;
            }
        });
    }

    /**
     * Draws everything anew when the screen has another size. JLine would write only what differs from what it believes
     * to be there; terminals fold lines differently, and the rest would stay.
     */
    @Override
    protected final void handleSignal(Terminal.Signal signal) {
        locked(() -> {
            Size now = terminal.getBufferSize();
            if (signal == Terminal.Signal.WINCH && covered) {
                resized();
            } else if (signal == Terminal.Signal.WINCH && reading && !now.equals(size)) {
                size = now;
                display.resize(now);
                display.update(List.of(), 0);
                terminal.writer().write(ERASE_BELOW);
                redraw();
            } else {
                super.handleSignal(signal);
            }
        });
    }

    /** The line is removed from the screen when it is done, and the status line with it. */
    @Override
    protected final void cleanup() {
        finishing = true;
        super.cleanup();
        finishing = false;
    }
}
