package dev.roomtalk.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a program prints for others to read, in UTF-8. It remembers whether something could not be written, as to a full
 * disk or a pipe that nobody reads, so that the program can say so when it ends.
 */
public final class ProgramOutput extends PrintStream {
    private static final int STANDARD_OUTPUT = 1;

    private final Checked checked;
    private final int descriptor;

    private ProgramOutput(Checked checked, int descriptor) {
        super(checked, false, StandardCharsets.UTF_8);
        this.checked = checked;
        this.descriptor = descriptor;
    }

    /** Prints to this stream, without a buffer of its own. */
    public static ProgramOutput to(OutputStream out) {
        return new ProgramOutput(new Checked(out), -1);
    }

    /** Standard output of this process. */
    public static ProgramOutput ofProcess() {
        return new ProgramOutput(new Checked(new FileOutputStream(FileDescriptor.out)), STANDARD_OUTPUT);
    }

    /** Makes standard output of this process what {@link System#out} prints to, and standard error UTF-8, too. */
    public static ProgramOutput install() {
        ProgramOutput out = ofProcess();
        System.setOut(out);
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        return out;
    }

    /** Whether nobody reads any longer, as where the program at the other end of a pipe has ended. */
    public boolean isAbandoned() {
        return checkError() || (descriptor >= 0 && Reader.isGone(descriptor));
    }

    /** Why not all was written, as a sentence for the person; null if all was. */
    public @Nullable String failure() {
        boolean failed = checkError();
        String why = checked.why;
        if (why != null) {
            return "standard output could not be written: " + why;
        }
        return failed ? "standard output could not be written" : null;
    }

    /** The exit code of a program that ends with this one, and says on standard error if output was lost. */
    public int end(String program, int code) {
        String why = failure();
        if (why == null) {
            return code;
        }
        System.err.println(program + ": " + why);
        return code == 0 ? 1 : code;
    }

    /** Remembers the first failure. */
    private static final class Checked extends FilterOutputStream {
        private volatile @Nullable String why;

        Checked(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        private IOException remembered(IOException e) {
            if (why == null) {
                why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            }
            return e;
        }
    }
}
