package dev.roomtalk.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.bench.base.Failure;
import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The C programs, spoken to by hand. */
class LimitTest {
    private static final int TIMEOUT_MILLIS = 60_000;

    @TempDir
    private static Path directory;

    private static byte[] register(int room, int member) {
        return ByteBuffer.allocate(9)
                .put((byte) 'R')
                .putInt(room)
                .putInt(member)
                .array();
    }

    private static byte[] message(int room, int sender, int n, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(16 + bytes.length)
                .put((byte) 'M')
                .put((byte) 0)
                .putShort((short) bytes.length)
                .putInt(room)
                .putInt(sender)
                .putInt(n)
                .put(bytes)
                .array();
    }

    private static byte[] delivery(int member, byte[]... messages) {
        ByteBuffer out = ByteBuffer.allocate(2000).put((byte) 'D').position(4).putInt(member);
        for (byte[] message : messages) {
            out.put(message);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static DatagramSocket socket() throws Exception {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void send(DatagramSocket socket, LimitProgram program, byte[] bytes) throws Exception {
        socket.send(new DatagramPacket(bytes, bytes.length, program.address()));
    }

    private static byte[] receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "limit-pack"})
    void relaysToTheMembersOfTheRoomAlone(String name) throws Exception {
        try (LimitProgram program = LimitProgram.start(name, "cc", directory);
                DatagramSocket here = socket();
                DatagramSocket there = socket()) {
            send(here, program, register(0, 0));
            assertThat(receive(here)).isEqualTo(register(0, 0));
            send(there, program, register(0, 1));
            assertThat(receive(there)).isEqualTo(register(0, 1));
            // Again: the member is not entered twice.
            send(there, program, register(0, 1));
            assertThat(receive(there)).isEqualTo(register(0, 1));
            send(there, program, register(7, 2));
            assertThat(receive(there)).isEqualTo(register(7, 2));

            byte[] first = message(0, 0, 1, "to room 0");
            byte[] second = message(7, 0, 1, "to room 7");
            send(here, program, first);
            assertThat(receive(here)).isEqualTo(delivery(0, first));
            assertThat(receive(there)).isEqualTo(delivery(1, first));
            send(here, program, second);
            assertThat(receive(there)).isEqualTo(delivery(2, second));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "limit-pack"})
    void whatIsNoMessageIsPassedOver(String name) throws Exception {
        try (LimitProgram program = LimitProgram.start(name, "cc", directory);
                DatagramSocket here = socket()) {
            send(here, program, register(0, 0));
            receive(here);
            byte[] good = message(0, 0, 1, "good");
            byte[] tooLong = message(0, 0, 2, "cut");
            tooLong[3] = 100;
            send(here, program, new byte[0]);
            send(here, program, new byte[] {'M', 0, 0});
            send(here, program, message(20_000, 0, 1, "no such room"));
            send(here, program, register(20_000, 0));
            send(here, program, tooLong);
            send(here, program, good);
            assertThat(receive(here)).isEqualTo(delivery(0, good));
        }
    }

    @Test
    void limitSendsOneDatagramForEachMessageAndPackAsFewAsTheyFitInto() throws Exception {
        byte[][] messages = new byte[12][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = message(0, 0, i, "x".repeat(70));
        }
        try (LimitProgram program = LimitProgram.start("limit", "cc", directory);
                DatagramSocket here = socket()) {
            send(here, program, register(0, 0));
            receive(here);
            send(here, program, joined(messages));
            for (byte[] message : messages) {
                assertThat(receive(here)).isEqualTo(delivery(0, message));
            }
        }
        try (LimitProgram program = LimitProgram.start("limit-pack", "cc", directory);
                DatagramSocket here = socket()) {
            send(here, program, register(0, 0));
            receive(here);
            // 8 + 86 each: 12 of them take 1040 bytes, 13 take 1126, 14 would take 1212.
            send(here, program, joined(joined(messages), messages[0]));
            byte[][] thirteen = Arrays.copyOf(messages, 13);
            thirteen[12] = messages[0];
            assertThat(receive(here)).isEqualTo(delivery(0, thirteen));
        }
    }

    @Test
    void packSplitsWhatDoesNotFitAndKeepsItsOrder() throws Exception {
        try (LimitProgram program = LimitProgram.start("limit-pack", "cc", directory);
                DatagramSocket here = socket()) {
            send(here, program, register(0, 0));
            receive(here);
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] message = message(0, 0, i, "y".repeat(400));
                sent.add(message);
                send(here, program, message);
            }
            ByteArrayOutputStream came = new ByteArrayOutputStream();
            int length = sent.stream().mapToInt(message -> message.length).sum();
            while (came.size() < length) {
                byte[] datagram = receive(here);
                assertThat(datagram.length).isLessThanOrEqualTo(1200);
                came.write(datagram, 8, datagram.length - 8);
            }
            assertThat(came.toByteArray()).isEqualTo(joined(sent.toArray(new byte[0][])));
        }
    }

    @Test
    void endsWithItsStandardInput() throws Exception {
        LimitProgram program = LimitProgram.start("limit", "cc", directory);
        ProcessHandle process = ProcessHandle.of(program.pid()).orElseThrow();
        program.process().getOutputStream().close();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive());
        program.close();
    }

    @Test
    void isBuiltOnce() throws Exception {
        LimitProgram.start("limit", "cc", directory).close();
        LimitProgram.start("limit", "no-such-compiler", directory).close();
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(file -> file.startsWith("limit-") && !file.startsWith("limit-pack"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutACompilerThatIsSaid(@TempDir Path empty) {
        assertThatThrownBy(() -> LimitProgram.start("limit", "no-such-compiler", empty))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no 'no-such-compiler'")
                .hasMessageContaining("apt install gcc");
    }
}
