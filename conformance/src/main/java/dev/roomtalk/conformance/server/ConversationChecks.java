package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.join;
import static dev.roomtalk.conformance.server.Probe.require;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Contacts;
import dev.roomtalk.proto.ConversationActive;
import dev.roomtalk.proto.ConversationList;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.ReadMarked;
import dev.roomtalk.proto.ReadRoom;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SetContacts;
import java.io.IOException;

/** The checks of private conversations. */
final class ConversationChecks {
    private static final String SECTION = "Private conversations";

    private final Probe probe;

    ConversationChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add(SECTION, "who does not let one begin is NO_SUCH_USER, in the words for no user", this::refused);
        list.add(SECTION, "the two enter one room, each under the name of the other", this::oneRoom);
        list.add(SECTION, "who watches is told of a conversation that the session is not in", this::active);
        list.add(SECTION, "what is unread is counted from MarkRead on", this::unread);
        list.add(
                SECTION,
                "how far a room was read is kept, and another session that watches is told",
                this::readElsewhere);
        list.add(SECTION, "MarkRead of a room that the user is not in is refused", this::notRead);
        list.add(SECTION, "CreateRoom of a name that begins with @ is refused with BAD_NAME", this::noRoom);
    }

    /** Alice and bob, and how each of them names the conversation. */
    private interface Pair {
        void with(Probe.Session alice, Probe.Session bob, String toBob, String toAlice) throws IOException;
    }

    private void both(Pair pair) throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            pair.with(
                    alice,
                    bob,
                    "@" + bob.account().name(),
                    "@" + alice.account().name());
        }
    }

    private static ClientMessage.Builder contacts(Contacts contacts) {
        return ClientMessage.newBuilder()
                .setSetContacts(SetContacts.newBuilder().setContacts(contacts));
    }

    private static ConversationList list(Probe.Session of) {
        return of.peer()
                .ask(ClientMessage.newBuilder()
                        .setListConversations(ListConversations.newBuilder().setWatch(true)))
                .getConversationList();
    }

    /** The first of the checks: there is no conversation yet. */
    private void refused() throws IOException {
        both((alice, bob, toBob, toAlice) -> {
            bob.peer().done(contacts(Contacts.CONTACTS_NOBODY));
            String none = toBob + "0";
            String there = Peer.refusal(alice.peer().ask(join(toBob))).getSentence();
            String notThere = Peer.refusal(alice.peer().ask(join(none))).getSentence();
            alice.peer().refused(join(toBob), RefusalReason.NO_SUCH_USER);
            bob.peer().done(contacts(Contacts.CONTACTS_EVERYBODY));
            require(there.replace(toBob.substring(1), none.substring(1)).equals(notThere), there + " / " + notThere);
        });
    }

    private void oneRoom() throws IOException {
        both((alice, bob, toBob, toAlice) -> {
            Joined ofAlice = alice.peer().joined(join(toBob));
            Joined ofBob = bob.peer().joined(join(toAlice));
            require(ofAlice.getRoom() == ofBob.getRoom(), "two rooms");
            require(ofAlice.getName().equals(toBob), ofAlice.getName());
            require(ofBob.getName().equals(toAlice), ofBob.getName());
            require(ofBob.getMemberCount() == 2, ofBob.getMemberCount() + " members");
        });
    }

    private void active() throws IOException {
        both((alice, bob, toBob, toAlice) -> {
            Joined room = alice.peer().joined(join(toBob));
            list(bob);
            alice.peer().publish(room.getRoom(), room.getHighestN() + 1, room.getHighestN() + 1, "hello");
            ConversationActive active = bob.peer()
                    .await("ConversationActive", m -> m.hasConversationActive() ? m.getConversationActive() : null);
            require(active.getName().equals(toAlice), active.getName());
            require(active.getUserId() == alice.account().userId(), "another user_id");
        });
    }

    private void unread() throws IOException {
        both((alice, bob, toBob, toAlice) -> {
            Joined room = alice.peer().joined(join(toBob));
            long n = room.getHighestN() + 1;
            alice.peer().publish(room.getRoom(), n, n, "hello");
            long sequence = alice.peer().ack(room.getRoom(), n).getSequence();
            require(list(bob).getConversations(0).getUnread() > 0, "nothing is unread");
            bob.peer().joined(join(toAlice));
            bob.peer().done(read(room.getRoom(), sequence));
            require(list(bob).getConversations(0).getUnread() == 0, "something is unread");
            bob.peer()
                    .done(ClientMessage.newBuilder()
                            .setLeaveRoom(LeaveRoom.newBuilder().setName(toAlice)));
            require(list(bob).getConversationCount() > 0, "who has left has it no longer");
        });
    }

    private static ClientMessage.Builder read(int room, long sequence) {
        return ClientMessage.newBuilder()
                .setMarkRead(MarkRead.newBuilder().setRoom(room).setSequence(sequence));
    }

    private static long readUpTo(Probe.Session of, Joined room) {
        return of
                .peer()
                .ask(ClientMessage.newBuilder()
                        .setListConversations(ListConversations.newBuilder().setRooms(true)))
                .getConversationList()
                .getRoomsList()
                .stream()
                .filter(each -> each.getName().equals(room.getName()))
                .mapToLong(ReadRoom::getRead)
                .findFirst()
                .orElse(-1);
    }

    private void readElsewhere() throws IOException {
        try (Probe.Session one = probe.session(probe.alice());
                Probe.Session other = probe.session(probe.alice())) {
            Joined room = probe.room(one);
            one.peer().publish(room.getRoom(), 1, 1, "one");
            one.peer().publish(room.getRoom(), 2, 1, "two");
            one.peer().ack(room.getRoom(), 1);
            long last = one.peer().ack(room.getRoom(), 2).getSequence();
            list(other);
            one.peer().done(read(room.getRoom(), last));
            ReadMarked marked = other.peer().await("ReadMarked", m -> m.hasReadMarked() ? m.getReadMarked() : null);
            require(marked.getRoom() == room.getRoom(), "room " + marked.getRoom());
            require(marked.getSequence() == last, "sequence " + marked.getSequence());
            one.peer().done(read(room.getRoom(), last - 1));
            if (room.getHistory()) {
                require(readUpTo(other, room) == last, "read up to " + readUpTo(other, room) + " instead of " + last);
            }
        }
    }

    private void notRead() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = probe.room(alice);
            Peer.refusal(bob.peer().ask(read(room.getRoom(), 1)));
        }
    }

    private void noRoom() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            alice.peer().refused(probe.newRoom("@" + probe.name("room")), RefusalReason.BAD_NAME);
        }
    }
}
