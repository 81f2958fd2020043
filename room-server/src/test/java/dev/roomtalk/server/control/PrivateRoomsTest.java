package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.Invited;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.ListInvitations;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.ListedInvitation;
import dev.roomtalk.proto.ListedRoom;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Uninvite;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms that strangers do not see, on a node with a database. */
class PrivateRoomsTest {
    @TempDir
    Path dataDir;

    private static void make(TestClient client) throws IOException {
        assertThat(client.ask(ClientMessage.newBuilder()
                                .setCreateRoom(
                                        CreateRoom.newBuilder().setName("club").setPrivate(true)))
                        .getJoined()
                        .getPrivate())
                .isTrue();
    }

    private static Invited invite(TestClient client, int uses) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                        .setInvite(Invite.newBuilder().setRoom("club").setUses(uses)))
                .getInvited();
    }

    private static ServerMessage join(TestClient client, ByteString token) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                .setJoinRoom(JoinRoom.newBuilder().setName("club").setInvitation(token)));
    }

    private static RefusalReason refused(ServerMessage answer) {
        return answer.getRefusal().getReason();
    }

    private static List<String> rooms(TestClient client) throws IOException {
        return client
                .ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()))
                .getRoomList()
                .getRoomsList()
                .stream()
                .map(ListedRoom::getName)
                .toList();
    }

    @Test
    void areListedToTheirMembersAndAnsweredToOthersAsRoomsThatThereAreNot() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            make(alice);
            assertThat(rooms(alice)).containsExactly("club");
            assertThat(rooms(bob)).isEmpty();
            ServerMessage hidden = join(bob, ByteString.EMPTY);
            ServerMessage absent = bob.ask(
                    ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName("nowhere")));
            assertThat(refused(hidden)).isEqualTo(RefusalReason.NO_SUCH_ROOM);
            assertThat(hidden.getRefusal().getSentence().replace("club", "nowhere"))
                    .isEqualTo(absent.getRefusal().getSentence());
            assertThat(refused(join(bob, ByteString.copyFrom(new byte[32])))).isEqualTo(RefusalReason.NO_SUCH_ROOM);
            assertThat(refused(join(bob, ByteString.copyFrom(new byte[3])))).isEqualTo(RefusalReason.BAD_INVITATION);
            assertThat(join(bob, invite(alice, 1).getToken()).hasJoined()).isTrue();
            assertThat(rooms(bob)).containsExactly("club");
        }
    }

    @Test
    void anInvitationOutlivesTheServerWithItsUsesAndOnlyItsHashIsKept() throws IOException {
        ByteString token;
        ByteString aliceToken;
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            aliceToken = alice.welcome().getToken();
            make(alice);
            Invited invited = invite(alice, 2);
            token = invited.getToken();
            assertThat(token.size()).isEqualTo(Protocol.TOKEN_LENGTH);
            assertThat(invited.getInvitation().getUntilMs()
                            - invited.getInvitation().getSinceMs())
                    .isEqualTo(7L * 24 * 3600 * 1000);
            assertThat(join(bob, token).hasJoined()).isTrue();
        }
        for (String file : List.of("roomtalk.db", "roomtalk.db-wal")) {
            Path path = dataDir.resolve(file);
            if (Files.exists(path)) {
                assertThat(Files.readString(path, StandardCharsets.ISO_8859_1))
                        .doesNotContain(token.toString(StandardCharsets.ISO_8859_1))
                        .doesNotContain(java.util.HexFormat.of().formatHex(token.toByteArray()));
            }
        }
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = new TestClient(node.port());
                TestClient carol = TestClient.welcomed(node, "carol");
                TestClient dave = TestClient.welcomed(node, "dave")) {
            alice.hello(Hello.newBuilder()
                    .addVersions(Protocol.VERSION)
                    .setToken(aliceToken)
                    .setInstance(1)
                    .build());
            assertThat(rooms(carol)).isEmpty();
            assertThat(join(carol, token).hasJoined()).isTrue();
            ServerMessage late = join(dave, token);
            assertThat(refused(late)).isEqualTo(RefusalReason.BAD_INVITATION);
            assertThat(late.getRefusal().getSentence()).contains("used as often as it may be");
            ListedInvitation listed = alice.ask(ClientMessage.newBuilder()
                            .setListInvitations(ListInvitations.newBuilder().setRoom("club")))
                    .getInvitationList()
                    .getInvitations(0);
            assertThat(listed.getUsed()).isEqualTo(2);
            assertThat(listed.getBy()).isEqualTo("alice");
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setUninvite(Uninvite.newBuilder()
                                            .setRoom("club")
                                            .setId(listed.getId())))
                            .hasDone())
                    .isTrue();
            assertThat(refused(join(dave, token))).isEqualTo(RefusalReason.NO_SUCH_ROOM);
        }
    }

    @Test
    void ofManyThatComeAtOnceAsManyComeInAsMay() throws Exception {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            make(alice);
            ByteString token = invite(alice, 3).getToken();
            List<TestClient> guests = new java.util.ArrayList<>();
            for (int i = 0; i < 8; i++) {
                guests.add(TestClient.welcomed(node, "guest" + i));
            }
            for (TestClient guest : guests) {
                guest.send(ClientMessage.newBuilder()
                        .setJoinRoom(JoinRoom.newBuilder().setName("club").setInvitation(token)));
            }
            int joined = 0;
            for (TestClient guest : guests) {
                ServerMessage answer = guest.readUntil(m -> m.hasJoined() || m.hasRefusal());
                joined += answer.hasJoined() ? 1 : 0;
                guest.close();
            }
            assertThat(joined).isEqualTo(3);
        }
    }

    @Test
    void whoMayNotInviteIsToldAndWhatMakesNoSense() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            make(alice);
            join(bob, invite(alice, 1).getToken());
            assertThat(refused(bob.ask(ClientMessage.newBuilder()
                            .setInvite(Invite.newBuilder().setRoom("club")))))
                    .isEqualTo(RefusalReason.NOT_HOST);
            for (Invite.Builder wrong : List.of(
                    Invite.newBuilder().setUses(10_001),
                    Invite.newBuilder().setSeconds(367L * 24 * 3600),
                    Invite.newBuilder().setSeconds(-1))) {
                assertThat(refused(alice.ask(ClientMessage.newBuilder().setInvite(wrong.setRoom("club")))))
                        .isEqualTo(RefusalReason.BAD_REQUEST);
            }
        }
    }
}
