package dev.roomtalk.client.internal.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.base.RecordingOutlet;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Latest;
import dev.roomtalk.proto.RemovedMessages;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoomInboxTest {
    private static final long SELF = 77;
    private static final Author ALICE = Author.newBuilder()
            .setNumber(1)
            .setUserId(10)
            .setName("alice")
            .setInstance(111)
            .build();
    private static final Author ME = Author.newBuilder()
            .setNumber(2)
            .setUserId(20)
            .setName("me")
            .setInstance(SELF)
            .build();

    private final FakeLoop loop = new FakeLoop();
    private final RecordingOutlet outlet = new RecordingOutlet();
    private final List<String> out = new ArrayList<>();
    private final List<Long> echoes = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();
    private final Deque<Asked> reading = new ArrayDeque<>();
    private int newEpochs;

    private record Asked(int room, long after, long upTo, HistoryRepair.Reading reading) {}

    private final HistoryRepair.Source history =
            (room, after, upTo, reader) -> reading.add(new Asked(room, after, upTo, reader));
    private final RoomInbox inbox =
            new RoomInbox(SELF, loop, new Random(20_261_121), outlet, history, new RoomInbox.Listener() {
                @Override
                public void onMessage(Deliver message, Author author, long epoch) {
                    out.add(author.getName() + "@" + epoch + "/" + message.getSequence());
                }

                @Override
                public void onMissed(long count) {
                    out.add("missed " + count);
                }

                @Override
                public void onNotKept(long count) {
                    out.add("not kept " + count);
                }

                @Override
                public void onNewEpoch() {
                    newEpochs++;
                }

                @Override
                public void askForAuthor(int number) {
                    asked.add(number);
                }

                @Override
                public void onEcho(long n, boolean again) {
                    echoes.add(n);
                }
            });

    @Test
    void passesOnWhatIsInOrder() {
        open(10);
        deliver(11);
        deliver(12);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12");
        assertThat(inbox.last()).isEqualTo(12);
    }

    @Test
    void dropsWhatIsHistoryOrDouble() {
        open(10);
        deliver(10);
        deliver(11);
        deliver(11);
        assertThat(out).containsExactly("alice@5/11");
    }

    @Test
    void holdsBackWhatOvertakes() {
        open(0);
        deliver(2);
        deliver(3);
        assertThat(out).isEmpty();
        deliver(1);
        assertThat(out).containsExactly("alice@5/1", "alice@5/2", "alice@5/3");
        loop.advance(Duration.ofSeconds(10));
        assertThat(outlet.udp).isEmpty();
    }

    @Property(tries = 200)
    void anyOrderAndAnyRepetitionGivesEachOnceInOrder(@ForAll long seed) {
        new RoomInboxTest().anyOrderAndAnyRepetitionGivesEachOnceInOrder(new Random(seed));
    }

    private void anyOrderAndAnyRepetitionGivesEachOnceInOrder(Random random) {
        open(0);
        List<Long> arriving =
                new ArrayList<>(LongStream.rangeClosed(1, 100).boxed().toList());
        arriving.addAll(LongStream.rangeClosed(1, 100)
                .filter(n -> random.nextBoolean())
                .boxed()
                .toList());
        Collections.shuffle(arriving, random);
        arriving.forEach(this::deliver);
        assertThat(out)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 100)
                        .mapToObj(sequence -> "alice@5/" + sequence)
                        .toList());
    }

    @Property(tries = 200)
    void whatTheServerSaysIsGoneIsSaidToBeGone(@ForAll long seed) {
        new RoomInboxTest().whatTheServerSaysIsGoneIsSaidToBeGone(new Random(seed));
    }

    private void whatTheServerSaysIsGoneIsSaidToBeGone(Random random) {
        open(0);
        List<Long> kept = new ArrayList<>(LongStream.rangeClosed(1, 99)
                .filter(n -> random.nextInt(3) > 0)
                .boxed()
                .toList());
        List<Long> arriving =
                new ArrayList<>(kept.stream().filter(n -> random.nextInt(3) > 0).toList());
        Collections.shuffle(arriving, random);
        arriving.forEach(this::deliver);
        deliver(100);
        inbox.onLatest(Latest.newBuilder().setSequence(100).setOldest(100).build());
        kept.add(100L);
        while (!reading.isEmpty()) {
            Asked asked = reading.remove();
            long covers = Math.min(asked.upTo, asked.after + 1 + random.nextInt(30));
            answer(
                    asked,
                    covers,
                    kept.stream().filter(n -> n > asked.after && n <= covers).toArray(Long[]::new));
        }
        loop.advance(Duration.ofMinutes(2));
        long missed = out.stream()
                .filter(line -> line.startsWith("missed"))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .sum();
        assertThat(out.stream().filter(line -> line.startsWith("alice")))
                .containsExactlyElementsOf(
                        kept.stream().map(n -> "alice@5/" + n).toList());
        assertThat(missed).isEqualTo(100 - kept.size());
        assertThat(inbox.last()).isEqualTo(100);
        assertThat(loop.timers()).isZero();
    }

    private static final Duration FIRST_NACK = GapRepair.REORDERING.plus(GapRepair.JITTER);

    private void answer(Asked asked, long coversTo, Long... sequences) {
        HistoryPage.Builder page = HistoryPage.newBuilder()
                .setRoom(asked.room)
                .setCoversTo(coversTo)
                .addAuthors(ALICE.toBuilder().setNumber(7));
        for (long sequence : sequences) {
            page.addMessages(message(sequence).setAuthor(7).setEpoch(5).setTimeMs(1000));
        }
        asked.reading.onPage(page.build());
    }

    private Asked asked() {
        Asked asked = reading.poll();
        assertThat(asked).isNotNull();
        return Objects.requireNonNull(asked);
    }

    @Test
    void asksForWhatIsMissingAfterAMoment() {
        open(10);
        deliver(13);
        deliver(15);
        loop.advance(GapRepair.REORDERING.minusMillis(1));
        assertThat(outlet.udp).isEmpty();
        loop.advance(GapRepair.JITTER.plusMillis(1));
        Frame nack = outlet.takeUdp().getFirst();
        assertThat(nack.getNack().getRangesList()).containsExactly(11L, 2L, 1L, 1L);
        inbox.onDeliver(message(11).setTimeMs(1).build());
        inbox.onDeliver(message(12).setTimeMs(1).build());
        inbox.onDeliver(message(14).setTimeMs(1).build());
        assertThat(out).hasSize(5).last().isEqualTo("alice@5/15");
    }

    @Test
    void insistsOverTcpAndNeverGivesUpByItself() {
        open(10);
        deliver(12);
        loop.advance(Duration.ofMinutes(5));
        assertThat(outlet.udp).hasSize(3);
        assertThat(outlet.tcp).hasSizeGreaterThan(100).hasSizeLessThan(400);
        assertThat(outlet.tcp.getLast().getNack().getRangesList()).containsExactly(11L, 1L);
        assertThat(out).isEmpty();
        deliver(11);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12");
        outlet.tcp.clear();
        loop.advance(Duration.ofMinutes(5));
        assertThat(outlet.tcp).isEmpty();
    }

    @Test
    void asksAgainByTheMeasuredRoundTripAndLessAndLessOften() {
        open(10);
        deliver(12);
        List<Duration> waits = new ArrayList<>();
        long since = loop.nanoTime();
        for (int i = 0; i < 4; i++) {
            int before = outlet.udp.size() + outlet.tcp.size();
            while (outlet.udp.size() + outlet.tcp.size() == before) {
                loop.advanceMillis(1);
            }
            waits.add(Duration.ofNanos(loop.nanoTime() - since));
            since = loop.nanoTime();
        }
        // The outlet says that an answer may take 100 ms.
        assertThat(waits.get(0)).isBetween(GapRepair.REORDERING, FIRST_NACK.plusMillis(1));
        assertThat(waits.get(1)).isBetween(Duration.ofMillis(110), Duration.ofMillis(140));
        assertThat(waits.get(2)).isBetween(Duration.ofMillis(220), Duration.ofMillis(277));
        assertThat(waits.get(3)).isBetween(Duration.ofMillis(440), Duration.ofMillis(552));
    }

    @Test
    void gapsThatAreDueTogetherGoInOneNack() {
        open(0);
        for (long sequence = 2; sequence <= 200; sequence += 2) {
            deliver(sequence);
            loop.advance(Duration.ofNanos(100_000));
        }
        loop.advance(FIRST_NACK.plusMillis(10));
        // 100 gaps noticed within 10 ms.
        assertThat(outlet.udp).hasSizeLessThanOrEqualTo(3);
        assertThat(outlet.udp.stream()
                        .mapToInt(f -> f.getNack().getRangesCount() / 2)
                        .sum())
                .isEqualTo(100);
    }

    @Test
    void oneThatLostTheSameAsAnotherDoesNotAskAtTheSameInstant() {
        Set<Long> instants = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            FakeLoop each = new FakeLoop();
            RecordingOutlet sent = new RecordingOutlet();
            GapRepair repair = new GapRepair(each, new Random(seed), sent);
            repair.start(3, 0);
            repair.survey(0, 1, sequence -> false);
            long began = each.nanoTime();
            while (sent.udp.isEmpty()) {
                each.advance(Duration.ofMillis(1));
            }
            instants.add((each.nanoTime() - began) / 1_000_000);
        }
        assertThat(instants).hasSizeGreaterThan(10);
    }

    @Test
    void whatTheRingNoLongerHasIsReadFromHistory() {
        open(10);
        deliver(20);
        inbox.onLatest(Latest.newBuilder().setSequence(20).setOldest(15).build());
        Asked first = asked();
        assertThat(first).extracting(Asked::room, Asked::after, Asked::upTo).containsExactly(3, 10L, 14L);
        // One page at a time, however much is heard of the room.
        inbox.onLatest(Latest.newBuilder().setSequence(20).setOldest(16).build());
        assertThat(reading).isEmpty();
        answer(first, 12, 11L, 12L);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12");
        Asked second = asked();
        assertThat(second).extracting(Asked::after, Asked::upTo).containsExactly(12L, 15L);
        answer(second, 15, 14L);
        assertThat(out).endsWith("missed 1", "alice@5/14", "missed 1");
        for (long sequence = 16; sequence < 20; sequence++) {
            deliver(sequence);
        }
        assertThat(inbox.last()).isEqualTo(20);
        loop.advance(Duration.ofMinutes(1));
        assertThat(reading).isEmpty();
        assertThat(outlet.udp).isEmpty();
    }

    @Test
    void ownMessagesFoundInHistoryAreRelayed() {
        open(10);
        inbox.onLatest(Latest.newBuilder().setSequence(11).setOldest(12).build());
        asked().reading
                .onPage(HistoryPage.newBuilder()
                        .setCoversTo(11)
                        .addAuthors(ME)
                        .addMessages(message(11).setAuthor(2).setN(4))
                        .build());
        assertThat(echoes).containsExactly(4L);
    }

    @Test
    void aPageThatSaysNothingIsAskedForAgainLater() {
        open(10);
        inbox.onLatest(Latest.newBuilder().setSequence(14).setOldest(15).build());
        answer(asked(), 10);
        assertThat(reading).isEmpty();
        assertThat(out).isEmpty();
        loop.advanceMillis(200);
        asked().reading.onFailure(ChatException.Reason.BUSY);
        loop.advanceMillis(399);
        assertThat(reading).isEmpty();
        loop.advanceMillis(1);
        answer(asked(), 14, 11L, 12L, 13L, 14L);
        assertThat(out).hasSize(4);
    }

    @Test
    void whatAnOperatorHasRemovedIsNotMissedAndNotAskedForAgain() {
        open(10);
        inbox.onLatest(Latest.newBuilder().setSequence(20).setOldest(21).build());
        asked().reading
                .onPage(HistoryPage.newBuilder()
                        .setCoversTo(20)
                        .addAuthors(ALICE.toBuilder().setNumber(7))
                        .addMessages(message(12).setAuthor(7).setEpoch(5).setTimeMs(1000))
                        .addMessages(message(18).setAuthor(7).setEpoch(5).setTimeMs(1000))
                        // 16 and 17 were lost, the others were removed.
                        .addRemoved(range(1, 11))
                        .addRemoved(range(13, 15))
                        .addRemoved(range(19, 20))
                        .build());
        assertThat(out).containsExactly("alice@5/12", "missed 2", "alice@5/18");
        assertThat(inbox.last()).isEqualTo(20);
        loop.advanceMillis(60_000);
        assertThat(reading).isEmpty();
        deliver(21);
        assertThat(out).endsWith("alice@5/21");
    }

    private static RemovedMessages range(long first, long last) {
        return RemovedMessages.newBuilder().setFirst(first).setLast(last).build();
    }

    @Test
    void whereNoHistoryIsKeptWhatTheRingLostIsGone() {
        inbox.open(joined(5, 10).setHistory(false).build());
        deliver(20);
        inbox.onLatest(Latest.newBuilder().setSequence(20).setOldest(15).build());
        assertThat(reading).isEmpty();
        assertThat(out).containsExactly("missed 4");
    }

    @Test
    void aServerThatCannotReadHistoryHasNone() {
        open(10);
        deliver(20);
        inbox.onLatest(Latest.newBuilder().setSequence(20).setOldest(15).build());
        asked().reading.onFailure(ChatException.Reason.FAILED);
        assertThat(out).containsExactly("missed 4");
    }

    @Test
    void aLostTailShowsByLatest() {
        open(10);
        inbox.onLatest(Latest.newBuilder().setSequence(12).setOldest(1).build());
        loop.advance(FIRST_NACK);
        assertThat(outlet.takeUdp().getFirst().getNack().getRangesList()).containsExactly(11L, 2L);
    }

    @Test
    void latestOfAnEarlierEpochSaysNothing() {
        open(10);
        inbox.onLatest(
                Latest.newBuilder().setSequence(12).setOldest(12).setEpoch(4).build());
        loop.advance(Duration.ofSeconds(10));
        assertThat(out).isEmpty();
        assertThat(outlet.udp).isEmpty();
    }

    @Test
    void aRoomThatNumbersInAnotherEpochIsToBeJoinedAgain() {
        open(10);
        inbox.onDeliver(message(11).setEpoch(6).build());
        inbox.onLatest(Latest.newBuilder().setSequence(11).setEpoch(6).build());
        assertThat(newEpochs).isEqualTo(2);
        assertThat(out).isEmpty();
    }

    @Test
    void waitsLongerForWhatComesElsewhere() {
        open(10);
        inbox.onElsewhere(Elsewhere.newBuilder().setSequence(11).build());
        deliver(12);
        loop.advanceMillis(4999);
        assertThat(outlet.udp).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.udp).hasSize(1);
        deliver(11);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12");
    }

    @Test
    void asksForAnUnknownAuthorAndHoldsTheOrder() {
        open(0);
        inbox.onDeliver(message(1).setAuthor(9).setN(1).build());
        deliver(2);
        assertThat(asked).containsExactly(9);
        assertThat(out).isEmpty();
        inbox.onAuthors(List.of(Author.newBuilder().setNumber(9).setName("zoe").build()));
        assertThat(out).containsExactly("zoe@5/1", "alice@5/2");
    }

    @Test
    void showsAMessageWithoutANameWhenNobodyTells() {
        open(0);
        inbox.onDeliver(message(1).setAuthor(9).setN(1).build());
        loop.advance(Duration.ofSeconds(5));
        assertThat(out).containsExactly("?@5/1");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void learnsAnAuthorFromItsFirstMessage() {
        open(0);
        Author zoe =
                Author.newBuilder().setNumber(9).setName("zoe").setInstance(5).build();
        inbox.onDeliver(message(1).setAuthor(9).setN(1).setAuthorInfo(zoe).build());
        inbox.onDeliver(message(2).setAuthor(9).setN(2).build());
        assertThat(out).containsExactly("zoe@5/1", "zoe@5/2");
    }

    @Test
    void tellsOfItsOwnMessagesEvenAheadOfTheirTurn() {
        open(0);
        inbox.onDeliver(message(2).setAuthor(2).setN(4).build());
        assertThat(echoes).containsExactly(4L);
        assertThat(out).isEmpty();
    }

    @Test
    void aReconnectInTheSameEpochAsksForWhatWasMissed() {
        open(10);
        deliver(11);
        inbox.pause();
        assertThat(loop.timers()).isZero();
        inbox.resume(joined(5, 14).setResumed(11).setOldest(13).build(), true);
        deliver(15);
        loop.advance(FIRST_NACK);
        assertThat(outlet.takeUdp().getFirst().getNack().getRangesList()).containsExactly(13L, 2L);
        deliver(13);
        deliver(14);
        answer(asked(), 12, 12L);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12", "alice@5/13", "alice@5/14", "alice@5/15");
    }

    /** On another node the same numbers are other authors. */
    @Test
    void whatIsHeldKeepsItsAuthorWhenTheSessionReturnsToAnotherNode() {
        open(10);
        deliver(12);
        inbox.onDeliver(message(13).setAuthor(9).build());
        inbox.pause();
        Author bob = ALICE.toBuilder().setName("bob").setInstance(222).build();
        inbox.resume(
                joined(5, 14)
                        .setResumed(10)
                        .setOldest(11)
                        .clearAuthors()
                        .addAuthors(bob)
                        .build(),
                true);
        deliver(11);
        assertThat(out).containsExactly("bob@5/11", "alice@5/12");
        deliver(13);
        deliver(14);
        assertThat(out).containsExactly("bob@5/11", "alice@5/12", "bob@5/13", "bob@5/14");
    }

    @Test
    void aPageOfTheConnectionBeforeSaysNothing() {
        open(10);
        inbox.onLatest(Latest.newBuilder().setSequence(14).setOldest(15).build());
        Asked before = asked();
        inbox.pause();
        answer(before, 14, 11L);
        assertThat(out).isEmpty();
        inbox.resume(joined(5, 14).setResumed(10).setOldest(15).build(), true);
        answer(asked(), 14, 11L, 12L, 13L, 14L);
        assertThat(out).hasSize(4);
    }

    @Test
    void whatTheServerDidNotKeepIsSaidAndWhatComesAgainIsShownOnce() {
        open(50);
        inbox.onDeliver(message(51).setN(1).build());
        inbox.onDeliver(message(52).setN(2).build());
        inbox.onDeliver(message(53).setN(3).build());
        inbox.pause();
        // The epoch ended at 51 for the server: 52 and 53 were never stored, and their author sends them again.
        inbox.resume(joined(6, 51).setResumed(51).setOldest(52).build(), true);
        inbox.onDeliver(message(52).setN(2).build());
        inbox.onDeliver(message(53).setN(3).build());
        inbox.onDeliver(message(54).setN(4).build());
        assertThat(out).containsExactly("alice@5/51", "alice@5/52", "alice@5/53", "not kept 2", "alice@6/54");
        assertThat(inbox.last()).isEqualTo(54);
    }

    @Test
    void whatCameAgainWithoutALineIsNotTakenBackASecondTime() {
        open(50);
        inbox.onDeliver(message(51).setN(1).build());
        inbox.onDeliver(message(52).setN(2).build());
        inbox.pause();
        inbox.resume(joined(6, 51).setResumed(51).setOldest(52).build(), true);
        // It was shown as 5/52, and is lost again in the next crash, with one that was shown.
        inbox.onDeliver(message(52).setN(2).build());
        inbox.onDeliver(message(53).setN(3).build());
        inbox.pause();
        inbox.resume(joined(7, 51).setResumed(51).setOldest(52).build(), true);
        inbox.onDeliver(message(52).setN(2).build());
        inbox.pause();
        inbox.resume(joined(8, 51).setResumed(51).setOldest(52).build(), true);
        assertThat(out).containsExactly("alice@5/51", "alice@5/52", "not kept 1", "alice@6/53", "not kept 1");
    }

    @Test
    void whatWasSaidInTheNextEpochBeforeTheReturnIsBroughtUnderItsOwn() {
        open(50);
        deliver(51);
        deliver(52);
        inbox.pause();
        inbox.resume(joined(6, 54).setResumed(51).setOldest(55).build(), true);
        Asked asked = asked();
        assertThat(asked).extracting(Asked::after, Asked::upTo).containsExactly(51L, 54L);
        asked.reading.onPage(HistoryPage.newBuilder()
                .setCoversTo(54)
                .addAuthors(ALICE)
                .addMessages(message(52).setN(52).setEpoch(6))
                .addMessages(message(53).setN(60).setEpoch(6))
                .addMessages(message(54).setN(61).setEpoch(6))
                .build());
        assertThat(out).containsExactly("alice@5/51", "alice@5/52", "not kept 1", "alice@6/53", "alice@6/54");
    }

    @Test
    void whatWasThereBeforeTheSessionIsNotCountedAsShown() {
        open(50);
        deliver(51);
        inbox.pause();
        inbox.resume(joined(6, 20).setResumed(20).setOldest(21).build(), true);
        assertThat(out).containsExactly("alice@5/51", "not kept 1");
        assertThat(inbox.last()).isEqualTo(20);
    }

    @Test
    void aServerThatForgotEverythingBeginsAgain() {
        open(50);
        deliver(51);
        deliver(53);
        inbox.pause();
        inbox.resume(joined(6, 2).setOldest(1).build(), false);
        assertThat(out).containsExactly("alice@5/51", "missed 1", "alice@5/53", "not kept 2");
        loop.advance(FIRST_NACK);
        assertThat(outlet.takeUdp().getFirst().getNack().getRangesList()).containsExactly(1L, 2L);
        inbox.onDeliver(message(1).setN(100).build());
        inbox.onDeliver(message(2).setN(101).build());
        assertThat(out).endsWith("alice@6/1", "alice@6/2");
    }

    @Test
    void whatWasHeldWhenTheEpochChangedIsReadAgain() {
        open(10);
        deliver(12);
        deliver(14);
        deliver(16);
        inbox.pause();
        // A number means another author in the new epoch.
        Author zoe =
                Author.newBuilder().setNumber(1).setName("zoe").setInstance(5).build();
        inbox.resume(
                joined(6, 14)
                        .clearAuthors()
                        .addAuthors(zoe)
                        .setResumed(10)
                        .setOldest(15)
                        .build(),
                true);
        inbox.onDeliver(message(15).setN(1).build());
        answer(asked(), 14, 11L, 12L, 14L);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12", "missed 1", "alice@5/14", "zoe@6/15");
    }

    @Test
    void letsGoWhatIsFarAheadAndAsksForItInItsTurn() {
        open(0);
        for (long sequence = 2; sequence <= 5000; sequence++) {
            deliver(sequence);
        }
        assertThat(out).isEmpty();
        deliver(1);
        assertThat(out).hasSize(RoomInbox.WINDOW);
        loop.advance(FIRST_NACK);
        assertThat(outlet.takeUdp().getLast().getNack().getRangesList()).containsExactly(RoomInbox.WINDOW + 1L, 256L);
        inbox.onLatest(Latest.newBuilder().setSequence(5000).setOldest(4500).build());
        Asked asked = asked();
        assertThat(asked).extracting(Asked::after, Asked::upTo).containsExactly((long) RoomInbox.WINDOW, 4499L);
        answer(asked, 4499);
        assertThat(out).last().isEqualTo("missed " + (4499 - RoomInbox.WINDOW));
    }

    @Test
    void whatOvertakesTheNextMessageIsHeldWithinABudgetOfBytesAndAskedForAgain() {
        open(0);
        String text = "x".repeat(100_000);
        int fit = RoomInbox.MAX_HELD_BYTES / (100_000 + 20);
        for (long i = 2; i <= fit + 60; i++) {
            inbox.onDeliver(message(i).setText(text).build());
        }
        deliver(1);
        assertThat(out).hasSizeBetween(fit - 1, fit + 1);
        // What did not fit is asked for again, and comes.
        loop.advance(Duration.ofSeconds(1));
        assertThat(outlet.takeUdp().getFirst().getNack().getRanges(0)).isEqualTo(out.size() + 1);
        for (long i = out.size() + 1L; i <= fit + 60; i++) {
            inbox.onDeliver(message(i).setText(text).build());
        }
        assertThat(out).hasSize(fit + 60).doesNotHaveDuplicates().last().isEqualTo("alice@5/" + (fit + 60));
    }

    private static Joined.Builder joined(long epoch, long sequence) {
        return Joined.newBuilder()
                .setRoom(3)
                .setEpoch(epoch)
                .setSequence(sequence)
                .setHistory(true)
                .addAuthors(ALICE)
                .addAuthors(ME);
    }

    private void open(long sequence) {
        inbox.open(joined(5, sequence).build());
    }

    private void deliver(long sequence) {
        inbox.onDeliver(message(sequence).build());
    }

    private static Deliver.Builder message(long sequence) {
        return Deliver.newBuilder()
                .setRoom(3)
                .setAuthor(1)
                .setSequence(sequence)
                .setN(sequence)
                .setText("hi");
    }
}
