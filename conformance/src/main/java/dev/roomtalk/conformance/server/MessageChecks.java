package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.require;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import java.io.IOException;

/**
 * The checks of messages, of their repair and of history, over the control connection. Over 300 lines, because each
 * sentence of these sections is one entry of the list.
 */
final class MessageChecks {
    private static final String DELIVERED_ONCE = "Ids, and messages that are delivered once";
    private static final int AHEAD = 256;

    private final Probe probe;

    MessageChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add(
                "Epochs and sequences",
                "a message gets the next sequence, and all members its Deliver",
                this::delivered);
        list.add("Deliver", "the first message of an author brings its author_info", this::authorInfo);
        list.add(DELIVERED_ONCE, "the same n again gets the same Ack, and no second Deliver", this::again);
        list.add(DELIVERED_ONCE, "messages are numbered in the order of n, whatever order they come in", this::inOrder);
        list.add(DELIVERED_ONCE, "a message 256 ahead of the one waited for is refused with BUSY", this::tooFarAhead);
        list.add(DELIVERED_ONCE, "a message below base, or with n = 0, has no answer", this::belowBase);
        list.add("Publish", "above_base above n - 1 counts as n - 1", this::aboveBaseAboveN);
        list.add("Publish", "a text that is not UTF-8 is BAD_REQUEST, and n is used up", this::notUtf8);
        list.add(
                "Publish",
                "a text longer than Limits.message_bytes is TOO_LONG, an empty one BAD_REQUEST",
                this::length);
        list.add("Names", "a label is checked by the rules of names, and delivered as it was sent", this::label);
        list.add("Refusals", "a message to a room that there is not is refused in its Ack", this::noRoom);
        list.add("Frames", "a kind of frame that is unknown is passed over", this::unknownKind);
        list.add("Resume", "Joined.highest_n is the highest n of this instance", this::highestN);
        list.add("Resume", "Joined.resumed answers resume_epoch, and is absent without", this::resumed);
        list.add("What a receiver does", "a Nack brings the same Deliver, with time_ms and author", this::nack);
        list.add(
                "History", "a page is in the order of sequence, with epochs, times and authors of its own", this::page);
        list.add("History", "a page of the last N ends at up_to", this::lastPage);
    }

    /** Alice and bob in a new room of alice's. */
    private interface Pair {
        void with(Peer alice, Peer bob, Joined room) throws IOException;
    }

    private void inRoom(Pair pair) throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = probe.room(alice);
            bob.peer().joined(Probe.join(room.getName()));
            pair.with(alice.peer(), bob.peer(), room);
        }
    }

    private void delivered() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 1, 1, "one");
            Ack ack = taken(alice.ack(room.getRoom(), 1));
            require(ack.getSequence() == room.getSequence() + 1, "sequence " + ack.getSequence());
            for (Peer each : new Peer[] {alice, bob}) {
                Deliver message = each.deliver(room.getRoom(), ack.getSequence());
                require(message.getText().equals("one") && message.getN() == 1, message.getText());
                require(message.getTimeMs() == 0, "time_ms " + message.getTimeMs() + " in a first delivery");
            }
        });
    }

    private static Ack taken(Ack ack) {
        require(ack.getRefusal() == RefusalReason.REFUSAL_UNSPECIFIED, "Ack{" + ack.getRefusal() + "}");
        return ack;
    }

    private static void refused(Ack ack, RefusalReason reason) {
        require(ack.getRefusal() == reason, "Ack{" + ack.getRefusal() + "} instead of " + reason);
    }

    private void authorInfo() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 1, 1, "one");
            Deliver message = bob.deliver(room.getRoom(), room.getSequence() + 1);
            require(message.hasAuthorInfo(), "none");
            require(message.getAuthorInfo().getNumber() == message.getAuthor(), "another number");
            require(message.getAuthorInfo().getUserId() == probe.alice().userId(), "another user_id");
        });
    }

    private void again() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 1, 1, "one");
            Ack first = alice.ack(room.getRoom(), 1);
            alice.deliver(room.getRoom(), first.getSequence());
            alice.publish(room.getRoom(), 1, 1, "one");
            Ack second = alice.ack(room.getRoom(), 1);
            require(second.getSequence() == first.getSequence(), "sequence " + second.getSequence());
            alice.publish(room.getRoom(), 2, 2, "two");
            taken(alice.ack(room.getRoom(), 2));
            alice.fence();
            require(
                    alice.take(m -> m.getFrame().hasDeliver()
                                            && m.getFrame().getDeliver().getN() == 1
                                    ? m
                                    : null)
                            == null,
                    "two Delivers");
        });
    }

    private void inOrder() throws IOException {
        inRoom((alice, bob, room) -> {
            for (int n : new int[] {3, 2, 1}) {
                alice.publish(room.getRoom(), n, 1, "message " + n);
            }
            for (int n = 1; n <= 3; n++) {
                Deliver message = bob.deliver(room.getRoom(), room.getSequence() + n);
                require(message.getN() == n, "n = " + message.getN() + " in the place of " + n);
            }
        });
    }

    private void tooFarAhead() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 1 + AHEAD, 1, "far ahead");
            Ack ack = alice.ack(room.getRoom(), 1 + AHEAD);
            refused(ack, RefusalReason.BUSY);
            require(ack.getWaitMs() > 0, "no wait_ms");
        });
    }

    private void belowBase() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 5, 5, "five");
            taken(alice.ack(room.getRoom(), 5));
            alice.publish(room.getRoom(), 3, 3, "below");
            alice.publish(room.getRoom(), 0, 0, "none");
            alice.publish(room.getRoom(), 6, 6, "six");
            taken(alice.ack(room.getRoom(), 6));
            alice.fence();
            ServerMessage answer = alice.take(m -> m.getFrame().hasAck() ? m : null);
            require(answer == null, "an Ack: " + answer);
        });
    }

    private void aboveBaseAboveN() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.send(Peer.publish(room.getRoom(), 2, 2).setAboveBase(200).setText(ByteString.copyFromUtf8("two")));
            alice.publish(room.getRoom(), 1, 1, "one");
            long first = taken(alice.ack(room.getRoom(), 1)).getSequence();
            long second = taken(alice.ack(room.getRoom(), 2)).getSequence();
            require(second == first + 1, "sequences " + first + " and " + second + " of n = 1 and 2");
        });
    }

    private void notUtf8() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.send(Peer.publish(room.getRoom(), 1, 1).setText(ByteString.copyFrom(new byte[] {'a', (byte) 0xff})));
            Ack ack = alice.ack(room.getRoom(), 1);
            refused(ack, RefusalReason.BAD_REQUEST);
            require(ack.getWaitMs() == 0, "wait_ms, so n would be open");
            alice.publish(room.getRoom(), 2, 2, "two");
            taken(alice.ack(room.getRoom(), 2));
        });
    }

    private void length() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            Joined room = probe.room(alice);
            int longest = alice.welcome().getLimits().getMessageBytes();
            alice.peer().publish(room.getRoom(), 1, 1, "x".repeat(longest + 1));
            refused(alice.peer().ack(room.getRoom(), 1), RefusalReason.TOO_LONG);
            alice.peer().publish(room.getRoom(), 2, 2, "");
            refused(alice.peer().ack(room.getRoom(), 2), RefusalReason.BAD_REQUEST);
            alice.peer().publish(room.getRoom(), 3, 3, "x".repeat(longest));
            taken(alice.peer().ack(room.getRoom(), 3));
        }
    }

    private void label() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.send(Peer.publish(room.getRoom(), 1, 1)
                    .setText(ByteString.copyFromUtf8("one"))
                    .setLabel(ByteString.copyFromUtf8("bell\u0007")));
            refused(alice.ack(room.getRoom(), 1), RefusalReason.BAD_NAME);
            // Not in a normal form: e, and an accent of its own.
            String label = "cafe\u0301";
            alice.send(Peer.publish(room.getRoom(), 2, 2)
                    .setText(ByteString.copyFromUtf8("two"))
                    .setLabel(ByteString.copyFromUtf8(label)));
            Ack ack = taken(alice.ack(room.getRoom(), 2));
            String delivered = bob.deliver(room.getRoom(), ack.getSequence()).getLabel();
            require(delivered.equals(label), "another label: " + delivered);
        });
    }

    private void noRoom() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            int nowhere = 2_000_000_000;
            alice.peer().publish(nowhere, 1, 1, "one");
            refused(alice.peer().ack(nowhere, 1), RefusalReason.NO_SUCH_ROOM);
        }
    }

    private void unknownKind() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                    .addField(
                            15,
                            UnknownFieldSet.Field.newBuilder()
                                    .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                    .build())
                    .build();
            alice.peer().send(Frame.newBuilder().setUnknownFields(unknown).build());
            alice.peer().fence();
        }
    }

    private void highestN() throws IOException {
        long instance = probe.instance();
        try (Probe.Session alice = probe.session(probe.alice(), instance);
                Probe.Session other = probe.session(probe.alice())) {
            Joined room = probe.room(alice);
            other.peer().joined(Probe.join(room.getName()));
            alice.peer().publish(room.getRoom(), 7, 7, "seven");
            taken(alice.peer().ack(room.getRoom(), 7));
            long others = other.peer().joined(Probe.join(room.getName())).getHighestN();
            require(others == 0, "highest_n " + others + " of another instance");
            try (Probe.Session again = probe.session(probe.alice(), instance)) {
                long highest = again.peer().joined(Probe.join(room.getName())).getHighestN();
                require(highest == 7, "highest_n " + highest);
            }
        }
    }

    private void resumed() throws IOException {
        inRoom((alice, bob, room) -> {
            require(!room.hasResumed(), "resumed without resume_epoch");
            alice.publish(room.getRoom(), 1, 1, "one");
            long sequence = taken(alice.ack(room.getRoom(), 1)).getSequence();
            Joined joined = bob.joined(ClientMessage.newBuilder()
                    .setJoinRoom(JoinRoom.newBuilder()
                            .setName(room.getName())
                            .setResumeEpoch(room.getEpoch())
                            .setResumeSequence(sequence)));
            require(joined.hasResumed() && joined.getResumed() == sequence, "resumed " + joined.getResumed());
        });
    }

    private void nack() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 1, 1, "one");
            long sequence = taken(alice.ack(room.getRoom(), 1)).getSequence();
            Deliver first = bob.deliver(room.getRoom(), sequence);
            bob.send(Frame.newBuilder()
                    .setNack(Nack.newBuilder()
                            .setRoom(room.getRoom())
                            .addRanges(sequence)
                            .addRanges(1))
                    .build());
            Deliver again = bob.deliver(room.getRoom(), sequence);
            require(again.getText().equals(first.getText()) && again.getN() == first.getN(), "another message");
            require(again.getTimeMs() != 0, "no time_ms");
            require(again.getAuthor() == first.getAuthor(), "author " + again.getAuthor());
        });
    }

    private HistoryPage page(Peer peer, ReadHistory.Builder read) {
        ServerMessage answer = peer.ask(ClientMessage.newBuilder().setReadHistory(read));
        require(answer.hasHistoryPage(), answer.getBodyCase().name());
        return answer.getHistoryPage();
    }

    /** Five messages, and a look at the room's history. */
    private void fiveMessages(Pair pair) throws IOException {
        inRoom((alice, bob, room) -> {
            if (!room.getHistory()) {
                throw new Skipped("the room keeps no history");
            }
            for (int n = 1; n <= 5; n++) {
                alice.publish(room.getRoom(), n, 1, "message " + n);
            }
            for (int n = 1; n <= 5; n++) {
                taken(alice.ack(room.getRoom(), n));
            }
            pair.with(alice, bob, room);
        });
    }

    private void page() throws IOException {
        fiveMessages((alice, bob, room) -> {
            long first = room.getSequence() + 1;
            HistoryPage page =
                    page(bob, ReadHistory.newBuilder().setRoom(room.getRoom()).setAfter(room.getSequence()));
            require(page.getMessagesCount() == 5, page.getMessagesCount() + " messages of 5");
            for (int i = 0; i < 5; i++) {
                Deliver message = page.getMessages(i);
                require(message.getSequence() == first + i, "sequence " + message.getSequence());
                require(message.getEpoch() == room.getEpoch(), "epoch " + message.getEpoch());
                require(message.getTimeMs() != 0, "no time_ms");
                require(
                        page.getAuthorsList().stream().anyMatch(a -> a.getNumber() == message.getAuthor()),
                        "an author that the page does not have");
            }
            require(page.getCoversTo() == first + 4, "covers_to " + page.getCoversTo());
        });
    }

    private void lastPage() throws IOException {
        fiveMessages((alice, bob, room) -> {
            long upTo = room.getSequence() + 4;
            HistoryPage page = page(
                    bob,
                    ReadHistory.newBuilder()
                            .setRoom(room.getRoom())
                            .setUpTo(upTo)
                            .setLast(2));
            require(page.getMessagesCount() == 2, page.getMessagesCount() + " messages of 2");
            require(
                    page.getMessages(1).getSequence() == upTo,
                    "ends at " + page.getMessages(1).getSequence());
            require(page.getCoversFrom() == upTo - 2, "covers_from " + page.getCoversFrom());
        });
    }
}
