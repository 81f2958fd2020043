package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.KnownRooms;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** 100,000 sessions that come, change their keys and go leave nothing behind, in or outside of Java's heap. */
@EnabledOnOs(OS.LINUX)
class CipherMemoryTest {
    /** A context takes about a kilobyte: all of them, kept, would be more than ten times this. */
    private static final long MOST_KIB = 20 * 1024;

    @Test
    void aHundredThousandSessionsLeaveNothingBehind() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Then only what is outside of the heap can grow.
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch"));
        String hidden = System.getProperty("roomtalk.libcrypto");
        if (hidden != null) {
            command.add("-Droomtalk.libcrypto=" + hidden);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CipherMemoryTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        String[] said = output.strip().split(" ", -1);
        assertThat(said[0]).as("contexts that are left: %s", output).isEqualTo("0");
        assertThat(Long.parseLong(said[1])).as("KiB more: %s", output).isLessThan(MOST_KIB);
    }

    /** Prints how many contexts are left, and how many KiB more the process has than before. */
    public static void main(String[] arguments) throws IOException {
        CipherMemoryTest sessions = new CipherMemoryTest();
        sessions.comeAndGo(20_000);
        long before = residentKib();
        sessions.comeAndGo(100_000);
        System.out.println(sessions.ciphers.contexts() + " " + (residentKib() - before));
    }

    private final AeadProvider ciphers = AeadProvider.find();
    private final RelayLoop loop = new RelayLoop(
            0,
            ImmediateEventExecutor.INSTANCE,
            new KnownRooms(new RoomDirectory(), new Memberships()),
            System::nanoTime,
            InstantSource.system(),
            () -> 7L,
            new Counters());
    private final RelaySocket socket = new Nowhere();
    private final PeerAddress from = PeerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9999));
    private final byte[] secret = new byte[Protocol.SECRET_LENGTH];
    private final byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
    private long nextId = 1;

    private void comeAndGo(int count) {
        loop.meet(List.of(loop), session -> {});
        Deque<Session> present = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            long id = nextId++;
            Session session = new Session(
                    1,
                    "alice",
                    i,
                    new NoLink(),
                    loop,
                    new RelayKeyring(id, secret, ciphers),
                    new PublishLimit(new RateLimit(1, 1, 0), new RateLimit(1, 1, 0), null));
            loop.add(session.relay());
            pings(id);
            if (i % 4 == 0) {
                long next = nextId++;
                loop.accept(session.relay(), new RelayKeyring(next, secret, ciphers));
                if (i % 8 == 0) {
                    pings(next);
                }
            }
            present.addLast(session);
            if (present.size() > 100) {
                loop.remove(present.removeFirst().relay());
            }
        }
        present.forEach(session -> loop.remove(session.relay()));
    }

    /** It is opened, and challenged: both directions are in use. */
    private void pings(long id) {
        DatagramSealer sealer = RelayKeys.derive(secret, id).clientSealer(id);
        byte[] ping = TestClient.ping(1).toByteArray();
        int length = sealer.seal(ping, 0, ping.length, datagram, 0);
        loop.ingress().onDatagram(socket, datagram, length, from);
        loop.ingress().onBatchEnd();
    }

    private static long residentKib() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static final class Nowhere extends ArraySocket {
        @Override
        void sent(byte[] datagram, PeerAddress to) {}
    }

    private static final class NoLink implements ControlLink {
        @Override
        public void send(ServerMessage message) {}

        @Override
        public boolean answer(byte[] record) {
            return true;
        }

        @Override
        public boolean offer(byte[] record) {
            return true;
        }

        @Override
        public void sendEncoded(byte[] record) {}
    }
}
