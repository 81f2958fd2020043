package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.join;
import static dev.roomtalk.conformance.server.Probe.require;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.MemberJoined;
import dev.roomtalk.proto.MemberLeft;
import dev.roomtalk.proto.MemberList;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetRole;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.proto.TopicChanged;
import dev.roomtalk.proto.UserRemoved;
import java.io.IOException;

/** The checks of rooms, members and roles. */
final class RoomChecks {
    private static final String REQUESTS = "Requests, answers, events";

    private final Probe probe;

    RoomChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add(REQUESTS, "CreateRoom is answered by Joined, and its maker is host", this::creates);
        list.add("Refusals", "a room of a name that there is already is ROOM_EXISTS", this::roomExists);
        list.add("Names", "two spellings with the same key name the same room", this::spellings);
        list.add("Refusals", "a room that there is not is NO_SUCH_ROOM", this::noSuchRoom);
        list.add(REQUESTS, "the members of a room get MemberJoined, with request_id 0", this::memberJoined);
        list.add(REQUESTS, "LeaveRoom is answered by Done, and the others get MemberLeft", this::memberLeft);
        list.add(REQUESTS, "ListMembers has all members of a small room, and how many they are", this::members);
        list.add(REQUESTS, "any member may set the topic, and all get TopicChanged", this::topic);
        list.add("Refusals", "a room with a password refuses without it, and with a wrong one", this::password);
        list.add("Roles", "what a member may not do is NOT_HOST", this::notHost);
        list.add(
                "Kicks and bans",
                "who is kicked gets UserRemoved; to resume is KICKED, to join anew is granted",
                this::kick);
        list.add("Roles", "SetTopic of a muted user is refused with MUTED", this::muted);
        list.add(
                "Private rooms and invitations",
                "a private room is NO_SUCH_ROOM to a stranger, in the words for no room",
                this::privateRoom);
        list.add("Private rooms and invitations", "an invitation lets a stranger in, once", this::invitation);
    }

    /** Alice, the host of a new room, and bob, who is another member of it. */
    private interface Pair {
        void with(Probe.Session alice, Probe.Session bob, Joined room) throws IOException;
    }

    private void inRoom(Pair pair) throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = probe.room(alice);
            bob.peer().joined(join(room.getName()));
            pair.with(alice, bob, room);
        }
    }

    private void creates() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            Joined room = probe.room(alice);
            require(room.getRoom() != 0, "room 0");
            require(room.getMemberCount() == 1 && room.getMembersCount() == 1, room.getMemberCount() + " members");
            require(room.getMembers(0).getHost(), "a maker who is not host");
            require(room.getEpoch() != 0, "epoch 0");
            require(room.getHighestN() == 0, "highest_n " + room.getHighestN());
        }
    }

    private void roomExists() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            String name = probe.room(alice).getName();
            alice.peer().refused(probe.newRoom(name), RefusalReason.ROOM_EXISTS);
        }
    }

    private void spellings() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            Joined room = alice.peer().joined(probe.newRoom(probe.nextRoomName("-stra\u00dfe")));
            String other = room.getName().replace("stra\u00dfe", "STRASSE");
            int number = alice.peer().joined(join(other)).getRoom();
            require(number == room.getRoom(), "room " + number + " instead of " + room.getRoom());
        }
    }

    private void noSuchRoom() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            alice.peer().refused(join(probe.name("nowhere")), RefusalReason.NO_SUCH_ROOM);
        }
    }

    private void memberJoined() throws IOException {
        inRoom((alice, bob, room) -> {
            ServerMessage event = alice.peer().await("MemberJoined", m -> m.hasMemberJoined() ? m : null);
            MemberJoined joined = event.getMemberJoined();
            require(event.getRequestId() == 0, "request_id " + event.getRequestId());
            require(joined.getRoom() == room.getRoom(), "room " + joined.getRoom());
            require(joined.getMember().getUserId() == bob.account().userId(), "another user_id");
        });
    }

    private void memberLeft() throws IOException {
        inRoom((alice, bob, room) -> {
            bob.peer()
                    .done(ClientMessage.newBuilder()
                            .setLeaveRoom(LeaveRoom.newBuilder().setName(room.getName())));
            MemberLeft left = alice.peer().await("MemberLeft", m -> m.hasMemberLeft() ? m.getMemberLeft() : null);
            require(left.getUserId() == bob.account().userId(), "another user_id");
        });
    }

    private void members() throws IOException {
        inRoom((alice, bob, room) -> {
            ServerMessage answer = bob.peer()
                    .ask(ClientMessage.newBuilder()
                            .setListMembers(ListMembers.newBuilder().setRoom(room.getName())));
            MemberList members = answer.getMemberList();
            require(
                    members.getMembersCount() == 2 && members.getMemberCount() == 2,
                    members.getMembersCount() + " of " + members.getMemberCount());
        });
    }

    private static ClientMessage.Builder setTopic(Joined room, String topic) {
        return ClientMessage.newBuilder()
                .setSetTopic(SetTopic.newBuilder().setRoom(room.getName()).setTopic(topic));
    }

    private void topic() throws IOException {
        inRoom((alice, bob, room) -> {
            bob.peer().done(setTopic(room, "conformance"));
            TopicChanged changed =
                    alice.peer().await("TopicChanged", m -> m.hasTopicChanged() ? m.getTopicChanged() : null);
            require(changed.getTopic().equals("conformance"), changed.getTopic());
        });
    }

    private void password() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            String name = probe.nextRoomName();
            alice.peer()
                    .joined(ClientMessage.newBuilder()
                            .setCreateRoom(CreateRoom.newBuilder()
                                    .setName(name)
                                    .setEphemeral(true)
                                    .setPassword("open sesame")));
            bob.peer().refused(join(name), RefusalReason.PASSWORD_NEEDED);
            bob.peer().refused(enter(name, "open barley"), RefusalReason.WRONG_PASSWORD);
            bob.peer().joined(enter(name, "open sesame"));
        }
    }

    private static ClientMessage.Builder enter(String room, String password) {
        return ClientMessage.newBuilder()
                .setJoinRoom(JoinRoom.newBuilder().setName(room).setPassword(password));
    }

    private static ClientMessage.Builder kick(Joined room, Probe.Account who) {
        return ClientMessage.newBuilder()
                .setKick(Kick.newBuilder().setRoom(room.getName()).setName(who.name()));
    }

    private void notHost() throws IOException {
        inRoom((alice, bob, room) -> bob.peer().refused(kick(room, alice.account()), RefusalReason.NOT_HOST));
    }

    private void kick() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.peer().done(kick(room, bob.account()));
            UserRemoved removed = bob.peer().await("UserRemoved", m -> m.hasUserRemoved() ? m.getUserRemoved() : null);
            require(removed.getUserId() == bob.account().userId(), "another user_id");
            ClientMessage.Builder resume = ClientMessage.newBuilder()
                    .setJoinRoom(JoinRoom.newBuilder()
                            .setName(room.getName())
                            .setResumeEpoch(room.getEpoch())
                            .setResumeSequence(room.getSequence()));
            bob.peer().refused(resume, RefusalReason.KICKED);
            bob.peer().joined(join(room.getName()));
        });
    }

    private void muted() throws IOException {
        inRoom((alice, bob, room) -> {
            alice.peer()
                    .done(ClientMessage.newBuilder()
                            .setSetRole(SetRole.newBuilder()
                                    .setRoom(room.getName())
                                    .setName(bob.account().name())
                                    .setRole(Role.ROLE_MUTED)));
            bob.peer().refused(setTopic(room, "not mine"), RefusalReason.MUTED);
        });
    }

    private Joined privateRoom(Probe.Session host) {
        return host.peer()
                .joined(ClientMessage.newBuilder()
                        .setCreateRoom(CreateRoom.newBuilder()
                                .setName(probe.nextRoomName())
                                .setPrivate(true)
                                .setEphemeral(true)));
    }

    private void privateRoom() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = privateRoom(alice);
            String none = room.getName() + "0";
            String there = Peer.refusal(bob.peer().ask(join(room.getName()))).getSentence();
            String notThere = Peer.refusal(bob.peer().ask(join(none))).getSentence();
            bob.peer().refused(join(room.getName()), RefusalReason.NO_SUCH_ROOM);
            require(there.replace(room.getName(), none).equals(notThere), there + " / " + notThere);
        }
    }

    private void invitation() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = privateRoom(alice);
            ServerMessage invited = alice.peer()
                    .ask(ClientMessage.newBuilder()
                            .setInvite(
                                    Invite.newBuilder().setRoom(room.getName()).setUses(1)));
            require(
                    invited.getInvited().getToken().size() == 32,
                    invited.getBodyCase().name());
            ClientMessage.Builder enter = ClientMessage.newBuilder()
                    .setJoinRoom(JoinRoom.newBuilder()
                            .setName(room.getName())
                            .setInvitation(invited.getInvited().getToken()));
            bob.peer().joined(enter);
            bob.peer()
                    .done(ClientMessage.newBuilder()
                            .setLeaveRoom(LeaveRoom.newBuilder().setName(room.getName())));
            bob.peer().refused(enter, RefusalReason.BAD_INVITATION);
        }
    }
}
