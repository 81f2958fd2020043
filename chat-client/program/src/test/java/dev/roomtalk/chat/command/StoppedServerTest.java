package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.ScriptedServer;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.RoomList;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped, or hangs, keeps no command waiting, wherever in the conversation it stops. */
class StoppedServerTest {
    /** Twice what the longest way takes: a handshake, Hello, and a request. */
    private static final Duration PATIENCE = Duration.ofSeconds(80);

    /** Each command that asks a server something, as it is typed. */
    private static final List<String> COMMANDS = List.of(
            "send lobby hi",
            "react lobby 1 +1",
            "mentions",
            "edit lobby 1 hi",
            "remove lobby 1",
            "tail lobby",
            "send-file lobby",
            "get lobby 00000000000000000000000000000000",
            "run lobby cat",
            "history lobby",
            "rooms",
            "msg bob hi",
            "contacts",
            "who lobby",
            "search word",
            "create-room lobby",
            "close-room lobby",
            "leave lobby",
            "set-room lobby --slow 2s",
            "topic lobby news",
            "role lobby bob moderator",
            "kick lobby bob",
            "ban lobby bob",
            "unban lobby bob",
            "bans lobby",
            "invite lobby",
            "invites lobby",
            "uninvite lobby abababab",
            "token renew");

    /** Those that ask none, or need a terminal. */
    private static final List<String> OTHERS = List.of("fingerprint", "join", "config", "completion");

    @TempDir
    Path home;

    /** Where the server stops. */
    enum Stop {
        BEFORE_TLS(false) {
            @Override
            void play(ScriptedServer.Peer peer) {}
        },
        BEFORE_WELCOME(true) {
            @Override
            void play(ScriptedServer.Peer peer) throws IOException {
                peer.hello();
            }
        },
        IN_WELCOME(true) {
            @Override
            void play(ScriptedServer.Peer peer) throws IOException {
                peer.hello();
                half(
                        peer,
                        ServerMessage.newBuilder()
                                .setWelcome(Welcome.newBuilder().setName("a".repeat(100))));
            }
        },
        BEFORE_AN_ANSWER(true) {
            @Override
            void play(ScriptedServer.Peer peer) throws IOException {
                peer.hello();
                peer.welcome();
            }
        },
        IN_AN_ANSWER(true) {
            @Override
            void play(ScriptedServer.Peer peer) throws IOException {
                halfAnAnswer(
                        peer,
                        ServerMessage.newBuilder()
                                .setRoomList(RoomList.newBuilder().setRoomCount(1_000_000)));
            }
        },
        IN_THE_ANSWER_TO_JOIN(true) {
            @Override
            void play(ScriptedServer.Peer peer) throws IOException {
                halfAnAnswer(
                        peer,
                        ServerMessage.newBuilder().setJoined(Joined.newBuilder().setName("lobby".repeat(20))));
            }
        };

        private final boolean plain;

        Stop(boolean plain) {
            this.plain = plain;
        }

        abstract void play(ScriptedServer.Peer peer) throws IOException;

        private static void halfAnAnswer(ScriptedServer.Peer peer, ServerMessage.Builder answer) throws IOException {
            peer.hello();
            peer.welcome();
            half(peer, answer.setRequestId(peer.request().getRequestId()));
        }

        private static void half(ScriptedServer.Peer peer, ServerMessage.Builder message) throws IOException {
            byte[] record = ScriptedServer.Peer.record(message.build());
            peer.write(Arrays.copyOf(record, record.length / 2 + 1));
        }
    }

    private static void playAndHang(Stop stop, ScriptedServer.Peer peer) throws IOException {
        stop.play(peer);
        peer.readToEnd();
    }

    private static String[] words(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** All at once: each waits for nothing but time. */
    @Test
    void noCommandWaitsWithoutEnd() throws Exception {
        Map<String, ChatRun> runs = new LinkedHashMap<>();
        List<ScriptedServer> servers = new ArrayList<>();
        try (AutoCloseable _ = () -> servers.forEach(ScriptedServer::close)) {
            for (Stop stop : Stop.values()) {
                for (String command : COMMANDS) {
                    ScriptedServer server = new ScriptedServer(peer -> playAndHang(stop, peer));
                    servers.add(server);
                    String[] typed = stop.plain ? words(command, "--plain") : words(command);
                    runs.put(stop + ": " + command, new ChatRun(home, server.port(), "alice", new byte[0], typed));
                }
            }
            runs.forEach((which, run) -> {
                await(which).atMost(PATIENCE).until(run.code::isDone);
                assertThat(run.code.join()).as("%s: %s", which, run.err()).isEqualTo(ExitCode.UNREACHABLE.number());
                assertThat(run.err()).as(which).startsWith("chat: ").hasLineCount(1);
                assertThat(run.out()).as(which).isEmpty();
            });
        }
    }

    /** The server takes the room, and stops: what waits is given up together, not one message after the other. */
    @Test
    void manyMessagesWaitNoLongerThanOne() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.hello();
            peer.welcome();
            peer.joined(peer.request(), 1);
            peer.readToEnd();
        })) {
            byte[] lines = "line\n".repeat(500).getBytes(StandardCharsets.UTF_8);
            ChatRun run = new ChatRun(
                    home, server.port(), "alice", lines, "send", "lobby", "--timeout", "3", "--plain", "--no-udp");
            await().atMost(PATIENCE).until(run.code::isDone);
            assertThat(run.code.join()).as(run.err()).isEqualTo(ExitCode.NOT_DELIVERED.number());
            // Those beyond the window were not sent.
            assertThat(run.err().lines())
                    .hasSize(500)
                    .allMatch(line -> line.contains("not known whether") || line.contains("not sent"));
        }
    }

    @Test
    void everyCommandIsTried() {
        ChatRun help = new ChatRun(home, 1, "alice", new byte[0], "--help").ends(ExitCode.DONE);
        List<String> listed = Pattern.compile("^  ([a-z-]+)  ", Pattern.MULTILINE)
                .matcher(help.out())
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> tried = new ArrayList<>(OTHERS);
        COMMANDS.forEach(command -> tried.add(command.split(" ", -1)[0]));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(tried);
    }
}
