package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Standard input, of which each line is a message, on a thread of its own. When it ends, and all is answered, so does
 * the bridge.
 */
final class StandardInput {
    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final Intake intake;
    private final LineSpeaker speaker;
    private final LineSplitter lines;
    private final Consumer<ExitCode> end;

    /** Messages without an answer, and one more while there is more to read. */
    private final AtomicInteger open = new AtomicInteger(1);

    private volatile boolean allDelivered = true;

    private StandardInput(InputStream in, String label, int uid, Intake intake, int longest, Consumer<ExitCode> end) {
        this.in = in;
        this.speaker = new LineSpeaker(intake, uid, label);
        this.intake = intake;
        this.lines = new LineSplitter(longest);
        this.end = end;
    }

    /**
     * Begins to read.
     *
     * @param longest bytes of a message
     * @param end told once when all was read and answered: DONE if the room has taken every line of it
     */
    static void start(InputStream in, String label, int uid, Intake intake, int longest, Consumer<ExitCode> end) {
        StandardInput input = new StandardInput(in, label, uid, intake, longest, end);
        Thread thread = new Thread(input::run, "standard-input");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                say(lines.take(buffer, read));
            }
            say(lines.end());
        } catch (IOException e) {
            intake.report("standard input cannot be read any more: " + e.getMessage());
            allDelivered = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        done();
    }

    private void say(List<LineSplitter.Line> said) throws InterruptedException {
        if (said.stream().anyMatch(LineSplitter.Rejected.class::isInstance)) {
            allDelivered = false;
        }
        for (CompletableFuture<Receipt> answer : speaker.say(said)) {
            open.incrementAndGet();
            var _ = answer.thenAccept(receipt -> {
                if (!(receipt instanceof Receipt.Delivered)) {
                    allDelivered = false;
                }
                done();
            });
        }
    }

    private void done() {
        if (open.decrementAndGet() == 0) {
            end.accept(allDelivered ? ExitCode.DONE : ExitCode.NOT_DELIVERED);
        }
    }
}
