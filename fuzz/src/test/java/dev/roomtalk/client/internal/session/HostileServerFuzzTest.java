package dev.roomtalk.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.TextFormat;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.fuzz.Steps;
import dev.roomtalk.fuzz.Steps.Step;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a server sends, by TCP and by UDP: the client does not fail, keeps and shows nothing that steers a terminal
 * or is no name, completes all that was asked of it, and ends when it is closed.
 */
class HostileServerFuzzTest {
    private static final int WELCOME = 0;
    private static final int ANSWER = 1;
    private static final int MESSAGE = 2;
    private static final int RAW = 3;
    private static final int COMMAND = 4;
    private static final int WAIT = 5;
    private static final int FRAMES = 6;
    private static final int DATAGRAM = 7;
    private static final int CLOSE = 8;
    private static final int KINDS = 9;

    private static final int COMMANDS = 13;

    static Stream<byte[]> seeds() {
        String author = "author_info { number: 1 user_id: 9 name: 'bob' }";
        return Stream.of(
                new Steps()
                        .step(WELCOME)
                        .step(COMMAND, (byte) 0)
                        .step(ANSWER, message("joined { room: 1 name: 'ops' epoch: 5 members { name: 'bob' } }"))
                        .step(
                                MESSAGE,
                                message("frame { deliver { room: 1 author: 1 sequence: 1 n: 1 text: 'hi' " + author
                                        + " } }"))
                        .step(MESSAGE, message("frame { latest { room: 1 sequence: 4 oldest: 1 } }"))
                        .step(WAIT, (byte) 9)
                        .step(ANSWER, message("history_page { room: 1 covers_to: 4 oldest: 4 }"))
                        .step(MESSAGE, message("member_joined { room: 1 member { user_id: 8 name: 'carol' } }"))
                        .step(MESSAGE, message("user_removed { room: 1 user_id: 8 name: 'x' by: 'y' until_ms: 1 }"))
                        .step(MESSAGE, message("role_changed { room: 1 name: 'x' by: 'y' role: ROLE_MUTED }"))
                        .step(MESSAGE, message("topic_changed { room: 1 topic: 't' name: 'x' }"))
                        .step(MESSAGE, message("room_closed { room: 1 sentence: 's' }"))
                        .input(),
                new Steps()
                        .step(WELCOME)
                        .step(FRAMES, frame("pong { id: 1 }"))
                        .step(COMMAND, (byte) 0)
                        .step(ANSWER, message("joined { room: 1 name: 'ops' epoch: 5 sequence: 7 history: true }"))
                        .step(COMMAND, (byte) 1)
                        .step(FRAMES, frame("ack { room: 1 n: 1 sequence: 8 stored: true }"))
                        .step(FRAMES, frame("elsewhere { room: 1 sequence: 9 }"))
                        .step(MESSAGE, message("moved_to_tcp { wait_ms: 1000 lost_percent: 20 }"))
                        .step(
                                MESSAGE,
                                message(
                                        "new_relay { connection_id: 9 relay_secret: '12345678901234567890123456789012' }"))
                        .step(CLOSE)
                        .step(WAIT, (byte) 9)
                        .step(WELCOME)
                        .step(ANSWER, message("joined { room: 2 name: 'ops' epoch: 6 sequence: 1 resumed: 3 }"))
                        .step(MESSAGE, message("close { reason: GOING_AWAY retry: true wait_ms: 9 }"))
                        .input(),
                new Steps()
                        .step(
                                WELCOME,
                                Welcome.newBuilder().setDurable(false).build().toByteArray())
                        .step(COMMAND, (byte) 2)
                        .step(ANSWER, message("room_list { rooms { name: 'ops' topic: 't' member_count: 3 } }"))
                        .step(COMMAND, (byte) 3)
                        .step(ANSWER, message("member_list { members { name: 'bob' role: ROLE_HOST } }"))
                        .step(COMMAND, (byte) 4)
                        .step(
                                ANSWER,
                                message(
                                        "search_page { hits { room: 'ops' message { text: 'rain' } matches: 0 matches: 4 } rest { room: 'ops' below: 3 } }"))
                        .step(COMMAND, (byte) 5)
                        .step(ANSWER, message("token_renewed { token: '12345678901234567890123456789012' }"))
                        .step(COMMAND, (byte) 6)
                        .step(ANSWER, message("ban_list { bans { name: 'bob' by: 'x' since_ms: 5 } }"))
                        .step(COMMAND, (byte) 7)
                        .step(
                                ANSWER,
                                message("invited { token: '12345678901234567890123456789012' invitation { id: 'i' } }"))
                        .step(COMMAND, (byte) 8)
                        .step(ANSWER, message("invitation_list { invitations { id: 'i' by: 'x' } }"))
                        .step(COMMAND, (byte) 9)
                        .step(ANSWER, message("refusal { reason: TOO_FAST sentence: 's' wait_ms: 5 }"))
                        .input(),
                new Steps()
                        .step(MESSAGE, message("request_id: 1 refusal { reason: NAME_TAKEN sentence: 's' }"))
                        .step(WAIT, (byte) 99)
                        .step(MESSAGE, message("request_id: 1 refusal { reason: UNKNOWN_TOKEN }"))
                        .step(RAW, (byte) 0, (byte) 0, (byte) 0)
                        .input());
    }

