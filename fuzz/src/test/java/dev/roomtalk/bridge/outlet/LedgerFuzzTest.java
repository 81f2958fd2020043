package dev.roomtalk.bridge.outlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A ledger is refused with a sentence, or tells each bridge that opens it the same; and no number of it is used again.
 */
class LedgerFuzzTest {
    private static final long NOW = 1_000_000;

    @TempDir
    static Path directory;

    /** What a bridge knows from it. */
    private record Content(long instance, List<Ledger.Said> unanswered, Collection<Ledger.Answer> answers) {}

    static Stream<byte[]> seeds() {
        String head = "bridge\t000000000000000b\nlast\t4\n";
        return Stream.of(
                        head,
                        head + "said\t5\t1000\t0000000000000005\tYQ==\tYg==\nanswer\t4\t0\t07\tTAKEN\t1\t999999\n",
                        head + "answer\t5\t1\t7\tREFUSED\t-3\t1000000\nsaid\t5\t1\t7\t\t\nsaid\t6\t1\t00\tYQ\t\t",
                        "last\t9223372036854775807\nbridge\tffffffffffffffff\n",
                        "said\t-5\t1\t7\t\t4pyTzA==\nbridge\t1\n\nlast\t-1\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyBridgeReadsTheSameAndNoNumberIsUsedAgain(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("ledger"), bytes);
        Content before;
        try (Ledger first = open(file)) {
            before = content(first);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(file.toString());
            return;
        }
        long n;
        try (Ledger next = open(file)) {
            assertThat(content(next)).isEqualTo(before);
            n = next.say(new Message(1, "label", "text", 5));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("all numbers of " + file);
            return;
        }
        assertThat(n).isPositive();
        assertThat(before.unanswered()).allMatch(said -> said.n() < n);
        assertThat(before.answers()).allMatch(answer -> answer.n() < n);
        try (Ledger next = open(file)) {
            assertThat(next.unanswered()).hasSize(before.unanswered().size() + 1);
            next.answer(n, new Reply(Reply.Kind.TAKEN, 1));
        }
        try (Ledger last = open(file)) {
            assertThat(last.unanswered()).isEqualTo(before.unanswered());
            assertThat(last.answers()).contains(new Ledger.Answer(n, 1, 5, new Reply(Reply.Kind.TAKEN, 1), NOW));
        }
    }

    private static Ledger open(Path file) throws IOException {
        return Objects.requireNonNull(Ledger.open(file, 12, () -> NOW));
    }

    private static Content content(Ledger ledger) {
        return new Content(ledger.instance(), ledger.unanswered(), List.copyOf(ledger.answers()));
    }
}
