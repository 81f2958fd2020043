package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Contacts;
import dev.roomtalk.proto.ConversationList;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetContacts;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private conversations of two users, as their sessions see them. */
class ConversationsTest {
    @TempDir
    Path dataDir;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final KeptEngine engine = new KeptEngine();
    private Node node;
    private TestClient alice;
    private TestClient bob;

    @BeforeEach
    void begin() throws IOException {
        node = TestNode.plain(
                dataDir, noting(engine, asked), Setting.REQUEST_BURST, 1_000_000, Setting.MAX_ROOMS_PER_USER, 2);
        alice = TestClient.welcomed(node, "alice");
        bob = TestClient.welcomed(node, "Bob");
    }

    @AfterEach
    void end() throws IOException {
        alice.close();
        bob.close();
        node.close();
    }

    /** Notes which questions an engine is asked. */
    private static Engine noting(Engine engine, List<String> asked) {
        return (Engine) Proxy.newProxyInstance(
                ConversationsTest.class.getClassLoader(), new Class<?>[] {Engine.class}, (_, method, arguments) -> {
                    boolean byItself = method.getName().equals("summaries")
                            && arguments[0] instanceof dev.roomtalk.server.store.RoomId;
                    if (!byItself && !List.of("trouble", "rooms", "spare").contains(method.getName())) {
                        asked.add(method.getName());
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static void publish(TestClient from, Joined room, long n, String text) throws IOException {
        from.sendFrameByTcp(TestClient.publish(room.getRoom(), n, text));
        from.readUntil(message -> message.getFrame().getAck().getN() == n);
    }

    private static String delivered(TestClient to) throws IOException {
        return to.readUntil(message -> message.getFrame().hasDeliver())
                .getFrame()
                .getDeliver()
                .getText();
    }

    private static ServerMessage tryToJoin(TestClient client, String room) throws IOException {
        return client.ask(
                ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName(room)));
    }

    private static ConversationList list(TestClient client) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                        .setListConversations(ListConversations.newBuilder().setWatch(true)))
                .getConversationList();
    }

    private static RefusalReason refusal(TestClient client, ClientMessage.Builder request) throws IOException {
        return client.ask(request).getRefusal().getReason();
    }

    private static void take(TestClient client, Contacts from) throws IOException {
        assertThat(client.ask(ClientMessage.newBuilder()
                                .setSetContacts(SetContacts.newBuilder().setContacts(from)))
                        .hasDone())
                .isTrue();
    }

    private UserRecord user(String name) {
        return Objects.requireNonNull(engine.userNamed(((Name.Valid) Name.user(name)).name())
                .toCompletableFuture()
                .join());
    }

    @Test
    void eachIsShownTheNameOfTheOtherAndHearsWhatItSays() throws IOException {
        Joined ofAlice = alice.join("@bob");
        Joined ofBob = bob.join("@alice");
        assertThat(ofAlice.getName()).isEqualTo("@Bob");
        assertThat(ofBob.getName()).isEqualTo("@alice");
        assertThat(ofAlice.getRoom()).isEqualTo(ofBob.getRoom());
        assertThat(ofBob.getPrivate()).isTrue();
        assertThat(ofBob.getMembersList())
                .extracting(ListedMember::getName, ListedMember::getHost)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("alice", false),
                        org.assertj.core.groups.Tuple.tuple("Bob", false));
        publish(alice, ofAlice, 1, "hello");
        assertThat(delivered(bob)).isEqualTo("hello");
        assertThat(alice.ask(ClientMessage.newBuilder()
                                .setListMembers(ListMembers.newBuilder().setRoom("@BOB")))
                        .getMemberList()
                        .getMemberCount())
                .isEqualTo(2);
    }

    @Test
    void whatIsSaidToWhoIsNotConnectedWaitsAndIsUnread() throws IOException {
        Welcome was = bob.welcome();
        bob.close();
        Joined room = alice.join("@bob");
        publish(alice, room, 1, "one");
        publish(alice, room, 2, "two");
        bob = new TestClient(node.port());
        bob.hello(Hello.newBuilder()
                .addVersions(Protocol.VERSION)
                .setToken(was.getToken())
                .setInstance(5)
                .build());
        ConversationList list = list(bob);
        assertThat(list.getContacts()).isEqualTo(Contacts.CONTACTS_EVERYBODY);
        assertThat(list.getConversationCount()).isEqualTo(1);
        assertThat(list.getConversations(0).getName()).isEqualTo("@alice");
        assertThat(list.getConversations(0).getUnread()).isEqualTo(2);
        assertThat(list(alice).getConversations(0).getUnread())
                .as("her own are not unread")
                .isZero();
        Joined joined = bob.join("@alice");
        assertThat(bob.ask(ClientMessage.newBuilder()
                                .setReadHistory(ReadHistory.newBuilder().setRoom(joined.getRoom())))
                        .getHistoryPage()
                        .getMessagesList())
                .extracting(message -> message.getText())
                .containsExactly("one", "two");
        assertThat(bob.ask(ClientMessage.newBuilder()
                                .setMarkRead(MarkRead.newBuilder()
                                        .setRoom(joined.getRoom())
                                        .setSequence(joined.getSequence())))
                        .hasDone())
                .isTrue();
        assertThat(list(bob).getConversations(0).getUnread()).isZero();
    }

