package dev.roomtalk.conformance.client;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Latest;
import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The checks of what a client does as a sender and as a receiver of messages. Over 300 lines, because each sentence of
 * these sections is one entry of the list.
 */
final class MessageChecks {
    private static final String SENDER = "What a sender does";
    private static final String RECEIVER = "What a receiver does";
    /** In which a client that is wrong would have done something. */
    private static final Duration MOMENT = Duration.ofMillis(500);
    /** In which what was underway has come. */
    private static final Duration UNDERWAY = Duration.ofMillis(150);
    /** Sendings after which the time has doubled so often that no delay of this machine looks like it. */
    private static final int SENDINGS = 5;
    /** How much sooner than it says something may come: clocks and timers round. */
    private static final Duration ROUNDING = Duration.ofMillis(5);

    private final Stage stage;
    private long lastN;

    MessageChecks(Stage stage) {
        this.stage = stage;
    }

    void addTo(CheckList list) {
        list.add("Ids, and messages that are delivered once", "n counts from 1, without gaps", this::counts);
        list.add(SENDER, "what has its Ack is not sent again", this::acknowledged);
        list.add(SENDER, "without an answer the same n and text are sent again, less and less often", this::again);
        list.add(SENDER, "a message that is sent for the fourth time goes over TCP", this::fourthOverTcp);
        list.add(SENDER, "the time is the path's: a new message waits as long", this::pathsTime);
        list.add(SENDER, "above_base says which n is the lowest without an answer", this::aboveBase);
        list.add(
                SENDER,
                "refused with wait_ms: the same n again after that time, and not before",
                this::refusedWithWait);
        list.add(SENDER, "refused without wait_ms: n is used up", this::refused);
        list.add(RECEIVER, "what is missing is asked for by Nack, and not again when it has come", this::nack);
        list.add(RECEIVER, "a Nack without an answer is sent again, and then over TCP", this::nackAgain);
        list.add(RECEIVER, "Latest shows a tail that was lost", this::tail);
        list.add(RECEIVER, "what Elsewhere announced is not asked for before a while", this::elsewhere);
        list.add(RECEIVER, "what the ring no longer has is read from history", this::history);
        list.add(RECEIVER, "a higher epoch: the room is joined again, with what the client has", this::epoch);
        list.add(
                "Reports",
                "after MovedToTcp frames go over TCP, and UseTransport comes after wait_ms",
                this::movedToTcp);
        list.add("Transports", "a client that gets nothing by UDP says so, and comes back to UDP later", this::udpLost);
    }

    private static void require(boolean holds, String seen) {
        if (!holds) {
            throw new Finding(seen);
        }
    }

    private Came published(Conversation conversation) throws IOException {
        Came came = stage.published(conversation);
        lastN = came.frame().getPublish().getN();
        return came;
    }

    private List<Came> sendings(Conversation conversation, int mark, int count) {
        long n = lastN;
        return conversation
                .journal()
                .await("sendings of n = " + n, mark, count, came -> came.publishes(n), stage.patience());
    }

    /** Ends what a check has begun: what is unanswered gets its answer. */
    private static void settle(Conversation conversation, Publish publish) {
        conversation.answerMessages(true);
        conversation.answer(publish);
    }

    private void counts() throws IOException {
        Conversation conversation = stage.ready();
        Publish first = published(conversation).frame().getPublish();
        require(first.getN() >= 1, "n = " + first.getN());
        Publish second = published(conversation).frame().getPublish();
        require(second.getN() == first.getN() + 1, "n = " + second.getN() + " after " + first.getN());
        require(second.getText().isValidUtf8(), "a text that is not UTF-8");
    }

    private void acknowledged() throws IOException {
        Conversation conversation = stage.ready();
        published(conversation);
        stage.time().pause(UNDERWAY);
        int mark = conversation.journal().mark();
        stage.time().pause(MOMENT);
        int sent = conversation
                .journal()
                .since(mark, came -> came.publishes(lastN))
                .size();
        require(sent == 0, sent + " sendings behind the Ack");
    }

    private static Duration between(Came one, Came other) {
        return other.at().minus(one.at());
    }

    private void again() throws IOException {
        Conversation conversation = stage.ready();
        conversation.answerMessages(false);
        int mark = conversation.journal().mark();
        Publish publish = published(conversation).frame().getPublish();
        List<Came> sent = sendings(conversation, mark, SENDINGS);
        settle(conversation, publish);
        for (Came each : sent) {
            require(each.frame().getPublish().getText().equals(publish.getText()), "another text under the same n");
        }
        Duration first = between(sent.get(0), sent.get(1));
        Duration last = between(sent.get(SENDINGS - 2), sent.get(SENDINGS - 1));
        require(
                last.compareTo(first.multipliedBy(2)) > 0,
                first.toMillis() + " ms, and later " + last.toMillis() + " ms");
    }

