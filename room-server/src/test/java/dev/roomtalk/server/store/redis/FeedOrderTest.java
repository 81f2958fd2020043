package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.redis.FeedOrder.Missed;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import dev.roomtalk.server.store.redis.FeedOrder.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedOrderTest {
    private static final long EPOCH = 10;

    private final List<FeedOrder> behind = new ArrayList<>();
    private int epochs;
    private final FeedOrder order = new FeedOrder("room", behind::add, () -> epochs++);
    private final HeardFeed feed = new HeardFeed();

    private static LogEntry entry(long epoch, long sequence) {
        return new LogEntry(epoch, sequence, new AppendRequest(1, "alice", 7, sequence, "" + sequence, null, 0));
    }

    private static LogEntry entry(long sequence) {
        return entry(EPOCH, sequence);
    }

    private void open(long sequence) {
        order.open(feed);
        order.opened(new Pair(EPOCH, sequence), 0, Map.of(), List.of());
    }

    private @Nullable Pair readFrom() {
        Place from = order.beginReading();
        return from == null ? null : from.pair();
    }

    private static void answered(FeedOrder order, LogEntry entry) {
        order.message(entry, 0, false);
    }

    private static void heard(FeedOrder order, LogEntry entry) {
        order.message(entry, 0, true);
    }

    private static Missed messages(List<LogEntry> entries, Pair upTo, boolean more) {
        return new Missed(entries, upTo, more, 0, null);
    }

    private static RoomChange topic(String topic) {
        return new RoomChange.TopicIs(topic, "alice");
    }

    private static RoomState state(String topic) {
        return new RoomState(
                new RoomChange.TopicIs(topic, "alice"),
                new RoomChange.SettingsAre(RoomSettings.UNSET, "alice"),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                false);
    }

    private void change(long version, long sequence, boolean heard) {
        order.changed(version, new Pair(EPOCH, sequence), topic("t" + version), heard);
    }

    @Test
    void whatComesTwiceIsBroughtOnce() {
        open(0);
        answered(order, entry(1));
        heard(order, entry(1));
        heard(order, entry(2));
        answered(order, entry(2));
        assertThat(feed.texts()).containsExactly("1", "2");
        assertThat(behind).isEmpty();
    }

    @Test
    void anOwnMessageWaitsForThoseOfOthersThatLieBeforeIt() {
        open(0);
        answered(order, entry(3));
        assertThat(feed.texts()).isEmpty();
        heard(order, entry(1));
        heard(order, entry(2));
        assertThat(feed.texts()).containsExactly("1", "2", "3");
        assertThat(behind).as("nothing was missed").isEmpty();
    }

    @Test
    void whatTheSubscriptionLeftOutIsReadBeforeAnythingElseIsBrought() {
        open(0);
        heard(order, entry(1));
        heard(order, entry(4));
        assertThat(behind).containsExactly(order);
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 1));
        heard(order, entry(5));
        assertThat(feed.texts()).containsExactly("1");
        assertThat(order.read(messages(List.of(entry(2), entry(3), entry(4)), new Pair(EPOCH, 4), false)))
                .isFalse();
        assertThat(feed.texts()).containsExactly("1", "2", "3", "4", "5");
        assertThat(behind).hasSize(1);
    }

    @Test
    void whatTheLogDoesNotHaveIsLeftOut() {
        open(0);
        heard(order, entry(3));
        assertThat(readFrom()).isNotNull();
        assertThat(order.read(messages(List.of(), new Pair(EPOCH, 3), false))).isFalse();
        assertThat(feed.texts()).containsExactly("3");
        answered(order, entry(4));
        assertThat(feed.texts()).containsExactly("3", "4");
    }

    @Test
    void anotherEpochIsReadFromWhereTheLastOneWas() {
        open(4);
        answered(order, entry(5));
        answered(order, entry(EPOCH + 1, 6));
        assertThat(behind).containsExactly(order);
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 5));
        // The log has lost 5, and another node has been given that sequence since.
        List<LogEntry> log = List.of(entry(EPOCH + 1, 5), entry(EPOCH + 1, 6));
        assertThat(order.read(messages(log, new Pair(EPOCH + 1, 6), false))).isFalse();
        assertThat(feed.entries()).containsExactly(entry(5), entry(EPOCH + 1, 5), entry(EPOCH + 1, 6));
        assertThat(order.seen()).isEqualTo(new Pair(EPOCH + 1, 6));
        assertThat(epochs).isEqualTo(1);
    }

    @Test
    void aReadThatFailedIsBegunAgain() {
        open(0);
        order.mayHaveMissed();
        assertThat(behind).hasSize(1);
        assertThat(readFrom()).isNotNull();
        order.notRead();
        assertThat(readFrom()).isNotNull();
        assertThat(order.read(messages(List.of(entry(1)), new Pair(EPOCH, 1), true)))
                .as("there is more")
                .isTrue();
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 1));
    }

    @Test
    void whatComesBeforeTheRecordWaitsForIt() {
        order.open(feed);
        heard(order, entry(3));
        heard(order, entry(4));
        order.mayHaveMissed();
        assertThat(feed.texts()).isEmpty();
        assertThat(readFrom()).as("it is not known from where").isNull();
        order.opened(new Pair(EPOCH, 3), 0, Map.of(), List.of());
        assertThat(feed.texts()).containsExactly("4");
        assertThat(behind).as("what was missed since the record was read").containsExactly(order);
    }

    @Test
    void aFeedThatWasLetGoIsBroughtNothing() {
        open(0);
        heard(order, entry(2));
        order.letGo(feed);
        heard(order, entry(3));
        assertThat(order.read(messages(List.of(entry(1)), new Pair(EPOCH, 3), false)))
                .isFalse();
        assertThat(feed.texts()).isEmpty();
        HeardFeed next = new HeardFeed();
        order.open(next);
        order.opened(new Pair(EPOCH, 3), 0, Map.of(), List.of());
        answered(order, entry(4));
        assertThat(next.texts()).containsExactly("4");
    }

    @Test
    void anOwnChangeWaitsForMessagesAndChangesOfOthersBeforeIt() {
        open(0);
        change(2, 2, false);
        heard(order, entry(1));
        assertThat(feed.all()).containsExactly("1");
        change(1, 1, true);
        assertThat(feed.all()).containsExactly("1", "1 t1");
        order.message(entry(2), 1, true);
        assertThat(feed.all()).containsExactly("1", "1 t1", "2", "2 t2");
        change(2, 2, true);
        assertThat(feed.changes()).hasSize(2);
        assertThat(behind).as("nothing was missed").isEmpty();
    }

    @Test
    void anOwnMessageWaitsForAChangeOfAnotherBeforeIt() {
        open(0);
        order.message(entry(1), 1, false);
        assertThat(feed.all()).isEmpty();
        change(1, 0, true);
        assertThat(feed.all()).containsExactly("1 t1", "1");
        assertThat(behind).isEmpty();
    }

    @Test
    void inThePlaceOfChangesThatWereMissedComesHowTheRoomIs() {
        open(0);
        order.message(entry(1), 2, true);
        assertThat(behind).as("what it has seen was not heard").containsExactly(order);
        assertThat(order.beginReading()).isEqualTo(new Place(new Pair(EPOCH, 0), 0));
        change(4, 1, true);
        List<LogEntry> log = List.of(entry(1));
        assertThat(order.read(new Missed(log, new Pair(EPOCH, 1), false, 3, state("t3"))))
                .isFalse();
        assertThat(feed.all()).containsExactly("3 is t3", "1", "4 t4");
        change(2, 0, true);
        assertThat(feed.changes()).hasSize(2);
        assertThat(behind).hasSize(1);
    }

    @Test
    void whatAnotherEpochHasLostIsBroughtAndThenHowTheRoomIs() {
        open(1);
        change(1, 2, false);
        long version = EPOCH + 5;
        order.message(entry(EPOCH + 5, 2), version, false);
        assertThat(behind).containsExactly(order);
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 1));
        LogEntry next = entry(EPOCH + 5, 2);
        assertThat(order.read(new Missed(List.of(next), Pair.of(next), false, version, state("as before"))))
                .isFalse();
        assertThat(feed.all()).containsExactly("1 t1", version + " is as before", "2");
        order.changed(version + 1, Pair.of(next), topic("now"), false);
        assertThat(feed.changes().getLast()).isEqualTo((version + 1) + " now");
    }

    @Test
    void aRoomWhoseNewEpochHasNoMessageGoesOnThere() {
        open(3);
        order.mayHaveMissed();
        assertThat(readFrom()).isNotNull();
        Pair began = new Pair(EPOCH + 5, 3);
        assertThat(order.read(new Missed(List.of(), began, false, EPOCH + 5, state("t"))))
                .isFalse();
        order.changed(EPOCH + 6, began, topic("next"), true);
        order.message(entry(EPOCH + 5, 4), EPOCH + 6, true);
        assertThat(feed.all()).containsExactly((EPOCH + 5) + " is t", (EPOCH + 6) + " next", "4");
        assertThat(behind).hasSize(1);
    }

    @Test
    void holdsNoMoreThanSoManyAndReadsTheRest() {
        open(0);
        answered(order, entry(2));
        for (long sequence = 3; sequence <= 5_000; sequence++) {
            answered(order, entry(sequence));
        }
        assertThat(behind).isNotEmpty();
        assertThat(readFrom()).isEqualTo(new Pair(EPOCH, 0));
        List<LogEntry> log =
                IntStream.rangeClosed(1, 5_000).mapToObj(s -> entry(s)).toList();
        assertThat(order.read(messages(log, new Pair(EPOCH, 5_000), false))).isFalse();
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
            FeedOrder one = new FeedOrder("room", room -> tried[0] = room, () -> {});
            HeardFeed heard = new HeardFeed();
            one.open(heard);
            one.opened(new Pair(EPOCH, 0), 0, Map.of(), List.of());
            List<LogEntry> late = new ArrayList<>();
            for (LogEntry each : log) {
                if (random.nextInt(3) == 0) {
                    late.add(each);
                }
                if (random.nextInt(10) > 0) {
                    heard(one, each);
                }
                if (!late.isEmpty() && random.nextBoolean()) {
                    answered(one, late.removeFirst());
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

    /** A message, or a change if there is a version; with what lies before it. */
    private record Taken(long sequence, long version, boolean change) {
        void bring(FeedOrder to, boolean heard) {
            if (change) {
                to.changed(version, new Pair(EPOCH, sequence), topic("t" + version), heard);
            } else {
                to.message(entry(sequence), version, heard);
            }
        }

        String shown() {
            return change ? version + " t" + version : "" + sequence;
        }
    }

    private static List<Taken> messagesAndChanges(Random random) {
        List<Taken> log = new ArrayList<>();
        long sequence = 0;
        long version = 0;
        for (int i = 0; i < 60; i++) {
            boolean change = random.nextInt(3) == 0;
            sequence += change ? 0 : 1;
            version += change ? 1 : 0;
            log.add(new Taken(sequence, version, change));
        }
        return log;
    }

    @Test
    void ofWhatIsAllHeardTheOrderIsThatInWhichItWasTaken() {
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            List<Taken> log = messagesAndChanges(random);
            FeedOrder one = new FeedOrder(
                    "room",
                    room -> {
                        throw new AssertionError("nothing was missed");
                    },
                    () -> {});
            HeardFeed heard = new HeardFeed();
            one.open(heard);
            one.opened(new Pair(EPOCH, 0), 0, Map.of(), List.of());
            for (int i = 0; i < log.size(); i++) {
                // This node's own may be answered long before the subscription brings what lies before them.
                if (random.nextInt(3) == 0) {
                    log.get(random.nextInt(i, log.size())).bring(one, false);
                }
                log.get(i).bring(one, true);
            }
            assertThat(heard.all()).isEqualTo(log.stream().map(Taken::shown).toList());
        }
    }

    @Test
    void whateverIsMissedMessagesAreInTheirOrderAndNoneComesBeforeAChangeThatItHasSeen() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            List<Taken> log = messagesAndChanges(random);
            FeedOrder[] tried = {null};
            FeedOrder one = new FeedOrder("room", room -> tried[0] = room, () -> {});
            HeardFeed heard = new HeardFeed();
            one.open(heard);
            one.opened(new Pair(EPOCH, 0), 0, Map.of(), List.of());
            for (int i = 0; i < log.size(); i++) {
                if (random.nextInt(10) > 0) {
                    log.get(i).bring(one, true);
                }
                if (random.nextInt(3) == 0) {
                    log.get(random.nextInt(i + 1)).bring(one, false);
                }
                if (tried[0] != null && random.nextInt(4) == 0) {
                    tried[0] = null;
                    readAll(one, log.subList(0, i + 1));
                }
            }
            one.mayHaveMissed();
            readAll(one, log);
            Taken last = log.getLast();
            assertThat(heard.entries()).hasSize((int) last.sequence);
            heard.checkOrder();
            assertThat(heard.versions()).isSorted().doesNotHaveDuplicates();
            assertThat(heard.versions().getLast()).isEqualTo(last.version);
        }
    }

    private static void readAll(FeedOrder order, List<Taken> log) {
        Place from = order.beginReading();
        while (from != null) {
            long sequence = from.pair().sequence();
            List<LogEntry> page = log.stream()
                    .filter(each -> !each.change && each.sequence > sequence)
                    .limit(7)
                    .map(each -> entry(each.sequence))
                    .toList();
            boolean more = page.size() == 7;
            Taken last = log.getLast();
            Pair upTo = more ? Pair.of(page.getLast()) : new Pair(EPOCH, last.sequence);
            RoomState state = last.version > from.version() ? state("t" + last.version) : null;
            from = order.read(new Missed(page, upTo, more, last.version, state)) ? order.beginReading() : null;
        }
    }

    private static void read(FeedOrder order, List<LogEntry> log) {
        Place from = order.beginReading();
        while (from != null) {
            Pair above = from.pair();
            List<LogEntry> page = log.stream()
                    .filter(each -> above.isBelow(Pair.of(each)))
                    .limit(7)
                    .toList();
            boolean more = page.size() == 7;
            Pair upTo = more || !page.isEmpty() ? Pair.of(page.getLast()) : Pair.of(log.getLast());
            from = order.read(messages(page, upTo, more)) ? order.beginReading() : null;
        }
    }
}
