package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.ChangeRoom;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.FileChunk;
import dev.roomtalk.proto.FileEnd;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.GetFile;
import dev.roomtalk.proto.GetSuccession;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListAuthors;
import dev.roomtalk.proto.ListBans;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.ListInvitations;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.proto.SendFile;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetAway;
import dev.roomtalk.proto.SetContacts;
import dev.roomtalk.proto.SetRole;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.proto.Unban;
import dev.roomtalk.proto.Uninvite;
import dev.roomtalk.proto.UseTransport;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.server.store.RoomId;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * To a user who is no member a private room is no room: every request gets the answer that it gets for a name or a
 * number that no room has, after the same work. How long the answers take is measured by {@code StrangersTimes}.
 */
class StrangersTest {
    /** What a request is about. Names have one length, so that nothing but the name differs. */
    record Target(String name, int number) {}

    static final String LOCKED = "club";
    static final String INVITED = "dens";
    static final Target NONE = new Target("nope", 7_001);

    private static final int BARRIER = 7_777;
    private static final String LONG = "x".repeat(5_000);

    @TempDir
    Path dataDir;

    /** The private rooms of a user, as others would have to name them. */
    static List<Target> privateRooms(TestClient host) throws IOException {
        return List.of(
                new Target(
                        LOCKED,
                        make(host, CreateRoom.newBuilder().setName("CluB").setPassword("right"))),
                new Target(INVITED, make(host, CreateRoom.newBuilder().setName("DenS"))));
    }

    private static int make(TestClient host, CreateRoom.Builder room) throws IOException {
        return host.ask(ClientMessage.newBuilder().setCreateRoom(room.setPrivate(true)))
                .getJoined()
                .getRoom();
    }