    private void fourthOverTcp() throws IOException {
        Conversation conversation = stage.ready();
        conversation.answerMessages(false);
        int mark = conversation.journal().mark();
        Publish publish = published(conversation).frame().getPublish();
        List<Came> sent = sendings(conversation, mark, 4);
        settle(conversation, publish);
        List<Boolean> byUdp = sent.stream().map(Came::byUdp).toList();
        require(byUdp.equals(List.of(true, true, true, false)), "by UDP: " + byUdp);
    }

    private void pathsTime() throws IOException {
        Conversation conversation = stage.ready();
        // A fresh round trip first.
        published(conversation);
        conversation.answerMessages(false);
        int mark = conversation.journal().mark();
        Publish old = published(conversation).frame().getPublish();
        List<Came> olds = sendings(conversation, mark, SENDINGS);
        Publish young = published(conversation).frame().getPublish();
        List<Came> youngs = sendings(conversation, mark, 2);
        settle(conversation, old);
        settle(conversation, young);
        Duration first = between(olds.get(0), olds.get(1));
        Duration later = between(youngs.get(0), youngs.get(1));
        require(
                later.compareTo(first.multipliedBy(2)) > 0,
                first.toMillis() + " ms, and for a new message " + later.toMillis() + " ms");
    }

    private void aboveBase() throws IOException {
        Conversation conversation = stage.ready();
        // The answers of the check before are there.
        stage.time().pause(MOMENT);
        conversation.answerMessages(false);
        Publish old = published(conversation).frame().getPublish();
        Publish young = published(conversation).frame().getPublish();
        settle(conversation, old);
        settle(conversation, young);
        require(old.getAboveBase() == 0, "above_base " + old.getAboveBase() + " of the only one");
        require(young.getAboveBase() == 1, "above_base " + young.getAboveBase() + " behind one");
    }

    private void refusedWithWait() throws IOException {
        Conversation conversation = stage.ready();
        conversation.answerMessages(false);
        Came came = published(conversation);
        Duration wait = Duration.ofMillis(800);
        Duration refused = stage.time().now();
        conversation.send(
                Conversation.ack(lastN).setRefusal(RefusalReason.TOO_FAST).setWaitMs((int) wait.toMillis()));
        stage.time().pause(UNDERWAY);
        int mark = conversation.journal().mark();
        conversation.answerMessages(true);
        long n = lastN;
        Came next = conversation
                .journal()
                .await(
                        "the same n again",
                        mark,
                        c -> c.publishes(n) && c.at().compareTo(refused) > 0,
                        stage.patience());
        require(
                next.frame()
                        .getPublish()
                        .getText()
                        .equals(came.frame().getPublish().getText()),
                "another text");
        Duration after = next.at().minus(refused);
        require(after.compareTo(wait.minus(ROUNDING)) >= 0, "again after " + after.toMillis() + " ms");
    }

    private void refused() throws IOException {
        Conversation conversation = stage.ready();
        conversation.answerMessages(false);
        published(conversation);
        long used = lastN;
        conversation.send(Conversation.ack(used).setRefusal(RefusalReason.MUTED));
        stage.time().pause(UNDERWAY);
        int mark = conversation.journal().mark();
        conversation.answerMessages(true);
        published(conversation);
        require(lastN == used + 1, "n = " + lastN + " after " + used);
        stage.time().pause(MOMENT);
        require(conversation.journal().since(mark, came -> came.publishes(used)).isEmpty(), "the same n again");
    }

    /** Two messages of the room, of which the client gets the second alone; returns the sequence of the first. */
    private static long gap(Conversation conversation) {
        long missing = conversation.nextSequence();
        conversation.send(deliver(conversation.nextSequence()));
        return missing;
    }

    private static Frame deliver(long sequence) {
        return Frame.newBuilder().setDeliver(RoomState.message(sequence)).build();
    }

    private static Frame again(long sequence) {
        return Frame.newBuilder()
                .setDeliver(RoomState.message(sequence)
                        .setAuthorInfo(RoomState.OTHER)
                        .setTimeMs(RoomState.TIME))
                .build();
    }

    private Came nack(Conversation conversation, int mark, long missing) {
        return conversation
                .journal()
                .await("a Nack of sequence " + missing, mark, came -> came.nacks(missing), stage.patience());
    }