    @Test
    void whatOneSessionHasReadTheOthersThatWatchComeToKnow() throws IOException {
        Joined room = alice.join("@bob");
        publish(alice, room, 1, "one");
        try (TestClient second = new TestClient(node.port())) {
            second.hello(Hello.newBuilder()
                    .addVersions(Protocol.VERSION)
                    .setToken(bob.welcome().getToken())
                    .setInstance(6)
                    .build());
            list(second);
            Joined joined = bob.join("@alice");
            bob.ask(ClientMessage.newBuilder()
                    .setMarkRead(MarkRead.newBuilder().setRoom(joined.getRoom()).setSequence(1)));
            assertThat(second.readUntil(ServerMessage::hasReadMarked)
                            .getReadMarked()
                            .getSequence())
                    .isEqualTo(1);
        }
    }

    @Test
    void aSessionThatWatchesIsToldOnceOfAConversationThatItIsNotIn() throws IOException {
        list(bob);
        Joined room = alice.join("@bob");
        publish(alice, room, 1, "one");
        publish(alice, room, 2, "two");
        ServerMessage told = bob.readUntil(message -> message.hasConversationActive() || message.hasFrame());
        assertThat(told.getConversationActive().getName()).isEqualTo("@alice");
        // The next thing that comes is an answer, and no second event.
        assertThat(bob.join("@alice").getSequence()).isEqualTo(2);
        publish(alice, room, 3, "three");
        assertThat(bob.readUntil(message -> message.hasConversationActive()
                                || message.getFrame().hasDeliver())
                        .hasConversationActive())
                .as("who is in it hears the message")
                .isFalse();
        assertThat(bob.ask(ClientMessage.newBuilder()
                                .setLeaveRoom(LeaveRoom.newBuilder().setName("@alice")))
                        .hasDone())
                .isTrue();
        publish(alice, room, 4, "four");
        assertThat(bob.readUntil(message -> message.hasConversationActive()
                                || message.getFrame().hasDeliver())
                        .hasConversationActive())
                .as("it has left")
                .isTrue();
    }

