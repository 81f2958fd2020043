package dev.roomtalk.chat.tui;

import dev.roomtalk.client.VisibleText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.spi.Pty;
import org.jline.utils.Signals;

/**
 * The terminal of this process, used as a full screen from {@link #start} to {@link #close}. Whatever ends the program
 * but SIGKILL, the terminal is afterwards as it was: a hook of the Java machine closes it too. One thread reads and
 * decodes; the UI thread draws and writes, each frame at once. What comes is reported on the threads of the keyboard
 * and of signals, so that the receiver must only pass it on to the UI thread.
 *
 * <p>It writes to the process's standard output itself: what JLine offers is closed by the time that hooks run.
 */
public final class FullTerminal implements AutoCloseable {
    /** Of a terminal that does not know its size. */
    private static final Size USUAL = Size.of(80, 24);

    private static final String STOP = "TSTP";

    /** A terminal that takes nothing, because it is stopped, must not keep the program from ending. */
    private static final long PATIENCE_MILLIS = 500;

    private final Pty terminal;
    private final TerminalTraits traits;
    private final Attributes before;
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Painter painter;
    private final TerminalModes modes;
    private final Thread closing = new Thread(this::close, "terminal");
    private final ReentrantLock lock = new ReentrantLock();
    private Consumer<TerminalEvent> events = event -> {};
    private volatile boolean mouse;
    private volatile String title = "";
    private volatile boolean stopped;
    private volatile boolean damaged;

    /** Under the lock. */
    private boolean entered;

    /** Under the lock. */
    private boolean closed;

    private FullTerminal(Pty terminal, TerminalTraits traits) throws IOException {
        this.terminal = terminal;
        this.traits = traits;
        this.before = terminal.getAttr();
        this.modes = new TerminalModes(traits);
        this.painter = new Painter(traits, this::write);
    }

    /**
     * The terminal that is this process's standard input and output. It is not changed yet.
     *
     * @throws IOException it cannot be used; the message is for people
     */
    public static FullTerminal open(Map<String, String> environment) throws IOException {
        return new FullTerminal(SystemTerminal.open(), TerminalTraits.of(environment));
    }

    /**
     * Enters the full screen and begins to read.
     *
     * @param mouse whether the mouse is reported; the terminal's own selection then needs Shift
     */
    public void start(Consumer<TerminalEvent> receiver, boolean mouse) {
        events = receiver;
        this.mouse = mouse;
        Runtime.getRuntime().addShutdownHook(closing);
        enter();
        Keyboard.start(this::handleSignals, event -> events.accept(event));
    }

    /** On the keyboard's thread, because it takes longer than to draw the first screen. */
    private void handleSignals() {
        Size before = size();
        Signals.register("WINCH", this::resized);
        Signals.register("INT", () -> events.accept(new TerminalEvent.Ended(false)));
        Signals.register(STOP, this::suspendAsked);
        Signals.register("CONT", this::continued);
        if (!size().equals(before)) {
            resized();
        }
    }

    public TerminalTraits traits() {
        return traits;
    }

    public int rows() {
        return size().getRows();
    }

    public int columns() {
        return size().getColumns();
    }

    private Size size() {
        try {
            Size size = terminal.getSize();
            return size.getColumns() > 0 && size.getRows() > 0 ? size : USUAL;
        } catch (IOException e) {
            // The terminal is gone; the signal that says so is on its way.
            return USUAL;
        }
    }

    /** Shows a screen. On the UI thread. */
    public void paint(Grid grid) {
        if (damaged) {
            damaged = false;
            painter.forget();
        }
        painter.paint(grid);
    }

    /** The next screen is written whole, whatever the terminal shows now. */
    public void repaint() {
        damaged = true;
    }

    /** Switches reports of the mouse on or off. */
    public void mouse(boolean on) {
        mouse = on;
        write(TerminalModes.mouse(on));
    }

    /** Sets the title of the window, where it has one, until the terminal is given back. */
    public void title(String text) {
        title = VisibleText.line(text);
        write(modes.title(title));
    }

    /** Rings the bell. */
    public void bell() {
        write("\007");
    }

    /**
     * Asks the terminal to notify the person, where it can: OSC 777 as urxvt and VTE know it, or OSC 9 as others do.
     */
    public void notification(String title, String text) {
        if (traits.commands()) {
            String subject = VisibleText.line(title).replace(';', ',');
            String body = VisibleText.line(text);
            write(
                    traits.notifiesWithTitle()
                            ? "\033]777;notify;" + subject + ";" + body + "\007"
                            : "\033]9;" + subject + ": " + body + "\007");
        }
    }

    /** Asks for the colour behind text; {@link TerminalEvent.Background} is the answer, late or never. */
    public void askBackground() {
        if (traits.commands()) {
            write("\033]11;?\033\\");
        }
    }

    private void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        lock.lock();
        try {
            if (entered) {
                out.write(bytes);
            }
        } catch (IOException e) {
            // The terminal is gone; the keyboard's thread reports it.
            entered = false;
        } finally {
            lock.unlock();
        }
    }

    private void enter() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            attributes(TerminalModes.raw(before));
            boolean again = entered;
            entered = true;
            damaged = true;
            write((again ? "" : modes.keepTitle()) + modes.enter(mouse) + modes.title(title));
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, or when the thread that has it waits for the terminal. */
    private void leave() {
        if (entered) {
            entered = false;
            try {
                out.write(modes.leave().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // There is no terminal any more.
            }
            attributes(before);
        }
    }

    private void attributes(Attributes wanted) {
        try {
            terminal.setAttr(wanted);
        } catch (IOException e) {
            // There is no terminal any more; the keyboard's thread reports it.
        }
    }

    private void resized() {
        damaged = true;
        Size size = size();
        events.accept(new TerminalEvent.Resized(size.getRows(), size.getColumns()));
    }

    private void suspendAsked() {
        events.accept(new TerminalEvent.SuspendAsked());
    }

    /** After somebody else has stopped the program, and a shell has used the terminal. */
    private void continued() {
        if (!stopped) {
            enter();
            events.accept(new TerminalEvent.Resumed());
        }
    }

    /** Gives the terminal to the shell until this process is continued. On the UI thread. */
    public void suspend() {
        stopped = true;
        lock.lock();
        try {
            leave();
        } finally {
            lock.unlock();
        }
        Signals.registerDefault(STOP);
        stopProcessGroup();
        Signals.register(STOP, this::suspendAsked);
        enter();
        stopped = false;
        resized();
        events.accept(new TerminalEvent.Resumed());
    }

    /** Stops this process and the script that started it, as Ctrl-Z does. */
    private static void stopProcessGroup() {
        try {
            new ProcessBuilder("kill", "-TSTP", "0").start().waitFor();
        } catch (IOException e) {
            // Without kill(1) nothing stops; the program just goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves the full screen for good. Any thread may call it, any number of times. */
    @Override
    public void close() {
        boolean locked = tryLock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            leave();
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }

    private boolean tryLock() {
        try {
            return lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