    private void nack() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        long missing = gap(conversation);
        Nack nack = nack(conversation, mark, missing).frame().getNack();
        conversation.send(again(missing));
        require(nack.getRoom() == RoomState.NUMBER, "room " + nack.getRoom());
        require(nack.getRangesList().equals(List.of(missing, 1L)), "ranges " + nack.getRangesList());
        stage.time().pause(UNDERWAY);
        int later = conversation.journal().mark();
        stage.time().pause(MOMENT);
        require(conversation.journal().since(later, came -> came.nacks(missing)).isEmpty(), "another Nack");
    }

    private void nackAgain() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        long missing = gap(conversation);
        Came first = nack(conversation, mark, missing);
        conversation
                .journal()
                .await("a Nack over TCP", mark, came -> came.nacks(missing) && !came.byUdp(), stage.patience());
        List<Came> all = conversation.journal().since(mark, came -> came.nacks(missing));
        conversation.send(again(missing));
        require(first.byUdp(), "the first Nack over TCP");
        require(
                // Half of it: the first may have been held up on its way.
                between(all.get(0), all.get(1)).compareTo(Duration.ofMillis(30)) >= 0,
                "again after " + between(all.get(0), all.get(1)).toMillis() + " ms");
    }

    private void tail() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        long lost = conversation.nextSequence();
        conversation.send(latest(lost, 1));
        nack(conversation, mark, lost);
        conversation.send(again(lost));
    }

    private static Frame latest(long sequence, long oldest) {
        return Frame.newBuilder()
                .setLatest(Latest.newBuilder()
                        .setRoom(RoomState.NUMBER)
                        .setSequence(sequence)
                        .setOldest(oldest))
                .build();
    }

    private void elsewhere() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        long announced = conversation.nextSequence();
        conversation.sendByUdp(Frame.newBuilder()
                .setElsewhere(Elsewhere.newBuilder().setRoom(RoomState.NUMBER).setSequence(announced))
                .build());
        stage.time().pause(MOMENT);
        boolean asked = !conversation
                .journal()
                .since(mark, came -> came.nacks(announced))
                .isEmpty();
        conversation.sendByTcp(deliver(announced));
        require(!asked, "a Nack");
    }

    private void history() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        long after = conversation.sequence();
        conversation.nextSequence();
        conversation.nextSequence();
        long there = conversation.nextSequence();
        conversation.send(latest(there, there));
        conversation.send(deliver(there));
        Came came = conversation
                .journal()
                .await("ReadHistory", mark, c -> c.message().hasReadHistory(), stage.patience());
        ReadHistory read = came.message().getReadHistory();
        require(read.getAfter() == after, "after " + read.getAfter() + " instead of " + after);
        require(read.getUpTo() == there - 1, "up_to " + read.getUpTo() + " instead of " + (there - 1));
    }

    private void epoch() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        conversation.send(Frame.newBuilder()
                .setDeliver(RoomState.message(conversation.sequence() + 1).setEpoch(RoomState.EPOCH + 1))
                .build());
        Came came =
                conversation.journal().await("JoinRoom", mark, c -> c.message().hasJoinRoom(), stage.patience());
        require(
                came.message().getJoinRoom().getResumeEpoch() == RoomState.EPOCH,
                "resume_epoch " + came.message().getJoinRoom().getResumeEpoch());
        require(
                came.message().getJoinRoom().getResumeSequence() == conversation.sequence(),
                "resume_sequence " + came.message().getJoinRoom().getResumeSequence() + " instead of "
                        + conversation.sequence());
    }

    private void movedToTcp() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        Duration wait = Duration.ofMillis(1_500);
        Duration moved = stage.time().now();
        conversation.movedToTcp(MovedToTcp.newBuilder()
                .setWaitMs((int) wait.toMillis())
                .setLostPercent(20)
                .build());
        stage.time().pause(UNDERWAY);
        Came message = published(conversation);
        Came back = conversation
                .journal()
                .await(
                        "UseTransport{udp: true}",
                        mark,
                        came -> came.message().getUseTransport().getUdp(),
                        stage.patience().plus(wait));
        stage.awaitUdp(conversation);
        require(!message.byUdp(), "a Publish by UDP");
        Duration after = back.at().minus(moved);
        require(after.compareTo(wait.minus(ROUNDING)) >= 0, "UseTransport after " + after.toMillis() + " ms");
    }

    private void udpLost() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        conversation.answerDatagrams(false);
        published(conversation);
        conversation
                .journal()
                .await(
                        "UseTransport{udp: false}",
                        mark,
                        came -> came.message().hasUseTransport()
                                && !came.message().getUseTransport().getUdp(),
                        stage.patience().plusSeconds(10));
        Came message = published(conversation);
        conversation.answerDatagrams(true);
        require(!message.byUdp(), "a Publish by UDP");
        stage.awaitUdp(conversation);
    }
}