    /** Every kind of request about a room, in every form that is answered in another way. */
    static List<ClientMessage.Builder> requests(ClientMessage.BodyCase kind, Target t) {
        return switch (kind) {
            case JOIN_ROOM ->
                each(
                        ClientMessage.Builder::setJoinRoom,
                        JoinRoom.newBuilder().setName(t.name),
                        JoinRoom.newBuilder()
                                .setName(t.name)
                                .setVisit(true)
                                .setResumeEpoch(1)
                                .setResumeSequence(1),
                        JoinRoom.newBuilder().setName(t.name).setPassword("guess"),
                        JoinRoom.newBuilder().setName(t.name).setPassword(LONG),
                        JoinRoom.newBuilder().setName(t.name).setInvitation(ByteString.copyFrom(new byte[32])),
                        JoinRoom.newBuilder().setName(t.name).setInvitation(ByteString.copyFrom(new byte[3])),
                        JoinRoom.newBuilder()
                                .setName(t.name)
                                .setPassword("guess")
                                .setInvitation(ByteString.copyFrom(new byte[32])));
            case LEAVE_ROOM ->
                each(ClientMessage.Builder::setLeaveRoom, LeaveRoom.newBuilder().setName(t.name));
            case CLOSE_ROOM ->
                each(ClientMessage.Builder::setCloseRoom, CloseRoom.newBuilder().setName(t.name));
            case LIST_MEMBERS ->
                each(
                        ClientMessage.Builder::setListMembers,
                        ListMembers.newBuilder().setRoom(t.name));
            case LIST_AUTHORS ->
                each(
                        ClientMessage.Builder::setListAuthors,
                        ListAuthors.newBuilder().setRoom(t.number).addNumbers(1),
                        ListAuthors.newBuilder()
                                .setRoom(t.number)
                                .addAllNumbers(IntStream.range(0, 300).boxed().toList()));
            case SET_TOPIC ->
                each(
                        ClientMessage.Builder::setSetTopic,
                        SetTopic.newBuilder().setRoom(t.name).setTopic("mine"),
                        SetTopic.newBuilder().setRoom(t.name).setTopic(LONG));
            case CHANGE_ROOM ->
                each(
                        ClientMessage.Builder::setChangeRoom,
                        ChangeRoom.newBuilder().setRoom(t.name).setHistoryLines(5),
                        ChangeRoom.newBuilder().setRoom(t.name).setHistoryLines(5_000));
            case KICK ->
                named((user, reason) -> ClientMessage.newBuilder()
                        .setKick(Kick.newBuilder().setRoom(t.name).setName(user).setReason(reason)));
            case BAN ->
                Stream.of(true, false)
                        .flatMap(address -> named((user, reason) -> ClientMessage.newBuilder()
                                        .setBan(Ban.newBuilder()
                                                .setRoom(t.name)
                                                .setName(user)
                                                .setReason(reason)
                                                .setSeconds(reason.isEmpty() ? 60 : -1)
                                                .setAddress(address)))
                                .stream())
                        .toList();
            case UNBAN ->
                named((user, reason) -> ClientMessage.newBuilder()
                        .setUnban(Unban.newBuilder().setRoom(t.name).setName(user)));
            case SET_ROLE ->
                Arrays.stream(Role.values())
                        .filter(role -> role != Role.UNRECOGNIZED)
                        .flatMap(role -> named((user, reason) -> ClientMessage.newBuilder()
                                        .setSetRole(SetRole.newBuilder()
                                                .setRoom(t.name)
                                                .setName(user)
                                                .setReason(reason)
                                                .setRole(role)))
                                .stream())
                        .toList();
            case LIST_BANS ->
                each(ClientMessage.Builder::setListBans, ListBans.newBuilder().setRoom(t.name));
            case INVITE ->
                each(
                        ClientMessage.Builder::setInvite,
                        Invite.newBuilder().setRoom(t.name),
                        Invite.newBuilder().setRoom(t.name).setUses(20_000));
            case LIST_INVITATIONS ->
                each(
                        ClientMessage.Builder::setListInvitations,
                        ListInvitations.newBuilder().setRoom(t.name));
            case UNINVITE ->
                each(
                        ClientMessage.Builder::setUninvite,
                        Uninvite.newBuilder().setRoom(t.name).setId("0123456789abcdef"));
            case READ_HISTORY ->
                each(
                        ClientMessage.Builder::setReadHistory,
                        ReadHistory.newBuilder().setRoom(t.number),
                        ReadHistory.newBuilder().setRoom(t.number).setLast(5),
                        ReadHistory.newBuilder().setRoom(t.number).setAfter(9).setUpTo(3));
            case SEARCH ->
                each(
                        ClientMessage.Builder::setSearch,
                        Search.newBuilder()
                                .setWords("hello")
                                .addPlaces(SearchPlace.newBuilder().setRoom(t.name)),
                        Search.newBuilder()
                                .setWords(LONG)
                                .addPlaces(SearchPlace.newBuilder().setRoom(t.name)));
            case FRAME ->
                Arrays.stream(Frame.KindCase.values())
                        .map(frame -> frame(frame, t.number))
                        .map(frame -> ClientMessage.newBuilder().setFrame(frame))
                        .toList();
            case SEND_FILE ->
                each(
                        ClientMessage.Builder::setSendFile,
                        SendFile.newBuilder()
                                .setRoom(t.name)
                                .setName("report.pdf")
                                .setSize(5),
                        SendFile.newBuilder()
                                .setRoom(t.name)
                                .setName("report.pdf")
                                .setSize(1L << 60),
                        SendFile.newBuilder().setRoom(t.name).setName("../report.pdf"));
            case GET_FILE ->
                each(
                        ClientMessage.Builder::setGetFile,
                        GetFile.newBuilder().setRoom(t.name).setId(ByteString.copyFrom(new byte[16])),
                        GetFile.newBuilder().setRoom(t.name));
            // They name no room.
            case OPEN_TRANSFER -> each(ClientMessage.Builder::setOpenTransfer, OpenTransfer.newBuilder());
            case FILE_CHUNK -> each(ClientMessage.Builder::setFileChunk, FileChunk.newBuilder());
            case FILE_END -> each(ClientMessage.Builder::setFileEnd, FileEnd.newBuilder());
            case MARK_READ ->
                each(
                        ClientMessage.Builder::setMarkRead,
                        MarkRead.newBuilder().setRoom(t.number).setSequence(5));
            case LIST_CONVERSATIONS ->
                each(ClientMessage.Builder::setListConversations, ListConversations.newBuilder());
            case SET_AWAY -> each(ClientMessage.Builder::setSetAway, SetAway.newBuilder());
            case SET_CONTACTS -> each(ClientMessage.Builder::setSetContacts, SetContacts.newBuilder());
            case LIST_ROOMS -> each(ClientMessage.Builder::setListRooms, ListRooms.newBuilder());
            case USE_TRANSPORT -> each(ClientMessage.Builder::setUseTransport, UseTransport.newBuilder());
            case GET_SUCCESSION -> each(ClientMessage.Builder::setGetSuccession, GetSuccession.newBuilder());
            case HELLO -> each(ClientMessage.Builder::setHello, Hello.newBuilder());
            case BODY_NOT_SET -> List.of(ClientMessage.newBuilder());
            case RENEW_TOKEN, GOODBYE -> List.of();
            // It may differ: another test is about it.
            case CREATE_ROOM -> List.of();
        };
    }

