package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetRole;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator asks by the socket of a running node, and what people in its rooms see of it. */
class ConsoleTest {
    @TempDir
    Path directory;

    private static final String SELF = System.getProperty("user.name");

    private static ConsoleAnswer ask(ConsoleClient console, ConsoleCommand command, String... values)
            throws IOException {
        return console.ask(new ConsoleRequest(command, values));
    }

    private static String done(ConsoleAnswer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
        return answer.text();
    }

    private static String declined(ConsoleAnswer answer) {
        assertThat(answer.code()).as(answer.text()).isEqualTo(1);
        return answer.text();
    }

    private String audit(ConsoleClient console) throws IOException {
        return done(ask(console, ConsoleCommand.LOG));
    }

    @Test
    void statusSaysHowTheServerIs() throws IOException {
        try (Node node = TestNode.tls(directory, Setting.MAX_ROOMS, 7);
                ConsoleClient console = ConsoleClient.connect(directory)) {
            String text = done(ask(console, ConsoleCommand.STATUS));
            assertThat(text)
                    .contains(
                            "room-server 0.1.0, up ",
                            "127.0.0.1:" + node.port(),
                            String.valueOf(node.pin()),
                            directory.toString(),
                            "sqlite, storing",
                            "rooms 0 of 7");
            String json = done(console.ask(
                    new ConsoleRequest(ConsoleCommand.STATUS, List.of(), Map.of(ConsoleCommand.Option.JSON, "true"))));
            assertThat(json)
                    .startsWith("{\"version\":\"0.1.0\",\"pid\":"
                            + ProcessHandle.current().pid() + ",")
                    .contains("\"storing\":true", "\"max_rooms\":7", "\"relay\":[0")
                    .endsWith("}\n");
        }
    }

    @Test
    void theSocketIsForTheServersOwnUserAndRoot() throws IOException {
        try (Node _ = TestNode.plain(directory)) {
            Path socket = directory.resolve(ConsoleSocket.FILE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }
        assertThat(directory.resolve(ConsoleSocket.FILE)).doesNotExist();
    }

    @Test
    void theSocketOfADeadServerIsReplaced() throws IOException {
        Path socket = directory.resolve(ConsoleSocket.FILE);
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        assertThat(socket).exists();
        assertThatThrownBy(() -> ConsoleClient.connect(directory))
                .hasMessageContaining("no server is running on " + directory);
        try (Node _ = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory)) {
            assertThat(done(ask(console, ConsoleCommand.STATUS))).contains("up ");
        }
    }

    @Test
    void withoutAServerThereIsNobodyToAsk() {
        assertThatThrownBy(() -> ConsoleClient.connect(directory))
                .hasMessage("no server is running on " + directory + " (--data-dir names another)");
    }

    @Test
    void whoIsInARoomSeesThatTheOperatorHasPutSomebodyOut() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.create("hall");
            bob.join("hall");

            ConsoleAnswer answer = console.ask(new ConsoleRequest(
                    ConsoleCommand.KICK, List.of("hall", "bob"), Map.of(ConsoleCommand.Option.REASON, "too\tloud")));
            assertThat(done(answer)).isEqualTo("kicked bob from 'hall'\n");
            ServerMessage removed = bob.readUntil(ServerMessage::hasUserRemoved);
            assertThat(removed.getUserRemoved().getBy()).isEqualTo(SELF + " (operator)");
            assertThat(removed.getUserRemoved().getReason()).isEqualTo("too\tloud");

