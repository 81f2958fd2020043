package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.Screen;
import dev.roomtalk.chat.screen.StatusLine;
import dev.roomtalk.chat.screen.Suggestions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** A screen on a terminal that can move its cursor. */
final class TerminalScreen implements Screen {
    private static final Size USUAL = Size.of(80, 24);

    /**
     * The alternate screen of the terminal, without a cursor, and with the mouse's wheel (xterm: 1049, 25, 1000, 1006).
     */
    private static final String COVER = "\033[?1049h\033[?25l\033[?1000h\033[?1006h\033[H\033[2J";

    private static final String UNCOVER = "\033[?1006l\033[?1000l\033[?25h\033[?1049l";

    /** What comes between is shown at once, where the terminal knows of it. */
    private static final String BEGIN_SYNCHRONIZED = "\033[?2026h";

    private static final String END_SYNCHRONIZED = "\033[?2026l";

    private final Terminal terminal;
    private final LineEditor editor;
    private final Attributes before;
    private volatile boolean left;
    /** Under the editor's lock, like {@link #page}. */
    private boolean covered;

    private List<AttributedString> page = List.of();

    /** @param history where typed lines are kept; null if nowhere */
    TerminalScreen(Terminal terminal, @Nullable Path history) {
        this.terminal = terminal;
        this.editor = new LineEditor(terminal, history);
        this.before = terminal.getAttributes();
    }

    /** How many colours the terminal has. */
    int colours() {
        Integer colours = terminal.getNumericCapability(Capability.max_colors);
        return colours == null ? 0 : colours;
    }

    @Override
    public void print(List<AttributedString> lines) {
        StringBuilder text = new StringBuilder();
        for (AttributedString line : lines) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            append(text, line);
        }
        editor.locked(() -> {
            if (!left) {
                terminal.writer().write(BEGIN_SYNCHRONIZED);
                editor.printAbove(text.toString());
                terminal.writer().write(END_SYNCHRONIZED);
                terminal.flush();
            }
        });
    }

    /** Writes a line as it is: JLine would draw what looks like a box with other characters. */
    private static void append(StringBuilder text, AttributedString line) {
        for (int start = 0, end; start < line.length(); start = end) {
            end = line.runLimit(start);
            AttributedStyle style = line.styleAt(start);
            if (style.equals(AttributedStyle.DEFAULT)) {
                text.append(line, start, end);
            } else {
                text.append("\033[").append(style.toAnsi()).append('m');
                text.append(line, start, end).append("\033[m");
            }
        }
    }

    @Override
    public void underway(List<AttributedString> lines) {
        editor.locked(() -> editor.underway(lines));
    }

    @Override
    public void status(StatusLine status) {
        // The last column stays free: terminals disagree about where the cursor is behind it.
        AttributedString line = status.render(columns() - 1);
        editor.locked(() -> {
            if (!left) {
                editor.status(line);
            }
        });
    }

    @Override
    public void prompt(AttributedString prompt) {
        editor.prompt(prompt);
    }

    @Override
    public void ask(String question) {
        editor.ask(new AttributedString(question));
    }

    @Override
    public void clear() {
        editor.locked(() -> {
            if (!left) {
                editor.clearScreen();
                editor.redraw();
            }
        });
    }

    @Override
    public boolean cover() {
        editor.locked(() -> {
            if (!left && !covered) {
                covered = true;
                page = List.of();
                editor.cover();
                write(COVER);
            }
        });
        return !left;
    }

    @Override
    public void page(List<AttributedString> lines) {
        editor.locked(() -> {
            page = lines;
            paint();
        });
    }

    private void paint() {
        if (left || !covered) {
            return;
        }
        StringBuilder text = new StringBuilder(BEGIN_SYNCHRONIZED);
        for (int i = 0; i < page.size(); i++) {
            text.append("\033[").append(i + 1).append(";1H\033[2K");
            append(text, page.get(i));
        }
        write(text.append("\033[J").append(END_SYNCHRONIZED).toString());
    }

    @Override
    public void uncover() {
        editor.locked(() -> {
            if (!left && covered) {
                covered = false;
                write(UNCOVER);
            }
            editor.uncover();
        });
    }

    private void write(String text) {
        terminal.writer().write(text);
        terminal.flush();
    }

    @Override
    public int columns() {
        return size().getColumns();
    }

    @Override
    public int rows() {
        return size().getRows();
    }

    private Sized size() {
        try {
            Sized size = terminal.getSize();
            return size.getColumns() > 0 && size.getRows() > 0 ? size : USUAL;
        } catch (UncheckedIOException e) {
            // The terminal is gone; the signal that says so is on its way.
            return USUAL;
        }
    }

    @Override
    public void read(Suggestions suggestions, Consumer<Input> typed) {
        terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_IGN);
        terminal.handle(Terminal.Signal.TSTP, _ -> suspend());
        editor.prepare(suggestions, typed);
        // Also between two lines: the terminal must not echo what is typed there.
        terminal.enterRawMode();
        while (!left) {
            typed.accept(editor.read());
        }
    }

    @Override
    public void leave() {
        editor.locked(() -> {
            if (!left) {
                left = true;
                giveBack();
                close();
            }
        });
    }

    /** Gives the terminal to the shell until this process is continued (Ctrl-Z). Called on the thread of the signal. */
    void suspend() {
        Attributes reading = terminal.getAttributes();
        editor.locked(this::giveBack);
        stopThisProcess();
        editor.locked(() -> {
            if (!left) {
                terminal.setAttributes(reading);
                editor.restore();
                if (covered) {
                    write(COVER);
                    paint();
                }
            }
        });
    }

    private void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            // There is no terminal any more, and nobody to tell.
        }
    }

    private void giveBack() {
        if (covered) {
            write(UNCOVER);
        }
        editor.erase();
        terminal.setAttributes(before);
        terminal.flush();
    }

    private static void stopThisProcess() {
        try {
            String pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
        } catch (IOException e) {
            // Without kill(1) nothing stops; the chat just goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
