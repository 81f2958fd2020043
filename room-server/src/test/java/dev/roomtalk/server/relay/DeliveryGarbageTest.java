package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.rooms.OpenRooms;
import dev.roomtalk.server.rooms.RoomRates;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much garbage the thread of a relay loop makes for a delivery, by OpenSSL: from the datagram that brings a message
 * to those that are sealed for the members. Nearly all of it is made once for a message, whatever the members.
 */
class DeliveryGarbageTest {
    private static final int WARM_UP = 20_000;
    private static final int STRETCH = 500;
    private static final String TEXT = "x".repeat(100);
    /** What a message itself takes: its text as a string, its frame, its places in the ring and in the log. */
    private static final int OF_THE_MESSAGE = 600;

    private final LoneLoop lone = new LoneLoop();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long sent;

    private RoomRef room() {
        MemoryEngine engine = new MemoryEngine(
                System::nanoTime,
                () -> lone.wall,
                () -> 7L,
                100,
                Duration.ofDays(30),
                new Retention(1_000, 1 << 20, 1 << 20));
        return Objects.requireNonNull(new OpenRooms(
                        List.of(lone.loop.rooms()),
                        lone.rooms,
                        lone.memberships,
                        (session, room, hash, password, then) -> {
                            throw new AssertionError("there is no password");
                        },
                        engine,
                        new RoomRules(
                                200,
                                4000,
                                500,
                                Duration.ZERO,
                                Duration.ofMinutes(10),
                                Duration.ofDays(30),
                                256,
                                Long.MAX_VALUE,
                                RoomSettings.UNSET),
                        new RoomRates(1_000_000, 1_000_000, 1 << 29, 1 << 29))
                .make(RoomRecord.wanted(((Name.Valid) Name.room("ops")).name(), "", null, false, false))
                .toCompletableFuture()
                .join());
    }

    @ParameterizedTest
    @CsvSource({"100, 10000, 16", "10, 50000, 64"})
    void aDeliveryMakesLittleGarbage(int members, int count, int most) {
        RoomRef room = room();
        LoneLoop.Peer sender = member(room);
        for (int i = 1; i < members; i++) {
            member(room);
        }
        lone.listening = false;
        say(sender, room, WARM_UP);
        long deliveries = lone.counters.get(Counter.DELIVERIES_UDP);
        long allocated = say(sender, room, count);
        deliveries = lone.counters.get(Counter.DELIVERIES_UDP) - deliveries;
        assertThat(deliveries).isEqualTo((long) count * members);
        double each = (double) allocated / deliveries - (double) OF_THE_MESSAGE / members;
        System.out.printf(
                "%d members: a delivery makes %.1f bytes of garbage, a message %d, sealed by %s%n",
                members, each, allocated / count, lone.ciphers.name());
        // The JDK's own cipher makes about a kilobyte.
        assertThat(each).isLessThan(lone.ciphers.name().startsWith("OpenSSL") ? most : 2048);
    }

    private LoneLoop.Peer member(RoomRef room) {
        LoneLoop.Peer peer = lone.peer().onUdp();
        room.tell(new RoomCommand.Enter(peer.session, 1, null, true, RoomCommand.Manner.MEMBER, null));
        return peer;
    }

    /** Returns what the thread has allocated while the loop served so many messages. */
    private long say(LoneLoop.Peer sender, RoomRef room, int messages) {
        long allocated = 0;
        for (int done = 0; done < messages; done += STRETCH) {
            List<byte[]> datagrams = new ArrayList<>();
            for (int i = 0; i < STRETCH; i++) {
                datagrams.add(sender.seal(TestClient.publish(room.number(), ++sent, TEXT)));
            }
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
            for (byte[] datagram : datagrams) {
                lone.passQuickly(Duration.ofMillis(20));
                sender.arrives(datagram);
            }
            allocated += threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        }
        return allocated;
    }
}
