package dev.roomtalk.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Latest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InboxTest {
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
    private final Inbox inbox = new Inbox(SELF, loop, outlet, new Inbox.Listener() {
        @Override
        public void onMessage(Deliver message, Author author, long epoch) {
            out.add(author.getName() + "@" + epoch + "/" + message.getSequence());
        }

        @Override
        public void onMissed(long count) {
            out.add("missed " + count);
        }

        @Override
        public void askForAuthor(int number) {
            asked.add(number);
        }

        @Override
        public void onEcho(long n) {
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
        new InboxTest().anyOrderAndAnyRepetitionGivesEachOnceInOrder(new Random(seed));
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
    void whatIsLostIsSaidToBeLost(@ForAll long seed) {
        new InboxTest().whatIsLostIsSaidToBeLost(new Random(seed));
    }

    private void whatIsLostIsSaidToBeLost(Random random) {
        open(0);
        List<Long> arriving = new ArrayList<>(LongStream.rangeClosed(1, 99)
                .filter(n -> random.nextInt(3) > 0)
                .boxed()
                .toList());
        Collections.shuffle(arriving, random);
        arriving.forEach(this::deliver);
        deliver(100);
        loop.advance(Duration.ofMinutes(2));
        long shown = out.stream().filter(line -> line.startsWith("alice")).count();
        long missed = out.stream()
                .filter(line -> line.startsWith("missed"))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .sum();
        assertThat(shown).isEqualTo(arriving.size() + 1);
        assertThat(shown + missed).isEqualTo(100);
        assertThat(inbox.last()).isEqualTo(100);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void asksForWhatIsMissingAfterAMoment() {
        open(10);
        deliver(13);
        deliver(15);
        loop.advanceMillis(39);
        assertThat(outlet.udp).isEmpty();
        loop.advanceMillis(1);
        Frame nack = outlet.takeUdp().getFirst();
        assertThat(nack.getNack().getRangesList()).containsExactly(11L, 2L, 1L, 1L);
        inbox.onDeliver(message(11).setTimeMs(1).build());
        inbox.onDeliver(message(12).setTimeMs(1).build());
        inbox.onDeliver(message(14).setTimeMs(1).build());
        assertThat(out).hasSize(5).last().isEqualTo("alice@5/15");
    }

    @Test
    void insistsOverTcpAndThenGivesUp() {
        open(10);
        deliver(12);
        loop.advanceMillis(40);
        assertThat(outlet.takeUdp()).hasSize(1);
        loop.advanceMillis(200);
        assertThat(outlet.takeUdp()).hasSize(1);
        loop.advanceMillis(200);
        assertThat(outlet.takeTcp()).hasSize(1);
        assertThat(out).isEmpty();
        loop.advanceMillis(1000);
        assertThat(out).containsExactly("missed 1", "alice@5/12");
        assertThat(inbox.last()).isEqualTo(12);
    }

    @Test
    void givesUpAtOnceWhatTheServerNoLongerHas() {
        open(10);
        deliver(20);
        inbox.onLatest(Latest.newBuilder().setSequence(20).setOldest(15).build());
        assertThat(out).containsExactly("missed 4");
        for (long sequence = 15; sequence < 20; sequence++) {
            deliver(sequence);
        }
        assertThat(out).hasSize(7);
    }

    @Test
    void aLostTailShowsByLatest() {
        open(10);
        inbox.onLatest(Latest.newBuilder().setSequence(12).setOldest(1).build());
        loop.advanceMillis(40);
        assertThat(outlet.takeUdp().getFirst().getNack().getRangesList()).containsExactly(11L, 2L);
    }

    @Test
    void latestOfAnotherEpochSaysNothing() {
        open(10);
        inbox.onLatest(
                Latest.newBuilder().setSequence(12).setOldest(12).setEpoch(4).build());
        loop.advance(Duration.ofSeconds(10));
        assertThat(out).isEmpty();
        assertThat(outlet.udp).isEmpty();
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
        inbox.resume(3, 5, 14, List.of(), true);
        deliver(15);
        loop.advanceMillis(40);
        assertThat(outlet.takeUdp().getFirst().getNack().getRangesList()).containsExactly(12L, 3L);
        deliver(12);
        deliver(13);
        deliver(14);
        assertThat(out).containsExactly("alice@5/11", "alice@5/12", "alice@5/13", "alice@5/14", "alice@5/15");
    }

    @Test
    void whatComesAgainUnderANewNumberIsShownOnce() {
        open(50);
        inbox.onDeliver(message(51).setN(1).build());
        inbox.onDeliver(message(52).setN(2).build());
        inbox.pause();
        // The epoch ended at 51 for the server: 52 was never stored, and its author sends it again.
        inbox.resume(3, 6, 51, List.of(ALICE), true);
        inbox.onDeliver(message(52).setN(2).build());
        inbox.onDeliver(message(53).setN(3).build());
        assertThat(out).containsExactly("alice@5/51", "alice@5/52", "alice@6/53");
        assertThat(inbox.last()).isEqualTo(53);
    }

    @Test
    void aRoomMadeAgainBeginsAgain() {
        open(50);
        deliver(51);
        inbox.pause();
        inbox.resume(3, 6, 2, List.of(ALICE), false);
        loop.advanceMillis(40);
        assertThat(outlet.takeUdp().getFirst().getNack().getRangesList()).containsExactly(1L, 2L);
        inbox.onLatest(Latest.newBuilder().setSequence(2).setOldest(3).build());
        inbox.onDeliver(message(3).setN(100).build());
        assertThat(out).containsExactly("alice@5/51", "missed 2", "alice@6/3");
    }

    @Test
    void aChangeOfEpochLetsOutWhatWasHeld() {
        open(10);
        deliver(12);
        deliver(14);
        inbox.pause();
        inbox.resume(3, 6, 14, List.of(ALICE), true);
        assertThat(out).containsExactly("missed 1", "alice@5/12", "missed 1", "alice@5/14");
    }

    @Test
    void holdsOnlySoMuch() {
        open(0);
        for (long sequence = 2; sequence <= 5000; sequence++) {
            deliver(sequence);
        }
        assertThat(out).first().isEqualTo("missed 1");
        assertThat(out).hasSize(5000);
    }

    @Test
    void aLeapAheadIsSaidToBeOne() {
        open(0);
        deliver(1_000_000);
        inbox.onLatest(
                Latest.newBuilder().setSequence(1_000_000).setOldest(1_000_000).build());
        assertThat(out).contains("alice@5/1000000").hasSize(3);
        long missed = out.stream()
                .filter(line -> line.startsWith("missed"))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .sum();
        assertThat(missed).isEqualTo(999_999);
    }

    private void open(long sequence) {
        inbox.open(3, 5, sequence, List.of(ALICE, ME));
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