    private static Frame frame(Frame.KindCase kind, int room) {
        return switch (kind) {
            case PUBLISH -> TestClient.publish(room, 1, "hello");
            case NACK ->
                Frame.newBuilder()
                        .setNack(Nack.newBuilder().setRoom(room).addRanges(1).addRanges(1))
                        .build();
            case TYPING ->
                Frame.newBuilder()
                        .setTyping(dev.roomtalk.proto.Typing.newBuilder().setRoom(room))
                        .build();
            case LATEST ->
                Frame.newBuilder()
                        .setLatest(dev.roomtalk.proto.Latest.newBuilder().setRoom(room))
                        .build();
            case ELSEWHERE ->
                Frame.newBuilder()
                        .setElsewhere(dev.roomtalk.proto.Elsewhere.newBuilder().setRoom(room))
                        .build();
            case ACK ->
                Frame.newBuilder().setAck(Ack.newBuilder().setRoom(room)).build();
            case DELIVER ->
                Frame.newBuilder()
                        .setDeliver(dev.roomtalk.proto.Deliver.newBuilder().setRoom(room))
                        .build();
            // They name no room.
            case PING -> TestClient.ping(5);
            case REPORT, PONG, CHALLENGE, RESPONSE, KIND_NOT_SET -> Frame.getDefaultInstance();
        };
    }

    private interface Setter<B> {
        ClientMessage.Builder into(ClientMessage.Builder message, B body);
    }

    @SafeVarargs
    private static <B> List<ClientMessage.Builder> each(Setter<B> setter, B... bodies) {
        List<ClientMessage.Builder> all = new ArrayList<>();
        for (B body : bodies) {
            all.add(setter.into(ClientMessage.newBuilder(), body));
        }
        return all;
    }

    private interface AboutUser {
        ClientMessage.Builder of(String user, String reason);
    }

    /** About a user that there is, one that there is not, and one that there cannot be. */
    private static List<ClientMessage.Builder> named(AboutUser request) {
        List<ClientMessage.Builder> all = new ArrayList<>();
        for (String user : List.of("alice", "bob", "nobody", "")) {
            for (String reason : List.of("", LONG)) {
                all.add(request.of(user, reason));
            }
        }
        return all;
    }

    /** All that comes back, without what is the requester's own. */
    private static List<String> answers(TestClient client, ClientMessage.Builder request, Target target)
            throws IOException {
        List<ServerMessage> all = new ArrayList<>();
        if (request.hasFrame() || request.hasUseTransport()) {
            client.send(request);
            client.sendFrameByTcp(TestClient.publish(BARRIER, 99, "barrier"));
            while (true) {
                ServerMessage message = client.read();
                if (message.getFrame().getAck().getRoom() == BARRIER) {
                    break;
                }
                all.add(message);
            }
        } else {
            all.add(client.ask(request));
        }
        return all.stream()
                .map(message -> message.toBuilder().clearRequestId().build().toString())
                .map(text -> text.replace(target.name, "ROOM")
                        .replaceAll("\\b(room:|number) " + target.number + "\\b", "$1 NUMBER"))
                .toList();
    }

    /** Whether a request of this kind can name a room. */
    private static boolean namesRoom(ClientMessage.BodyCase kind) {
        FieldDescriptor body = ClientMessage.getDescriptor().findFieldByNumber(kind.getNumber());
        return body != null
                && body.getMessageType().getFields().stream()
                        .anyMatch(f -> f.getName().equals("room"));
    }

    private static boolean names(Message request, Target target) {
        String text = request.toString();
        return text.contains('"' + target.name + '"') || text.contains("room: " + target.number);
    }

    @Test
    void everyRequestIsAnsweredAsIfThereWereNoRoomAndCostsAsMuch() throws IOException {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        // As fast as a machine may be, no answer says "too fast".
        try (Node node = TestNode.plain(dataDir, counting(new KeptEngine(), asked), Setting.REQUEST_BURST, 1_000_000);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            for (Target room : privateRooms(alice)) {
                for (ClientMessage.BodyCase kind : ClientMessage.BodyCase.values()) {
                    List<ClientMessage.Builder> aboutRoom = requests(kind, room);
                    List<ClientMessage.Builder> aboutNone = requests(kind, NONE);
                    for (int i = 0; i < aboutRoom.size(); i++) {
                        assertThat(!namesRoom(kind) || names(aboutRoom.get(i).build(), room))
                                .as("the request names its room: %s", kind)
                                .isTrue();
                        Work before = new Work(node, asked);
                        List<String> none = answers(bob, aboutNone.get(i), NONE);
                        Work ofNone = new Work(node, asked).since(before);
                        before = new Work(node, asked);
                        List<String> hidden = answers(bob, aboutRoom.get(i), room);
                        assertThat(hidden).as("%s", aboutRoom.get(i)).isEqualTo(none);
                        assertThat(new Work(node, asked).since(before))
                                .as("%s", aboutRoom.get(i))
                                .isEqualTo(ofNone);
                    }
                }
            }
        }
    }

