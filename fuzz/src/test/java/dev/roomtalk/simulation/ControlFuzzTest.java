package dev.roomtalk.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.fuzz.Steps;
import dev.roomtalk.fuzz.Steps.Step;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever clients send, from the first byte, by TCP and by UDP: every request is answered once, or the connection is
 * closed with a reason; the server does not fail, and when all have gone nothing of them stays.
 */
class ControlFuzzTest {
    static final int MESSAGE = 0;
    static final int RAW = 1;
    static final int WAIT = 2;
    static final int CONNECT = 3;
    static final int RETURN = 4;
    static final int TURN = 5;
    static final int DATAGRAM = 6;
    static final int RAW_DATAGRAM = 7;
    static final int STOP_READING = 8;
    static final int END = 9;
    static final int CUT = 10;
    static final int IGNORE_CHALLENGES = 11;
    private static final int KINDS = 12;

    private static final int MAX_CLIENTS = 5;
    private static final int MAX_PASSWORDS = 2;

    static Stream<byte[]> seeds() {
        return ConversationSeeds.all();
    }

    @DictionaryEntries({Steps.SEPARATOR, "ops", "bob", "alice"})
    @MethodSource("seeds")
    @FuzzTest
    void everyConversationIsAnsweredOrClosed(byte[] input) {
        Stranger.forgetLastKey();
        new Conversation().play(Steps.of(input, 60));
    }

    /** A server, and what became of its clients. */
    private static final class Conversation {
        private final World world = new World();
        private final Internet internet = new Internet();
        private final Random random = new Random(1);
        private final SimulatedServer server;
        private final List<Stranger> clients = new ArrayList<>();
        private int current;
        private int passwords;

        Conversation() {
            MemoryEngine engine = new MemoryEngine(
                    world::nanoTime,
                    () -> Instant.ofEpochMilli(Internet.TODAY + world.elapsedMillis()),
                    random::nextLong,
                    1000,
                    Duration.ofDays(1),
                    new Retention(1000, 1 << 20, 1 << 20));
            server = new SimulatedServer(
                    world,
                    internet,
                    () -> Instant.ofEpochMilli(Internet.TODAY + world.elapsedMillis()),
                    engine,
                    random,
                    2,
                    16);
            internet.serve(server);
            connect();
        }

        void play(List<Step> steps) {
            for (Step step : steps) {
                play(step, clients.get(current));
                pass(1);
            }
            clients.forEach(client -> client.host().path.heal());
            pass(6_000);
            clients.forEach(Stranger::wasServed);
            clients.forEach(Stranger::end);
            pass(10_000);
            assertThat(world.failure()).isNull();
            assertThat(server.count(Counter.INTERNAL_ERRORS)).isZero();
            assertThat(server.connections()).isZero();
            assertThat(server.sessions()).isZero();
            assertThat(clients).allMatch(Stranger::isOver);
        }

        private void play(Step step, Stranger client) {
            switch (step.kind() % KINDS) {
                case MESSAGE -> client.sendRecord(withoutManyPasswords(step.payload()));
                case RAW -> client.send(step.payload());
                case WAIT -> pass(1 + 500L * step.number(256));
                case CONNECT -> connect();
                case RETURN -> {
                    connect();
                    clients.get(current).sayHello(token(), step.number(4));
                }
                case TURN -> current = step.number(clients.size());
                case DATAGRAM -> client.sendDatagram(step.payload(), step.payload().length);
                case RAW_DATAGRAM -> client.sendRawDatagram(step.payload());
                case STOP_READING -> client.host().path.down.blockedUntil = world.nanoTime() + Path.millis(3_600_000);
                case END -> client.end();
                case CUT -> client.host().cutStreams();
                default -> client.ignoreChallenges();
            }
        }

        private void connect() {
            if (clients.size() < MAX_CLIENTS) {
                clients.add(new Stranger(world, internet, clients.size() + 1));
                current = clients.size() - 1;
                pass(1);
            }
        }

        private @Nullable ByteString token() {
            return clients.stream()
                    .map(Stranger::token)
                    .filter(token -> token != null)
                    .findFirst()
                    .orElse(null);
        }

        /** Each costs as much as thousands of other messages. */
        private byte[] withoutManyPasswords(byte[] payload) {
            try {
                ClientMessage message = ClientMessage.parseFrom(payload);
                boolean create = !message.getCreateRoom().getPassword().isEmpty();
                boolean join = !message.getJoinRoom().getPassword().isEmpty();
                if ((!create && !join) || ++passwords <= MAX_PASSWORDS) {
                    return payload;
                }
                ClientMessage.Builder without = message.toBuilder();
                if (create) {
                    without.getCreateRoomBuilder().clearPassword();
                } else {
                    without.getJoinRoomBuilder().clearPassword();
                }
                return without.build().toByteArray();
            } catch (InvalidProtocolBufferException e) {
                return payload;
            }
        }

        private void pass(long millis) {
            world.runUntil(world.elapsedMillis() + millis);
        }
    }
}
