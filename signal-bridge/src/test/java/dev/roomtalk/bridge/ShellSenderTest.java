package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** signal-send.sh, which is shipped, in the shells that people have. */
final class ShellSenderTest {
    private static final String SCRIPT =
            Path.of("signal-send.sh").toAbsolutePath().toString();

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aMessageOfAHundredCharactersIsHeardAsItWasTyped(String shell) throws Exception {
        String text = "naïve café 日本語 🎉👩‍👩‍👧 *? $HOME `ls` \"quoted\" 'single' \\n %s -e " + "x".repeat(40);
        try (Listening ear = Listening.masked(Dialect.M2)) {
            Running sender = in(shell, Long.toString(ear.pid()), text);

            assertThat(sender.exitStatus()).isZero();
            assertThat(ear.awaitText(text)).endsWith("/" + sender.pid() + " \"signal-send.sh\"");
            assertThat(sender.output()).isEmpty();
            assertThat(sender.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void severalWordsAndStandardInputAreHeard(String shell) throws Exception {
        try (Listening ear = Listening.masked(Dialect.M2)) {
            assertThat(in(shell, Long.toString(ear.pid()), "several", "words").exitStatus())
                    .isZero();
            ear.awaitText("several words");

            Running piped = in(shell, Long.toString(ear.pid()));
            piped.process().getOutputStream().write("two lines\nin one 🎉\n".getBytes(StandardCharsets.UTF_8));
            piped.process().getOutputStream().close();
            assertThat(piped.exitStatus()).isZero();
            ear.awaitText("two lines\\nin one 🎉");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aReceiverThatNeverAnswersIsPacedAndNothingIsPromised(String shell) throws Exception {
        try (Running server = Running.start(Clients.program("server"), "silent")) {
            Running sender = in(shell, server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors()).singleElement().asString().contains("it is not known whether it understood");
        }
    }

    @Test
    void aReceiverThatEndsIsReported() throws Exception {
        try (Running server = Running.start(Clients.program("server"), "leaves")) {
            Running sender = in("sh", server.firstLine(), "a long text");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors()).singleElement().asString().contains("ended after");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "abc", "1e3", "999999999"})
    void aPidThatIsNoneIsRefused(String pid) throws Exception {
        Running sender = in("sh", pid, "text");

        assertThat(sender.exitStatus()).isEqualTo(2);
        assertThat(sender.errors()).singleElement().asString().startsWith("signal-send.sh: ");
    }

    @Test
    void aProcessThatTheSignalsWouldKillIsRefused() throws Exception {
        try (Running victim = Running.start("sleep", "60")) {
            Running sender = in("sh", Long.toString(victim.pid()), "text");

            assertThat(sender.exitStatus()).isEqualTo(2);
            assertThat(sender.errors()).singleElement().asString().contains("would kill it");
            assertThat(victim.process().isAlive()).isTrue();
        }
    }

    @Test
    void nothingToSayIsRefused() throws Exception {
        try (Listening ear = Listening.masked(Dialect.M2)) {
            Running sender = in("sh", Long.toString(ear.pid()));
            sender.process().getOutputStream().close();

            assertThat(sender.exitStatus()).isEqualTo(2);
            assertThat(ear.finish(Counter.SIGNALS)).isZero();
        }
    }

    private static Running in(String shell, String... arguments) throws Exception {
        if (!Clients.isOnPath(shell)) {
            Clients.missing("there is no " + shell + " to run signal-send.sh in");
        }
        List<String> command = new ArrayList<>(List.of(shell, SCRIPT));
        command.addAll(List.of(arguments));
        return new Running(command, Map.of());
    }
}
