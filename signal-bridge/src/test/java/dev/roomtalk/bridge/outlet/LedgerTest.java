package dev.roomtalk.bridge.outlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bridge knows after it was killed. */
final class LedgerTest {
    @TempDir
    private Path directory;

    private long seconds = 1_000_000;

    @Test
    void theNextRunGoesOnWithInstanceNumbersAndWhatWasNotAnswered() throws Exception {
        try (Ledger first = open(11)) {
            assertThat(first.instance()).isEqualTo(11);
            assertThat(first.say(message("one", 5))).isEqualTo(1);
            assertThat(first.say(message("two\t🎉\n", 6))).isEqualTo(2);
            assertThat(first.say(message("three", 0))).isEqualTo(3);
            first.answer(1, new Reply(Reply.Kind.TAKEN, 1));
        }
        for (int run = 0; run < 2; run++) {
            try (Ledger next = open(12)) {
                assertThat(next.instance()).isEqualTo(11);
                assertThat(next.unanswered())
                        .containsExactly(
                                new Ledger.Said(2, message("two\t🎉\n", 6)), new Ledger.Said(3, message("three", 0)));
                assertThat(next.answers())
                        .containsExactly(new Ledger.Answer(1, 1000, 5, new Reply(Reply.Kind.TAKEN, 1), seconds));
            }
        }
        try (Ledger next = open(12)) {
            assertThat(next.say(message("four", 0))).isEqualTo(4);
            next.answer(2, new Reply(Reply.Kind.REFUSED, 4));
            next.answer(3, new Reply(Reply.Kind.TAKEN, 1));
            next.answer(4, new Reply(Reply.Kind.TAKEN, 1));
        }
        seconds += 86_401;
        try (Ledger last = open(12)) {
            assertThat(last.unanswered()).isEmpty();
            assertThat(last.answers()).as("of more than a day ago").isEmpty();
            assertThat(last.say(message("five", 0))).isEqualTo(5);
        }
    }

    @Test
    void aLineThatWasNotWrittenWholeWasNotSaid() throws Exception {
        try (Ledger first = open(11)) {
            var _ = first.say(message("one", 5));
        }
        Files.writeString(file(), "said\t2\t1000\t00", StandardOpenOption.APPEND);
        try (Ledger next = open(12)) {
            assertThat(next.unanswered()).hasSize(1);
            assertThat(next.say(message("two", 6))).isEqualTo(2);
        }
        try (Ledger next = open(12)) {
            assertThat(next.unanswered()).hasSize(2);
        }
    }

    @Test
    void aLineThatMakesNoSenseIsNotPassedOver() throws Exception {
        Files.writeString(file(), "bridge\t000000000000000b\nsaid\tmuch\n");
        assertThatThrownBy(() -> open(12)).isInstanceOf(IOException.class).hasMessageContaining("makes no sense");
        Files.delete(file());
        open(12).close();
    }

    /** After the highest number of all there is none for the next message. */
    @ParameterizedTest
    @ValueSource(strings = {"last\t9223372036854775807", "last\t-1", "said\t0\t1\t05\tYQ==\tYQ=="})
    void aNumberThatWasNeverSaidIsNotPassedOver(String line) throws Exception {
        Files.writeString(file(), "bridge\t000000000000000b\n" + line + "\n");
        assertThatThrownBy(() -> open(12)).isInstanceOf(IOException.class).hasMessageContaining("makes no sense");
    }

    @Test
    void onlyOneHasIt() throws Exception {
        try (Ledger _ = open(11)) {
            assertThat(Ledger.open(file(), 12, () -> seconds)).isNull();
        }
        open(12).close();
    }

    @Test
    void eachServerNameAndRoomHasItsOwn() {
        Map<String, String> environment = Map.of("XDG_STATE_HOME", "/state");
        Path home = Path.of("/home/alice");
        Path path = Ledger.path(environment, home, "localhost:4242", "bridge", "ops/../x");
        assertThat(path.getParent()).isEqualTo(Path.of("/state/roomtalk/signal-bridge"));
        assertThat(path.getFileName().toString()).startsWith("ops_.._x-");
        assertThat(path)
                .isNotEqualTo(Ledger.path(environment, home, "localhost:4242", "other", "ops/../x"))
                .isNotEqualTo(Ledger.path(environment, home, "localhost:4243", "bridge", "ops/../x"));
    }

    private Path file() {
        return directory.resolve("ledger");
    }

    private Ledger open(long instance) throws IOException {
        return Objects.requireNonNull(Ledger.open(file(), instance, () -> seconds));
    }

    private static Message message(String text, long id) {
        return new Message(1000, "alice/7 \"x\"", text, id);
    }
}
