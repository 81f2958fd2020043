package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Two dozen senders of every kind at once, of which many are killed at any moment: what is heard was said, nobody
 * hangs, nobody is killed by an answer, and the bridge keeps nothing of those who have ended. For
 * {@code roomtalk.bridge.seconds} (18; {@code bin/soak bridge} for minutes), from the seed
 * {@code roomtalk.bridge.seed}.
 */
final class KilledSendersTest {
    private static final int SENDERS = 24;
    /** A sender waits for its turn, which at worst all the others have before it. */
    private static final long LONGEST = 180;
    /**
     * What the heap may have grown by between two collections, because of classes, tables and what was learned of
     * programs.
     */
    private static final long HEAP = 6 << 20;

    private final long seconds = Long.getLong("roomtalk.bridge.seconds", 18);
    private final long seed = Long.getLong("roomtalk.bridge.seed", 1);
    private final AtomicInteger said = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();
    /** Texts that say nothing of their ends, whose senders were killed. */
    private final Set<String> cutShort = ConcurrentHashMap.newKeySet();

    @Test
    void whoeverIsKilledHarmsNobodyElse() throws Exception {
        List<ClientKind> kinds = new ArrayList<>(ClientKind.WAITING);
        kinds.addAll(ClientKind.PACED);
        ClientKind.prepare(kinds);
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto();
                ExecutorService threads = Executors.newCachedThreadPool()) {
            // What is loaded only once is loaded by then.
            speak(bridge, threads, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds / 6));
            RoomlessBridgeProcess.Uses before = bridge.uses();
            speak(bridge, threads, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds * 5 / 6));
            RoomlessBridgeProcess.Uses after = bridge.uses();

            List<String> heard = bridge.heard();
            Map<Counter, Long> counted = bridge.finish();
            List<String> damaged = heard.stream()
                    .filter(text -> !isWhole(text) && !isCutShort(text))
                    .toList();
            long cut = heard.stream().filter(text -> !isWhole(text)).count() - damaged.size();
            System.err.printf(
                    "%d senders at once, %d s, seed %d: %d messages, %d senders killed, %d heard whole, %d that nothing ends as far as they came; %s; before %s, after %s%n",
                    SENDERS, seconds, seed, said.get(), killed.get(), heard.size() - cut, cut, counted, before, after);
            assertThat(heard).as("seed %d", seed).isNotEmpty();
            assertThat(damaged).as("shown, and not said; seed %d", seed).isEmpty();
            assertThat(after.heap()).as("heap").isLessThan(before.heap() + HEAP);
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 2);
        }
    }

    private void speak(RoomlessBridgeProcess bridge, ExecutorService threads, long deadline) throws Exception {
        List<Future<Void>> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Random random = new Random(seed * 1_000 + i);
            senders.add(threads.submit((Callable<Void>) () -> {
                while (System.nanoTime() - deadline < 0) {
                    // Of those who cannot be held back there are fewer: one of them keeps everybody else waiting.
                    speakOnce(
                            bridge,
                            ClientKind.any(random.nextInt(12) == 0 ? ClientKind.PACED : ClientKind.WAITING, random),
                            random);
                }
                return null;
            }));
        }
        for (Future<Void> sender : senders) {
            sender.get();
        }
    }

    private void speakOnce(RoomlessBridgeProcess bridge, ClientKind kind, Random random) throws Exception {
        String text = checked("no. %d says été %d 🎉".formatted(said.incrementAndGet(), random.nextInt(1_000_000)));
        try (StartedProgram client = kind.say(bridge.pid(), text, 1)) {
            if (random.nextInt(3) == 0) {
                boolean _ = client.process().waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
                client.process().destroyForcibly();
                killed.incrementAndGet();
                if (kind.isBare()) {
                    cutShort.add(text);
                }
            }
            assertThat(client.process().waitFor(LONGEST, TimeUnit.SECONDS))
                    .as("%s has ended; seed %d, errors of the bridge %s", kind, seed, last(bridge.errors()))
                    .isTrue();
            // 3: one signal at its end was early, because its bits were lost; 9: by this test.
            assertThat(client.process().exitValue()).as(kind.toString()).isIn(0, 3, 128 + 9);
        }
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - 10), lines.size());
    }

    private static String checked(String text) {
        return text + " =" + sum(text);
    }

    private static boolean isWhole(String text) {
        int end = text.lastIndexOf(" =");
        return end >= 0 && text.equals(checked(text.substring(0, end)));
    }

    /** The beginning of a text without an end, whose sender was killed after a byte: nobody sees that it goes on. */
    private boolean isCutShort(String text) {
        return cutShort.stream().anyMatch(whole -> whole.startsWith(text));
    }

    private static String sum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