    /**
     * What an answer has cost.
     *
     * @param asked of the engine
     * @param passwords that were compared
     */
    private record Work(List<String> asked, long passwords) {
        Work(Node node, List<String> asked) {
            this(List.copyOf(asked), node.counters().get(Counter.FAILURES_PASSWORD));
        }

        Work since(Work before) {
            return new Work(asked.subList(before.asked.size(), asked.size()), passwords - before.passwords);
        }
    }

    /** Notes which questions an engine is asked. */
    private static Engine counting(Engine engine, List<String> asked) {
        return (Engine) Proxy.newProxyInstance(
                StrangersTest.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    // Every second the node looks for rooms that are about to expire, whatever is asked.
                    boolean byItself = method.getName().equals("summaries") && arguments[0] instanceof RoomId;
                    if (!method.isDefault() && !byItself) {
                        asked.add(method.getName());
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Test
    void messagesByUdpAreRefusedInTheSameWay() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            List<Target> targets = new ArrayList<>(privateRooms(alice));
            targets.add(NONE);
            bob.useUdp();
            for (Target target : targets) {
                bob.sendFrames(frame(Frame.KindCase.NACK, target.number), frame(Frame.KindCase.PUBLISH, target.number));
                assertThat(bob.readAck())
                        .isEqualTo(Ack.newBuilder()
                                .setRoom(target.number)
                                .setN(1)
                                .setRefusal(RefusalReason.NO_SUCH_ROOM)
                                .build());
            }
        }
    }

    @Test
    void onlyWhoMakesARoomLearnsThatTheNameIsTakenInWordsOfItsOwn() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            privateRooms(alice);
            alice.create("OpeN");
            String sentence = null;
            for (String name : List.of(LOCKED, INVITED, "open")) {
                ServerMessage answer = bob.ask(ClientMessage.newBuilder()
                        .setCreateRoom(CreateRoom.newBuilder().setName(name)));
                assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.ROOM_EXISTS);
                String words = answer.getRefusal().getSentence().replace(name, "ROOM");
                assertThat(words).contains("ROOM").isEqualTo(sentence == null ? words : sentence);
                sentence = words;
            }
        }
    }

    @Test
    void guessesAreCountedAlikeForEveryName() throws IOException {
        try (Node node =
                        TestNode.plain(dataDir, Setting.FAILURES_PER_ADDRESS, 1_000, Setting.REQUEST_BURST, 1_000_000);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            List<Target> targets = new ArrayList<>(privateRooms(alice));
            targets.add(NONE);
            for (Target target : targets) {
                long before = node.counters().get(Counter.FAILURES_PASSWORD);
                for (int i = 0; i < 12; i++) {
                    RefusalReason reason = bob.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder()
                                            .setName(target.name.toUpperCase(java.util.Locale.ROOT))
                                            .setPassword("guess" + i)))
                            .getRefusal()
                            .getReason();
                    assertThat(reason)
                            .as("guess %s at %s", i, target)
                            .isEqualTo(i < 10 ? RefusalReason.NO_SUCH_ROOM : RefusalReason.TOO_FAST);
                }
                assertThat(node.counters().get(Counter.FAILURES_PASSWORD) - before)
                        .as("failures at %s", target)
                        .isEqualTo(10);
            }
        }
    }

    @Test
    void whoIsInAsManyRoomsAsMayBeIsToldSoWhateverTheRoom() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.MAX_ROOMS_PER_USER, 2);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            List<Target> targets = new ArrayList<>(privateRooms(alice));
            bob.create("one");
            bob.create("two");
            targets.add(NONE);
            for (Target target : targets) {
                for (ClientMessage.Builder join : requests(ClientMessage.BodyCase.JOIN_ROOM, target)) {
                    assertThat(answers(bob, join, target))
                            .isEqualTo(answers(
                                    bob,
                                    requests(ClientMessage.BodyCase.JOIN_ROOM, NONE)
                                            .get(0)
                                            .setJoinRoom(join.getJoinRoom().toBuilder()
                                                    .setName(NONE.name)),
                                    NONE));
                }
            }
        }
    }

    @Test
    void theRightPasswordOrAnInvitationOpensTheDoor() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            privateRooms(alice);
            assertThat(bob.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder()
                                            .setName(LOCKED)
                                            .setPassword("right")))
                            .getJoined()
                            .getName())
                    .isEqualTo("CluB");
            ByteString token = alice.ask(ClientMessage.newBuilder()
                            .setInvite(Invite.newBuilder().setRoom(INVITED)))
                    .getInvited()
                    .getToken();
            assertThat(bob.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder()
                                            .setName(INVITED)
                                            .setInvitation(token)))
                            .hasJoined())
                    .isTrue();
        }
    }
}
