package dev.roomtalk.server.base;

import dev.roomtalk.files.AppendedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The log in a file. A line that cannot be written there, on a full disk for example, goes to standard error instead,
 * and the next is tried again. Confined to the thread that writes the log.
 */
final class LogFile extends OutputStream {
    private final AppendedFile file;
    private final PrintStream instead;
    private boolean failing;

    /** @throws IOException in a sentence for the person */
    LogFile(Path file, PrintStream instead) throws IOException {
        this.file = new AppendedFile(file);
        this.instead = instead;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        write(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public void write(byte[] line) {
        try {
            file.append(line);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                instead.println("the log cannot be written (" + e.getMessage() + "); its lines come here meanwhile");
            }
            failing = true;
            instead.write(line, 0, line.length);
            instead.flush();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
