package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a room keeps for repair is what was said, whatever that is, and takes little memory. */
class RingTest {
    private static final int CAPACITY = 1024;
    private static final AuthorName ALICE = new AuthorName(1, 7, "alice", 11);
    private static final AuthorName BOB = new AuthorName(2, 8, "bob", 12);
    private static final List<String> TEXTS = List.of(
            "a", "hello", "привет", "日本語", "a\ud83d\udc4b\ud83c\udffdb", "\u0000", "x".repeat(200), "é".repeat(3000));

    private static Message message(long sequence, String text) {
        return new Message(7, sequence, ALICE, sequence, text, null, 1_700_000_000_000L);
    }

    @Test
    void whatItKeepsIsWhatWasSaid() {
        for (int capacity : List.of(1, 2, 16, 100)) {
            Random random = new Random(capacity);
            Ring ring = new Ring(capacity, 0);
            Map<Long, Message> said = new TreeMap<>();
            long sequence = 0;
            for (int i = 0; i < 3_000; i++) {
                switch (random.nextInt(50)) {
                    case 0 -> {
                        sequence += 5;
                        said.clear();
                    }
                    case 1 -> ring.giveBack();
                    case 2 -> {
                        long last = sequence - random.nextInt(capacity);
                        ring.forgetUpToLast(message -> message.sequence() == last);
                    }
                    case 3 -> {
                        if (random.nextInt(10) == 0) {
                            ring.clear();
                        }
                    }
                    default -> {}
                }
                sequence++;
                Message message = new Message(
                        random.nextInt(3) == 0 ? random.nextLong() : 7,
                        sequence,
                        random.nextBoolean() ? ALICE : BOB,
                        random.nextLong() >>> random.nextInt(64),
                        TEXTS.get(random.nextInt(TEXTS.size())),
                        random.nextInt(4) == 0 ? TEXTS.get(random.nextInt(TEXTS.size())) : null,
                        random.nextLong());
                said.put(sequence, message);
                ring.add(message);
                // The longest message has 12,000 bytes.
                assertThat(ring.weight()).isBetween(1L, (capacity + 2) * 12_200L);
                assertThat(ring.oldest()).isBetween(Math.max(1, sequence - capacity + 1), sequence);
                for (long s = sequence - capacity - 1; s <= sequence + 1; s++) {
                    assertThat(ring.get(s)).isEqualTo(s < ring.oldest() ? null : said.get(s));
                }
            }
        }
    }

    @Test
    void itForgetsUpToTheLastOfThese() {
        Ring ring = new Ring(CAPACITY, 0);
        for (int s = 1; s <= 100; s++) {
            ring.add(message(s, "message " + s));
        }
        ring.forgetUpToLast(message -> message.n() <= 40 && message.n() % 7 == 0);
        assertThat(ring.oldest()).isEqualTo(36);
        ring.forgetUpToLast(message -> message.text().equals("another"));
        assertThat(ring.oldest()).isEqualTo(36);
        ring.forgetUpToLast(message -> message.n() == 100);
        assertThat(ring.oldest()).isEqualTo(101);
        assertThat(ring.weight()).isZero();
    }

    @Test
    void whatItTakesGetsLessUntilItHasNone() {
        Ring ring = new Ring(CAPACITY, 0);
        for (int s = 1; s <= 500; s++) {
            ring.add(message(s, "x".repeat(100)));
        }
        long weight = ring.weight();
        while (ring.giveBack()) {
            assertThat(ring.weight()).isLessThan(weight);
            weight = ring.weight();
        }
        assertThat(weight).isZero();
    }

    /** 100 rooms with full rings are to take less than 20 MB. */
    @Test
    void aFullRingTakesLittleBesideItsTexts() {
        Ring ring = new Ring(CAPACITY, 0);
        for (int s = 1; s <= 10 * CAPACITY; s++) {
            ring.add(message(s, "x".repeat(100)));
        }
        assertThat(ring.weight()).isBetween(100L * CAPACITY, 150L * CAPACITY);
    }

    @Test
    void aRingWithOneMessageIsSmall() {
        Ring ring = new Ring(CAPACITY, 41);
        ring.add(message(42, "x".repeat(100)));
        assertThat(ring.weight()).isLessThan(250);
    }

    @Test
    void aFullRingMakesLittleGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Ring ring = new Ring(CAPACITY, 0);
        Message[] messages = new Message[8 * CAPACITY];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = message(i + 1, "x".repeat(i % 200 + 1));
        }
        int half = messages.length / 2;
        for (int i = 0; i < half; i++) {
            ring.add(messages[i]);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = half; i < messages.length; i++) {
            ring.add(messages[i]);
        }
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / half).isLessThan(32);
    }
}
