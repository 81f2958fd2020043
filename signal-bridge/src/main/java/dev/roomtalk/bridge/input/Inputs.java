package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.PipeWriter;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.message.Label;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.client.ExitCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import jnr.posix.POSIXFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inputs that are open besides signals. */
public final class Inputs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("signal-bridge");

    private final Deque<Closeable> open = new ArrayDeque<>();

    private Inputs() {}

    /**
     * Opens those that were asked for.
     *
     * @param longest bytes of a message
     * @param end told when standard input has ended, and all that came in by it is answered
     * @throws IOException with a sentence for the person; then none is open
     */
    public static Inputs open(
            InputSettings settings, Linux linux, Users users, Intake intake, int longest, Consumer<ExitCode> end)
            throws IOException {
        Inputs inputs = new Inputs();
        Path fifo = settings.fifo();
        Path socket = settings.socket();
        try {
            if (fifo != null) {
                inputs.open.push(Fifo.open(fifo, POSIXFactory.getNativePOSIX(), users, intake, longest));
            }
            if (socket != null) {
                inputs.open.push(LocalSocket.open(
                        socket, settings.socketMode(), new LinuxProcesses(linux, users), intake, longest));
            }
            if (settings.standardInput()) {
                String label = standardInputLabel(new LinuxProcesses(linux, users), users);
                StandardInput.start(System.in, label, users.own(), intake, longest, end);
            }
            return inputs;
        } catch (IOException e) {
            inputs.close();
            throw e;
        }
    }

    private static String standardInputLabel(Processes processes, Users users) {
        String user = users.apply(users.own());
        int writer = PipeWriter.ofStandardInput();
        Processes.Held process = writer == 0 ? null : processes.hold(writer);
        if (process == null) {
            return Label.ofInput(user, "stdin");
        }
        try (process) {
            return Label.of(user, writer, process.identity());
        }
    }

    /** Closes the one that was opened last first. */
    @Override
    public void close() {
        for (Closeable input : open) {
            try {
                input.close();
            } catch (IOException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
        open.clear();
    }
}