    @Test
    void aSessionThatDoesNotWatchIsToldNothing() throws IOException {
        Joined room = alice.join("@bob");
        publish(alice, room, 1, "one");
        bob.send(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()));
        assertThat(bob.read().hasRoomList()).isTrue();
    }

    @Test
    void itIsNoRoomAndDoesNotCountAmongThem() throws IOException {
        alice.join("@bob");
        assertThat(bob.create("one").getRoom()).isPositive();
        assertThat(bob.create("two").getRoom()).isPositive();
        assertThat(bob.ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()))
                        .getRoomList()
                        .getRoomsList())
                .extracting(room -> room.getName())
                .containsExactlyInAnyOrder("one", "two");
        try (TestClient carol = TestClient.welcomed(node, "carol")) {
            assertThat(carol.join("@bob").getRoom()).isPositive();
        }
    }

    @Test
    void itHasNeitherHostNorTopicNorInvitations() throws IOException {
        alice.join("@bob");
        assertThat(refusal(
                        alice,
                        ClientMessage.newBuilder()
                                .setSetTopic(
                                        SetTopic.newBuilder().setRoom("@bob").setTopic("x"))))
                .isEqualTo(RefusalReason.BAD_NAME);
        assertThat(refusal(
                        alice,
                        ClientMessage.newBuilder()
                                .setKick(Kick.newBuilder().setRoom("@bob").setName("bob"))))
                .isEqualTo(RefusalReason.BAD_NAME);
        assertThat(refusal(
                        alice,
                        ClientMessage.newBuilder().setInvite(Invite.newBuilder().setRoom("@bob"))))
                .isIn(RefusalReason.BAD_NAME, RefusalReason.NOT_HOST);
        assertThat(refusal(
                        alice,
                        ClientMessage.newBuilder()
                                .setCreateRoom(CreateRoom.newBuilder().setName("@nobody"))))
                .isEqualTo(RefusalReason.BAD_NAME);
        assertThat(refusal(
                        alice,
                        ClientMessage.newBuilder()
                                .setJoinRoom(JoinRoom.newBuilder().setName("@alice"))))
                .isEqualTo(RefusalReason.BAD_REQUEST);
    }

    @Test
    void whoRefusesIsAsUnknownToAStrangerAsWhoDoesNotExist() throws IOException {
        take(bob, Contacts.CONTACTS_NOBODY);
        asked.clear();
        ServerMessage refused = tryToJoin(alice, "@bob");
        List<String> ofBob = List.copyOf(asked);
        asked.clear();
        ServerMessage unknown = tryToJoin(alice, "@rob");
        assertThat(refused.getRefusal().getReason()).isEqualTo(RefusalReason.NO_SUCH_USER);
        assertThat(refused.getRefusal().getSentence().replace("bob", "rob"))
                .isEqualTo(unknown.getRefusal().getSentence());
        assertThat(refused.getRefusal().toBuilder().clearSentence().build())
                .isEqualTo(unknown.getRefusal().toBuilder().clearSentence().build());
        assertThat(ofBob).isEqualTo(asked);
        // What there is goes on: it was bob who began this one.
        bob.join("@alice");
        assertThat(alice.join("@bob").getName()).isEqualTo("@Bob");
    }

    @Test
    void aConversationOfOthersIsAsUnknownAsNone() throws IOException {
        alice.join("@bob");
        try (TestClient carol = TestClient.welcomed(node, "carol")) {
            String name = dev.roomtalk.server.room.Pair.of(
                            user("alice").id(), user("bob").id())
                    .name()
                    .display();
            String none = dev.roomtalk.server.room.Pair.of(user("alice").id(), 77)
                    .name()
                    .display();
            asked.clear();
            ServerMessage there = tryToJoin(carol, name);
            List<String> ofThere = List.copyOf(asked);
            asked.clear();
            ServerMessage nowhere = tryToJoin(carol, none);
            assertThat(there.getRefusal().getReason())
                    .isEqualTo(nowhere.getRefusal().getReason());
            assertThat(ofThere).isEqualTo(asked);
            assertThat(list(carol).getConversationCount()).isZero();
        }
    }

    @Test
    void whoSharesARoomMayBeginOneWhereThatIsWanted() throws IOException {
        take(bob, Contacts.CONTACTS_ROOMS);
        assertThat(tryToJoin(alice, "@bob").getRefusal().getReason()).isEqualTo(RefusalReason.NO_SUCH_USER);
        bob.create("ops");
        alice.join("ops");
        // The engine is told of a member after the member is.
        await().until(() -> tryToJoin(alice, "@bob").hasJoined());
    }

    @Test
    void searchesFindInItAndNameItByTheOther() throws IOException {
        Joined room = alice.join("@bob");
        publish(alice, room, 1, "a needle");
        for (Search.Builder search : List.of(
                Search.newBuilder().setWords("needle"),
                Search.newBuilder()
                        .setWords("needle")
                        .addPlaces(SearchPlace.newBuilder().setRoom("@ALICE")))) {
            assertThat(bob.ask(ClientMessage.newBuilder().setSearch(search))
                            .getSearchPage()
                            .getHitsList())
                    .as("%s", search)
                    .extracting(hit -> hit.getRoom())
                    .containsExactly("@alice");
        }
        assertThat(refusal(
                        bob,
                        ClientMessage.newBuilder()
                                .setSearch(Search.newBuilder()
                                        .setWords("needle")
                                        .addPlaces(SearchPlace.newBuilder().setRoom("@carol")))))
                .isEqualTo(RefusalReason.NO_SUCH_ROOM);
    }

    @Test
    void whoIsRenamedStaysTheOtherForAClientThatComesBack() throws IOException {
        Joined room = alice.join("@bob");
        publish(alice, room, 1, "hello");
        engine.accounts()
                .rename(user("bob").id(), ((Name.Valid) Name.user("robert")).name(), true)
                .toCompletableFuture()
                .join();
        long robert = user("robert").id();
        try (TestClient another = TestClient.welcomed(node, "bob")) {
            Joined again = alice.ask(ClientMessage.newBuilder()
                            .setJoinRoom(JoinRoom.newBuilder().setName("@bob").setWithUser(robert)))
                    .getJoined();
            assertThat(again.getRoom()).isEqualTo(room.getRoom());
            assertThat(list(alice).getConversations(0).getName()).isEqualTo("@robert");
            Joined other = another.join("@alice");
            assertThat(other.getRoom()).isNotEqualTo(room.getRoom());
            assertThat(other.getSequence()).isZero();
        }
    }
}
