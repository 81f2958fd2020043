package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedOrderTest {
    private static final long EPOCH = 10;

    private final List<FeedOrder> behind = new ArrayList<>();
    private final FeedOrder order = new FeedOrder("room", behind::add);
    private final HeardFeed feed = new HeardFeed();

    private static LogEntry entry(long epoch, long sequence) {
        return new LogEntry(epoch, sequence, new AppendRequest(1, "alice", 7, sequence, "" + sequence, null, 0));
    }

    private static LogEntry entry(long sequence) {
        return entry(EPOCH, sequence);
    }

    private void open(long sequence) {
        order.open(feed);
        order.opened(new Pair(EPOCH, sequence));
    }

    private @Nullable Pair readFrom() {
        return order.beginReading();
    }

    @Test
    void whatComesTwiceIsBroughtOnce() {
        open(0);
        order.answered(entry(1));
        order.heard(entry(1));
        order.heard(entry(2));
        order.answered(entry(2));
        assertThat(feed.texts()).containsExactly("1", "2");
        assertThat(behind).isEmpty();
    }

    @Test
    void anOwnMessageWaitsForThoseOfOthersThatLieBeforeIt() {
        open(0);
        order.answered(entry(3));
        assertThat(feed.texts()).isEmpty();
        order.heard(entry(1));
        order.heard(entry(2));
        assertThat(feed.texts()).containsExactly("1", "2", "3");
        assertThat(behind).as("nothing was missed").isEmpty();
    }

    @Test
    void whatTheSubscriptionLeftOutIsReadBeforeAnythingElseIsBrought() {
        open(0);
        order.heard(entry(1));
        order.heard(entry(4));
        assertThat(behind).containsExactly(order);
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 1));
        order.heard(entry(5));
        assertThat(feed.texts()).containsExactly("1");
        assertThat(order.read(List.of(entry(2), entry(3), entry(4)), new Pair(EPOCH, 4), false))
                .isFalse();
        assertThat(feed.texts()).containsExactly("1", "2", "3", "4", "5");
        assertThat(behind).hasSize(1);
    }

    @Test
    void whatTheLogDoesNotHaveIsLeftOut() {
        open(0);
        order.heard(entry(3));
        assertThat(readFrom()).isNotNull();
        assertThat(order.read(List.of(), new Pair(EPOCH, 3), false)).isFalse();
        assertThat(feed.texts()).containsExactly("3");
        order.answered(entry(4));
        assertThat(feed.texts()).containsExactly("3", "4");
    }

    @Test
    void anotherEpochIsReadFromWhereTheLastOneWas() {
        open(4);
        order.answered(entry(5));
        order.answered(entry(EPOCH + 1, 6));
        assertThat(behind).containsExactly(order);
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 5));
        // The log has lost 5, and another node has been given that sequence since.
        List<LogEntry> log = List.of(entry(EPOCH + 1, 5), entry(EPOCH + 1, 6));
        assertThat(order.read(log, new Pair(EPOCH + 1, 6), false)).isFalse();
        assertThat(feed.entries()).containsExactly(entry(5), entry(EPOCH + 1, 5), entry(EPOCH + 1, 6));
        assertThat(order.seen()).isEqualTo(new Pair(EPOCH + 1, 6));
    }

    @Test
    void aReadThatFailedIsBegunAgain() {
        open(0);
        order.mayHaveMissed();
        assertThat(behind).hasSize(1);
        assertThat(readFrom()).isNotNull();
        order.notRead();
        assertThat(readFrom()).isNotNull();
        assertThat(order.read(List.of(entry(1)), new Pair(EPOCH, 1), true))
                .as("there is more")
                .isTrue();
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 1));
    }

    @Test
    void whatComesBeforeTheRecordWaitsForIt() {
        order.open(feed);
        order.heard(entry(3));
        order.heard(entry(4));
        order.mayHaveMissed();
        assertThat(feed.texts()).isEmpty();
        assertThat(readFrom()).as("it is not known from where").isNull();
        order.opened(new Pair(EPOCH, 3));
        assertThat(feed.texts()).containsExactly("4");
        assertThat(behind).as("what was missed since the record was read").containsExactly(order);
    }

    @Test
    void aFeedThatWasLetGoIsBroughtNothing() {
        open(0);
        order.heard(entry(2));
        order.letGo(feed);
        order.heard(entry(3));
        assertThat(order.read(List.of(entry(1)), new Pair(EPOCH, 3), false)).isFalse();
        assertThat(feed.texts()).isEmpty();
        HeardFeed next = new HeardFeed();
        order.open(next);
        order.opened(new Pair(EPOCH, 3));
        order.answered(entry(4));
        assertThat(next.texts()).containsExactly("4");
    }

    @Test
    void holdsNoMoreThanSoManyAndReadsTheRest() {
        open(0);
        order.answered(entry(2));
        for (long sequence = 3; sequence <= 5_000; sequence++) {
            order.answered(entry(sequence));
        }
        assertThat(behind).isNotEmpty();
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 0));
        List<LogEntry> log =
                IntStream.rangeClosed(1, 5_000).mapToObj(s -> entry(s)).toList();
        assertThat(order.read(log, new Pair(EPOCH, 5_000), false)).isFalse();
        assertThat(feed.entries()).isEqualTo(log);
    }

    /** A subscription that leaves out some of what others say, and answers that come late or early. */
    @Test
    void whateverComesFirstTheOrderIsThatOfTheLog() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<LogEntry> log =
                    IntStream.rangeClosed(1, 60).mapToObj(s -> entry(s)).toList();
            FeedOrder[] tried = {null};
            FeedOrder one = new FeedOrder("room", room -> tried[0] = room);
            HeardFeed heard = new HeardFeed();
            one.open(heard);
            one.opened(new Pair(EPOCH, 0));
            List<LogEntry> late = new ArrayList<>();
            for (LogEntry each : log) {
                if (random.nextInt(3) == 0) {
                    late.add(each);
                }
                if (random.nextInt(10) > 0) {
                    one.heard(each);
                }
                if (!late.isEmpty() && random.nextBoolean()) {
                    one.answered(late.removeFirst());
                }
                if (tried[0] != null && random.nextInt(4) == 0) {
                    tried[0] = null;
                    read(one, log.subList(0, (int) each.sequence()));
                }
            }
            one.mayHaveMissed();
            read(one, log);
            assertThat(heard.entries()).isEqualTo(log);
        }
    }

    private static void read(FeedOrder order, List<LogEntry> log) {
        Pair from = order.beginReading();
        while (from != null) {
            Pair above = from;
            List<LogEntry> page = log.stream()
                    .filter(each -> above.isBelow(Pair.of(each)))
                    .limit(7)
                    .toList();
            boolean more = page.size() == 7;
            Pair upTo = more || !page.isEmpty() ? Pair.of(page.getLast()) : Pair.of(log.getLast());
            from = order.read(page, upTo, more) ? order.beginReading() : null;
        }
    }
}