            // Not even its host is out of reach.
            done(ask(console, ConsoleCommand.BAN, "hall", "alice"));
            alice.readUntil(message -> message.hasUserRemoved()
                    && message.getUserRemoved().getBanned()
                    && message.getUserRemoved().getName().equals("alice"));
            ServerMessage refused = alice.ask(
                    ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName("hall")));
            assertThat(refused.getRefusal().getReason()).isEqualTo(RefusalReason.BANNED);
            assertThat(refused.getRefusal().getSentence()).contains(SELF + " (operator)");
            assertThat(done(ask(console, ConsoleCommand.ROOM, "hall"))).contains("BANNED", "alice");

            done(ask(console, ConsoleCommand.UNBAN, "hall", "alice"));
            assertThat(alice.join("hall").getName()).isEqualTo("hall");

            assertThat(audit(console).lines().toList())
                    .hasSize(3)
                    .anySatisfy(line -> assertThat(line)
                            .contains(
                                    "\"action\":\"kick\"",
                                    "\"by\":\"" + SELF + "\"",
                                    "\"as\":\"operator\"",
                                    "\"room\":\"hall\"",
                                    "\"user\":\"bob\"",
                                    "\"reason\":\"too\\u0009loud\"",
                                    "\"result\":\"done\""))
                    .anySatisfy(line -> assertThat(line).contains("\"action\":\"ban\"", "\"user\":\"alice\""));
        }
    }

    @Test
    void theOperatorGivesRoles() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.create("hall");
            bob.join("hall");

            assertThat(declined(ask(console, ConsoleCommand.ROLE, "hall", "alice", "muted")))
                    .isEqualTo("alice is the host of 'hall': make another its host");
            assertThat(declined(ask(console, ConsoleCommand.ROLE, "hall", "alice", "king")))
                    .contains("'king'");

            done(ask(console, ConsoleCommand.ROLE, "hall", "bob", "host"));
            ServerMessage changed = alice.readUntil(ServerMessage::hasHostChanged);
            assertThat(changed.getHostChanged().getName()).isEqualTo("bob");

            done(console.ask(new ConsoleRequest(
                    ConsoleCommand.ROLE, List.of("hall", "alice", "muted"), Map.of(ConsoleCommand.Option.FOR, "2h"))));
            ServerMessage members = bob.ask(ClientMessage.newBuilder()
                    .setListMembers(ListMembers.newBuilder().setRoom("hall")));
            assertThat(members.getMemberList().getMembersList())
                    .anySatisfy(member -> assertThat(member.getRole()).isEqualTo(Role.ROLE_MUTED));
            assertThat(done(ask(console, ConsoleCommand.ROOM, "hall"))).contains("muted", "host");
        }
    }

    @Test
    void whatIsNotThereIsSaidAndWrittenDown() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            assertThat(declined(ask(console, ConsoleCommand.KICK, "cellar", "alice")))
                    .isEqualTo("there is no room 'cellar'");
            assertThat(declined(ask(console, ConsoleCommand.KICK, "hall", "bob")))
                    .isEqualTo("this server has no user 'bob'");
            assertThat(declined(ask(console, ConsoleCommand.UNBAN, "hall", "alice")))
                    .isEqualTo("alice is not banned from 'hall'");
            assertThat(declined(console.ask(new ConsoleRequest(
                            ConsoleCommand.BAN, List.of("hall", "alice"), Map.of(ConsoleCommand.Option.FOR, "soon")))))
                    .contains("30m");
            assertThat(audit(console).lines().toList())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).doesNotContain("\"result\":\"done\""));
        }
    }

    @Test
    void aRoomIsClosed() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            assertThat(done(ask(console, ConsoleCommand.ROOMS))).contains("hall");
            assertThat(done(ask(console, ConsoleCommand.CLOSE_ROOM, "hall"))).isEqualTo("closed 'hall'\n");
            ServerMessage closed = alice.readUntil(ServerMessage::hasRoomClosed);
            assertThat(closed.getRoomClosed().getSentence()).contains(SELF + " (operator)");
            assertThat(declined(ask(console, ConsoleCommand.ROOM, "hall"))).isEqualTo("there is no room 'hall'");
            assertThat(done(ask(console, ConsoleCommand.ROOMS))).doesNotContain("hall");
        }
    }

    @Test
    void aUserIsDisconnected() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            assertThat(done(ask(console, ConsoleCommand.WHO))).contains("alice", "127.0.0.1", "tcp");
            assertThat(done(console.ask(new ConsoleRequest(
                            ConsoleCommand.DISCONNECT,
                            List.of("alice"),
                            Map.of(ConsoleCommand.Option.REASON, "too many of you")))))
                    .isEqualTo("ended 1 session of alice\n");
            ServerMessage closed = alice.readUntil(ServerMessage::hasClose);
            assertThat(closed.getClose().getReason()).isEqualTo(CloseReason.DISCONNECTED);
            assertThat(closed.getClose().getRetry()).isFalse();
            assertThat(closed.getClose().getSentence()).contains("too many of you");
            assertThat(alice.readsEnd()).isTrue();
        }
    }

    @Test
    void anAddressIsBannedAndLetInAgain() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            assertThat(done(console.ask(new ConsoleRequest(
                            ConsoleCommand.BAN_ADDRESS,
                            List.of("127.0.0.0/8"),
                            Map.of(ConsoleCommand.Option.FOR, "2h", ConsoleCommand.Option.REASON, "a flood")))))
                    .isEqualTo("banned 127.0.0.0/8\n");
            assertThat(alice.readUntil(ServerMessage::hasClose).getClose().getReason())
                    .isEqualTo(CloseReason.ADDRESS_BANNED);
            assertThat(done(ask(console, ConsoleCommand.ADDRESS_BANS))).contains("127.0.0.0/8", SELF, "a flood");
            assertThat(done(ask(console, ConsoleCommand.STATUS))).contains("addresses banned 1");

            assertThat(declined(ask(console, ConsoleCommand.UNBAN_ADDRESS, "127.0.0.1")))
                    .startsWith("there is no ban of exactly 127.0.0.1/32");
            assertThat(declined(ask(console, ConsoleCommand.BAN_ADDRESS, "everybody")))
                    .isEqualTo("'everybody' is not an address or a range; use 203.0.113.7 or 2001:db8::/32");
            assertThat(done(ask(console, ConsoleCommand.UNBAN_ADDRESS, "127.0.0.0/8")))
                    .isEqualTo("127.0.0.0/8 may connect again\n");
            try (TestClient bob = TestClient.welcomed(node, "bob")) {
                assertThat(bob.welcome().getName()).isEqualTo("bob");
            }
            assertThat(audit(console).lines().toList())
                    .hasSize(4)
                    .first()
                    .asString()
                    .contains("\"action\":\"ban-address\"", "\"range\":\"127.0.0.0/8\"", "\"seconds\":7200");
        }
    }

    @Test
    void aBanMayBeOfTheAddressToo() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient carol = TestClient.welcomed(node, "carol")) {
            alice.create("hall");
            bob.join("hall");
            done(console.ask(new ConsoleRequest(
                    ConsoleCommand.BAN, List.of("hall", "bob"), Map.of(ConsoleCommand.Option.ADDRESS, "true"))));
            assertThat(carol.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder().setName("hall")))
                            .getRefusal()
                            .getReason())
                    .isEqualTo(RefusalReason.BANNED);
        }
    }

    @Test
    void whatHostsDoToOthersIsWrittenDownAndWhatIsRefusedIsNot() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.create("hall");
            bob.join("hall");
            assertThat(bob.ask(ClientMessage.newBuilder()
                                    .setKick(Kick.newBuilder().setRoom("hall").setName("alice")))
                            .hasRefusal())
                    .isTrue();
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setSetRole(SetRole.newBuilder()
                                            .setRoom("hall")
                                            .setName("bob")
                                            .setRole(Role.ROLE_MUTED)
                                            .setSeconds(60)))
                            .hasDone())
                    .isTrue();
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setBan(Ban.newBuilder()
                                            .setRoom("hall")
                                            .setName("bob")
                                            .setReason("spam")))
                            .hasDone())
                    .isTrue();
            List<String> lines = audit(console).lines().toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst())
                    .contains("\"action\":\"mute\"", "\"by\":\"alice\"", "\"as\":\"user\"", "\"seconds\":60");
            assertThat(lines.getLast()).contains("\"action\":\"ban\"", "\"user\":\"bob\"", "\"reason\":\"spam\"");
        }
    }

    @Test
    void aPictureShowsRoomsAndSessions() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            ConsoleAnswer picture = console.ask(new ConsoleRequest(
                    ConsoleCommand.TOP,
                    List.of(),
                    Map.of(ConsoleCommand.Option.ROWS, "12", ConsoleCommand.Option.COLUMNS, "60")));
            assertThat(done(picture)).contains("sessions 1, rooms 1", "hall", "alice", "MESSAGES/S");
            assertThat(picture.text().lines()).hasSizeLessThanOrEqualTo(12).allMatch(line -> line.length() <= 60);
        }
    }

    @Test
    void whatIsNoRequestIsSaid() throws IOException {
        try (Node _ = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory)) {
            assertThat(declined(console.ask(new ConsoleRequest(ConsoleCommand.KICK, "hall"))))
                    .contains("ROOM USER");
            assertThat(declined(console.ask(new ConsoleRequest(
                            ConsoleCommand.STATUS, List.of(), Map.of(ConsoleCommand.Option.FOR, "2h")))))
                    .contains("for=2h");
        }
    }
}
