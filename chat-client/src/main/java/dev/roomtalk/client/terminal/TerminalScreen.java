package dev.roomtalk.client.terminal;

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

    private final Terminal terminal;
    private final LineEditor editor;
    private final Attributes before;
    private volatile boolean left;

    /** @param history where lines that were typed are kept, or null */
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
                // Shown at once, where the terminal knows of synchronized output (mode 2026).
                terminal.writer().write("\033[?2026h");
                editor.printAbove(text.toString());
                terminal.writer().write("\033[?2026l");
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
    public void ask(AttributedString question) {
        editor.ask(question);
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
    public void read(Completion completion, Consumer<Input> typed) {
        terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_IGN);
        terminal.handle(Terminal.Signal.TSTP, _ -> suspend());
        editor.prepare(completion, typed);
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
