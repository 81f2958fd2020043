package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.require;

import com.google.protobuf.ByteString;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.MessageKind;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import java.io.IOException;

/** The checks of messages that are more than a text: what somebody does, and what is about another message. */
final class KindChecks {
    private static final String SECTION = "Kinds of messages";

    private final Probe probe;

    KindChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add(SECTION, "an action is delivered with its kind, and with '* ' before its text", this::action);
        list.add(SECTION, "a kind that the server does not know is BAD_REQUEST, and n is used up", this::unknown);
        list.add(SECTION, "of a message that its author removes nothing is left but who did it", this::removal);
        list.add(SECTION, "the host removes what others have said, and others do not", this::byWhom);
        list.add(SECTION, "an edited message has its new text in its place", this::edit);
        list.add(SECTION, "an edit and its text go with the message that is removed", this::editedAndRemoved);
        list.add(SECTION, "a reaction is about its target, has at most 64 bytes, and may be removed", this::reaction);
        list.add(SECTION, "a reply is about its target, and may be answered in its turn", this::reply);
        list.add(SECTION, "what is about no message that there is, is NO_SUCH_MESSAGE", this::noTarget);
    }

    private interface Pair {
        void with(Peer alice, Peer bob, Joined room) throws IOException;
    }

    /** Alice, the host, and bob, who has said "one" with n = 1, in a new room that keeps history. */
    private void inRoom(Pair pair) throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = probe.room(alice);
            bob.peer().joined(Probe.join(room.getName()));
            bob.peer().publish(room.getRoom(), 1, 1, "one");
            taken(bob.peer().ack(room.getRoom(), 1));
            pair.with(alice.peer(), bob.peer(), room);
        }
    }

    private static Ack taken(Ack ack) {
        require(ack.getRefusal() == RefusalReason.REFUSAL_UNSPECIFIED, "Ack{" + ack.getRefusal() + "}");
        return ack;
    }

    private static Ack about(Peer who, Joined room, long n, MessageKind kind, long target, String text) {
        who.send(Peer.publish(room.getRoom(), n, n)
                .setText(ByteString.copyFromUtf8(text))
                .setKind(kind)
                .setTargetEpoch(room.getEpoch())
                .setTarget(target));
        return who.ack(room.getRoom(), n);
    }

    private static void refused(Ack ack, RefusalReason reason) {
        require(ack.getRefusal() == reason, "Ack{" + ack.getRefusal() + "} instead of " + reason);
    }

    /** The message that bob has said, as history has it. */
    private static Deliver first(Peer peer, Joined room) {
        HistoryPage page = history(peer, room);
        require(page.getMessagesCount() > 0, "an empty page");
        return page.getMessages(0);
    }

    private static HistoryPage history(Peer peer, Joined room) {
        return peer.ask(ClientMessage.newBuilder()
                        .setReadHistory(
                                ReadHistory.newBuilder().setRoom(room.getRoom()).setAfter(room.getSequence())))
                .getHistoryPage();
    }

    private void action() throws IOException {
        inRoom((alice, bob, room) -> {
            bob.send(Peer.publish(room.getRoom(), 2, 2)
                    .setText(ByteString.copyFromUtf8("waves"))
                    .setKind(MessageKind.KIND_ACTION));
            Ack ack = taken(bob.ack(room.getRoom(), 2));
            Deliver message = alice.deliver(room.getRoom(), ack.getSequence());
            require(
                    message.getKind() == MessageKind.KIND_ACTION,
                    message.getKind().name());
            require(message.getText().equals("* waves"), "text '" + message.getText() + "'");
        });
    }

    private void unknown() throws IOException {
        inRoom((alice, bob, room) -> {
            bob.send(Peer.publish(room.getRoom(), 2, 2)
                    .setText(ByteString.copyFromUtf8("new"))
                    .setKindValue(1_000_000));
            refused(bob.ack(room.getRoom(), 2), RefusalReason.BAD_REQUEST);
            bob.publish(room.getRoom(), 3, 3, "three");
            taken(bob.ack(room.getRoom(), 3));
        });
    }

    private void removal() throws IOException {
        inRoom((alice, bob, room) -> {
            long target = room.getSequence() + 1;
            long removal = taken(about(bob, room, 2, MessageKind.KIND_REMOVAL, target, ""))
                    .getSequence();
            Deliver message = alice.deliver(room.getRoom(), removal);
            isAbout(message, MessageKind.KIND_REMOVAL, room, target);
            if (room.getHistory()) {
                Deliver removed = first(alice, room);
                require(!removed.getText().contains("one"), "text '" + removed.getText() + "'");
                require(removed.getRemovedBy().equals(probe.bob().name()), "removed_by " + removed.getRemovedBy());
                require(removed.getChangedBy() == removal, "changed_by " + removed.getChangedBy());
            }
            refused(about(bob, room, 3, MessageKind.KIND_REMOVAL, target, ""), RefusalReason.NO_SUCH_MESSAGE);
        });
    }

    private void byWhom() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.publish(room.getRoom(), 1, 1, "of the host");
            long hosts = taken(alice.ack(room.getRoom(), 1)).getSequence();
            refused(about(bob, room, 2, MessageKind.KIND_REMOVAL, hosts, ""), RefusalReason.NOT_AUTHOR);
            refused(
                    about(alice, room, 2, MessageKind.KIND_EDIT, room.getSequence() + 1, "two"),
                    RefusalReason.NOT_AUTHOR);
            taken(about(alice, room, 3, MessageKind.KIND_REMOVAL, room.getSequence() + 1, ""));
        });
    }

    private void edit() throws IOException {
        inRoom((alice, bob, room) -> {
            long target = room.getSequence() + 1;
            long edit = taken(about(bob, room, 2, MessageKind.KIND_EDIT, target, "two"))
                    .getSequence();
            Deliver message = alice.deliver(room.getRoom(), edit);
            require(message.getText().equals("(edited) two"), "text '" + message.getText() + "'");
            if (room.getHistory()) {
                Deliver edited = first(alice, room);
                require(edited.getText().equals("two"), "text '" + edited.getText() + "'");
                require(edited.getChangedBy() == edit, "changed_by " + edited.getChangedBy());
            }
        });
    }

    private void editedAndRemoved() throws IOException {
        inRoom((alice, bob, room) -> {
            long target = room.getSequence() + 1;
            taken(about(bob, room, 2, MessageKind.KIND_EDIT, target, "two"));
            taken(about(bob, room, 3, MessageKind.KIND_REMOVAL, target, ""));
            HistoryPage page = history(alice, room);
            for (Deliver message : page.getMessagesList()) {
                require(
                        !message.getText().contains("two"),
                        "text '" + message.getText() + "' of " + message.getSequence());
            }
            refused(about(bob, room, 4, MessageKind.KIND_EDIT, target, "three"), RefusalReason.NO_SUCH_MESSAGE);
        });
    }

    private void reaction() throws IOException {
        inRoom((alice, bob, room) -> {
            long target = room.getSequence() + 1;
            long reaction = taken(about(alice, room, 1, MessageKind.KIND_REACTION, target, "\u00e9".repeat(32)))
                    .getSequence();
            Deliver message = bob.deliver(room.getRoom(), reaction);
            isAbout(message, MessageKind.KIND_REACTION, room, target);
            require(message.getText().startsWith("(reacted) "), "text '" + message.getText() + "'");
            refused(
                    about(alice, room, 2, MessageKind.KIND_REACTION, target, "\u00e9".repeat(32) + "e"),
                    RefusalReason.TOO_LONG);
            refused(about(bob, room, 2, MessageKind.KIND_REPLY, reaction, "why"), RefusalReason.NO_SUCH_MESSAGE);
            taken(about(alice, room, 3, MessageKind.KIND_REMOVAL, reaction, ""));
        });
    }

    private void reply() throws IOException {
        inRoom((alice, bob, room) -> {
            long target = room.getSequence() + 1;
            long reply = taken(about(alice, room, 1, MessageKind.KIND_REPLY, target, "well"))
                    .getSequence();
            Deliver message = bob.deliver(room.getRoom(), reply);
            isAbout(message, MessageKind.KIND_REPLY, room, target);
            require(message.getText().equals("(reply) well"), "text '" + message.getText() + "'");
            taken(about(bob, room, 2, MessageKind.KIND_REPLY, reply, "indeed"));
        });
    }

    private static void isAbout(Deliver message, MessageKind kind, Joined room, long target) {
        require(message.getKind() == kind, message.getKind().name());
        require(message.getTarget() == target, "target " + message.getTarget());
        require(message.getTargetEpoch() == room.getEpoch(), "target_epoch " + message.getTargetEpoch());
    }

    private void noTarget() throws IOException {
        inRoom((alice, bob, room) -> {
            refused(
                    about(bob, room, 2, MessageKind.KIND_REMOVAL, room.getSequence() + 500, ""),
                    RefusalReason.NO_SUCH_MESSAGE);
            refused(about(bob, room, 3, MessageKind.KIND_REPLY, 0, "well"), RefusalReason.NO_SUCH_MESSAGE);
            bob.publish(room.getRoom(), 4, 4, "four");
            taken(bob.ack(room.getRoom(), 4));
        });
    }
}
