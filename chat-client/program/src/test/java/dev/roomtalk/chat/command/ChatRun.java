package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.text.ProgramOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of the program {@code chat}, in this process. */
class ChatRun {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final CompletableFuture<Integer> code;

    /** A console that nobody reads. */
    static Console silent() {
        return new Console(
                new ByteArrayInputStream(new byte[0]),
                ProgramOutput.to(new ByteArrayOutputStream()),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                false,
                false,
                false);
    }

    /**
     * Starts it.
     *
     * @param home of all users, whose files lie in a directory for each
     */
    ChatRun(Path home, int port, String user, byte[] input, String... args) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "XDG_CONFIG_HOME",
                home.resolve("config of " + user).toString(),
                "ROOMTALK_SERVER",
                "127.0.0.1:" + port,
                "ROOMTALK_NAME",
                user));
        Console console = new Console(
                new ByteArrayInputStream(input),
                ProgramOutput.to(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false,
                false,
                false);
        code = CompletableFuture.supplyAsync(() -> CommandLines.run(args, console), task -> new Thread(task).start());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    ChatRun ends(ExitCode wanted) {
        await().atMost(PATIENCE).until(code::isDone);
        assertThat(code.join()).as("%s %s", out(), err()).isEqualTo(wanted.number());
        return this;
    }
}