    private static byte[] message(String text) {
        try {
            return TextFormat.parse(text, ServerMessage.class).toByteArray();
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] frame(String text) {
        try {
            return TextFormat.parse(text, Frame.class).toByteArray();
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(e);
        }
    }

    @DictionaryEntries({Steps.SEPARATOR, "ops", "alice"})
    @MethodSource("seeds")
    @FuzzTest
    void noServerMakesAClientFail(byte[] input) {
        new Victim().play(Steps.of(input, 60));
    }

    /** A client, and what a person sees of it. */
    private static final class Victim implements ChatClient.IdentityListener {
        private final FakeLoop loop = new FakeLoop();
        private final HostileServer server = new HostileServer(loop);
        private final List<CompletableFuture<?>> asked = new ArrayList<>();
        private final SessionClient client;
        /** The first: the client may swallow what its listener throws. */
        private @Nullable Throwable failure;

        Victim() {
            ClientSettings settings = new ClientSettings(
                    InetSocketAddress.createUnresolved("server", 1),
                    "alice",
                    () -> null,
                    (host, port, pin, verified, chain) -> "",
                    true,
                    true,
                    "fuzz");
            CompletableFuture<Void> connected = new CompletableFuture<>();
            ClientSession session =
                    new ClientSession(loop, new Random(1), server, settings, this, this::happened, connected);
            client = new SessionClient(
                    loop,
                    session,
                    connected,
                    peer -> {
                        throw new java.io.IOException("no files here");
                    },
                    Runnable::run,
                    () -> {});
            loop.execute(session::dial);
            loop.run();
        }

        void play(List<Step> steps) {
            for (Step step : steps) {
                play(step);
                loop.run();
                assertThat(failure).isNull();
            }
            client.close();
            loop.advance(Duration.ofMinutes(1));
            assertThat(failure).isNull();
            assertThat(asked).allMatch(CompletableFuture::isDone);
            asked.forEach(Victim::failedAsSaid);
            assertThat(loop.timers()).isZero();
            server.wasLeft();
        }

        private void play(Step step) {
            switch (step.kind() % KINDS) {
                case WELCOME -> server.welcome(step.payload());
                case ANSWER -> server.answer(step.payload());
                case MESSAGE -> server.sendRecord(step.payload());
                case RAW -> server.send(step.payload());
                case COMMAND -> command(step.number(COMMANDS));
                case WAIT -> loop.advanceMillis(100L * (1 + step.number(256)));
                case FRAMES -> server.sendFrames(step.payload());
                case DATAGRAM -> server.sendDatagram(step.payload());
                default -> server.close();
            }
        }

        private void command(int number) {
            switch (number) {
                case 0 -> ask(client.join("ops", null, false));
                case 1 -> ask(client.publish("ops", "hello", null).answered());
                case 2 -> ask(client.rooms());
                case 3 -> ask(client.members("ops"));
                case 4 -> ask(client.search(new Search("rain", List.of(), null, null, null, 9, 1)));
                case 5 ->
                    ask(client.renewToken()
                            .thenAccept(token -> assertThat(token).hasSize(Protocol.TOKEN_LENGTH)));
                case 6 -> ask(client.moderation().bans("ops"));
                case 7 ->
                    ask(client.moderation()
                            .invite("ops", 1, Duration.ofDays(1))
                            .thenAccept(made -> assertThat(InvitationToken.is(made.token()))
                                    .as(made.token())
                                    .isTrue()));
                case 8 -> ask(client.moderation().invitations("ops"));
                case 9 -> ask(client.moderation().setRole("ops", "bob", MemberRole.MUTED, Duration.ofMinutes(1), ""));
                case 10 -> ask(client.history("ops", HistoryQuery.last(5)));
                case 11 -> ask(client.createRoom(new RoomOptions("ops", "t", null, false, false, false)));
                default -> ask(client.leave("ops"));
            }
        }

        private void ask(CompletableFuture<?> answer) {
            asked.add(answer.thenAccept(Victim::look));
        }

        /** Texts of messages are shown as texts of others, whatever they are; all else is the server's. */
        private static void look(Object answer) {
            switch (answer) {
                case Search.Page page ->
                    page.hits().forEach(hit -> {
                        show(hit.room());
                        Stream.of(hit.before(), List.of(hit.message()), hit.after())
                                .flatMap(List::stream)
                                .forEach(message -> show(message.author() + message.label()));
                    });
                case RoomHistory history -> history.messages().forEach(Victim::look);
                case null -> {}
                default -> show(answer.toString());
            }
        }

        /** A request fails with a reason for the person, and not because something is wrong with the client. */
        private static void failedAsSaid(CompletableFuture<?> answer) {
            if (answer.isCompletedExceptionally()) {
                Throwable why = answer.exceptionNow();
                Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
                assertThat(cause).isInstanceOf(ChatException.class);
                show(String.valueOf(cause.getMessage()));
            }
        }

        private void happened(ChatEvent event) {
            noting(() -> look(event));
        }

        private void noting(Runnable look) {
            try {
                look.run();
            } catch (Throwable e) {
                failure = failure == null ? e : failure;
            }
        }

        private static void look(ChatEvent event) {
            switch (event) {
                case ChatEvent.Message message -> {
                    // The text is shown as text of others, whatever it is.
                    show(message.room() + message.author() + message.label());
                    assertThat(message.time()).isNotNull();
                }
                case ChatEvent.Disconnected(String why, Duration retryIn) -> {
                    // An exception of the client's own code ends a connection with these words.
                    assertThat(why).doesNotContain("the connection to server:1 failed");
                    assertThat(retryIn).isBetween(Duration.ZERO, Duration.ofDays(50));
                    show(why);
                }
                case ChatEvent.Ended(ChatException.Reason reason, String why) -> {
                    assertThat(why).doesNotContain("the connection to server:1 failed");
                    show(reason + why);
                }
                case ChatEvent.Removed removed -> show(removed + removed.sentence(ZoneOffset.UTC, Instant.EPOCH));
                case ChatEvent.RoleChanged changed -> show(changed + changed.sentence(ZoneOffset.UTC, Instant.EPOCH));
                default -> show(event.toString());
            }
        }

        private static void show(String line) {
            assertThat(line.codePoints().noneMatch(VisibleText::steers))
                    .as(line)
                    .isTrue();
        }

        @Override
        public void onNewToken(String name, byte[] token) {
            noting(() -> {
                assertThat(Name.user(name)).isInstanceOf(Name.Valid.class);
                assertThat(token).hasSize(Protocol.TOKEN_LENGTH);
            });
        }
    }
}
