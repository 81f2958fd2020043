package dev.roomtalk.chat.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final List<String> problems = new CopyOnWriteArrayList<>();

    private Path file() {
        return home.resolve("roomtalk/quiet");
    }

    private Notifier notifier(String configuration) throws IOException {
        Path directory = Files.createDirectories(home.resolve("roomtalk"));
        Files.writeString(directory.resolve("chat.conf"), configuration);
        Configuration read = Configuration.of(Map.of("XDG_CONFIG_HOME", home.toString()));
        assertThat(read.problems()).isEmpty();
        return new Notifier(
                Preferences.of(read), new QuietList(file(), "localhost:4242"), new HookCommands(problems::add));
    }

    private static ChatEvent.Message message(String author, String text, boolean own) {
        return new ChatEvent.Message("ops", 1, 1, author, 7, null, text, Instant.EPOCH, own);
    }

    @Test
    void aMentionNotifiesAndAnotherMessageDoesNot() throws IOException {
        Notifier notifier = notifier("");
        ChatEvent.Message message = message("alice", "bob?", false);
        assertThat(notifier.message(message, true, false)).isEqualTo(new Alert(message, false, true, true));
        assertThat(notifier.message(message, false, false)).isNull();
    }

    @Test
    void theConfigurationSaysOfWhatAndByWhat() throws IOException {
        Notifier notifier = notifier("notify = messages\nbell = false\n");
        ChatEvent.Message message = message("alice", "hello", false);
        assertThat(notifier.message(message, false, true)).isEqualTo(new Alert(message, true, false, true));
        assertThat(notifier.message(message("bob", "hello", true), false, true)).isNull();
    }

    @Test
    void aRoomMayBeMuted() throws IOException {
        Notifier notifier = notifier("notify = messages\non-mention = touch " + home.resolve("ran") + "\n");
        notifier.quiet().level("OPS", NotifyLevel.NOTHING);
        assertThat(notifier.message(message("alice", "bob?", false), true, false))
                .isNull();
        // Another program of the same person finds it, for the same server only.
        assertThat(new QuietList(file(), "localhost:4242").level("ops")).isEqualTo(NotifyLevel.NOTHING);
        assertThat(new QuietList(file(), "localhost:1").level("ops")).isNull();
        notifier.quiet().level("ops", null);
        assertThat(notifier.level("ops")).isEqualTo(NotifyLevel.MESSAGES);
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void whoIsIgnoredIsKeptInAFileOfThePersonsOwn() throws IOException {
        Notifier notifier = notifier("");
        notifier.quiet().ignore("Eve # 1 = x", true);
        new QuietList(file(), "localhost:1").ignore("carol", true);
        notifier.quiet().ignore("mallory", true);
        assertThat(notifier.hides(message("eve # 1 = X", "psst", false))).isTrue();
        assertThat(notifier.hides(message("carol", "psst", false))).isFalse();
        assertThat(new QuietList(file(), "localhost:4242").ignored()).containsExactly("eve # 1 = x", "mallory");
        assertThat(new QuietList(file(), "localhost:1").ignored()).containsExactly("carol");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        notifier.quiet().ignore("MALLORY", false);
        assertThat(new QuietList(file(), "localhost:4242").ignores("mallory")).isFalse();
    }

    @Test
    void aCommandHasTheTextOnItsStandardInputAndNeverInAShell() throws IOException {
        Path script = home.resolve("my hook");
        Files.writeString(script, """
                #!/bin/sh
                { printf '%s/%s/%s/%s:' "$ROOMTALK_EVENT" "$ROOMTALK_ROOM" "$ROOMTALK_AUTHOR" "$1"; cat; } >"$2.new"
                mv "$2.new" "$2"
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Path said = home.resolve("said");
        Notifier notifier = notifier("on-mention = \"" + script + "\" 'a b # c' " + said + "\n");
        String text = "bob: $(touch " + home.resolve("pwned") + ") `id` \"; id; #\n'";
        notifier.message(message("alice", text, false), true, false);
        await().atMost(PATIENCE).until(() -> Files.exists(said));
        assertThat(said).hasContent("mention/ops/alice/a b # c:" + text);
        assertThat(home.resolve("pwned")).doesNotExist();
    }

    @Test
    void commandsAreBoundedInNumberAndTime() throws IOException {
        try (HookCommands commands = new HookCommands(Duration.ofMillis(100), problems::add)) {
            for (int i = 0; i < HookCommands.MAX_RUNNING; i++) {
                commands.run(List.of("sleep", "600"), Map.of(), "");
            }
            // Only when they were killed can another one run.
            Path ran = home.resolve("ran");
            await().atMost(PATIENCE).until(() -> {
                commands.run(List.of("touch", ran.toString()), Map.of(), "");
                return Files.exists(ran);
            });
        }
        try (HookCommands commands = new HookCommands(problems::add)) {
            for (int i = 0; i < 2 * HookCommands.MAX_RUNNING; i++) {
                commands.run(
                        List.of("sh", "-c", "echo >" + home.resolve("started") + "$$; exec sleep 600"), Map.of(), "");
            }
            await().atMost(PATIENCE).until(() -> started() == HookCommands.MAX_RUNNING);
        }
        assertThat(started()).isEqualTo(HookCommands.MAX_RUNNING);
    }

    private long started() throws IOException {
        try (var files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("started"))
                    .count();
        }
    }

    @Test
    void aCommandThatIsNotThereIsReportedOnce() throws IOException {
        Notifier notifier = notifier("on-disconnected = /nonexistent/hook\n");
        notifier.disconnected("no route");
        await().atMost(PATIENCE).until(() -> problems.size() == 1);
        assertThat(problems.getFirst()).startsWith("cannot run /nonexistent/hook: ");
    }
}
