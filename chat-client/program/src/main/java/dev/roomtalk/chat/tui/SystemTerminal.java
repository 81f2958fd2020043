package dev.roomtalk.chat.tui;

import java.io.IOException;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.Pty;
import org.jline.terminal.spi.SystemStream;

/**
 * This process's terminal: its attributes and its size. JLine's {@code Terminal} would also read what terminals of this
 * type can do and ask for all signals, and the first screen would wait for it.
 */
final class SystemTerminal {
    private SystemTerminal() {}

    static Pty open() throws IOException {
        try {
            return new JniTerminalProvider().current(SystemStream.Output);
        } catch (IOException | RuntimeException | LinkageError e) {
            // Its library cannot be unpacked here: stty(1) is run.
            return new ExecTerminalProvider().current(SystemStream.Output);
        }
    }
}
