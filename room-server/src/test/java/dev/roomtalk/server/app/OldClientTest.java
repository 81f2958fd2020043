package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.SendFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that knows the protocol as it was before files, and nothing that came since: it reads every message of this
 * server by the descriptors of then (a FileDescriptorSet of control.proto and relay.proto).
 */
class OldClientTest {
    private static final String ANNOUNCEMENT =
            "sent report.pdf (PDF document, 2.1 MB, sha256 9f86d081884c7d65…) — chat get hall 0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private static final class OldClient implements AutoCloseable {
        private final Map<String, Descriptor> types = new HashMap<>();
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final List<Message> unread = new ArrayList<>();

        private OldClient(int port) throws IOException {
            try (InputStream set =
                    Objects.requireNonNull(OldClientTest.class.getResourceAsStream("protocol-before-files.desc"))) {
                List<FileDescriptor> built = new ArrayList<>();
                Map<String, FileDescriptorProto> files = new HashMap<>();
                FileDescriptorSet.parseFrom(set).getFileList().forEach(file -> files.put(file.getName(), file));
                for (String name : List.of("relay.proto", "control.proto")) {
                    FileDescriptor file = FileDescriptor.buildFrom(
                            Objects.requireNonNull(files.get(name)), built.toArray(FileDescriptor[]::new));
                    built.add(file);
                    file.getMessageTypes().forEach(type -> types.put(type.getName(), type));
                }
            } catch (Descriptors.DescriptorValidationException e) {
                throw new IllegalStateException(e);
            }
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(60_000);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        }

        private Descriptor type(String name) {
            return Objects.requireNonNull(types.get(name));
        }

        private void send(String text) throws IOException {
            DynamicMessage.Builder message = DynamicMessage.newBuilder(type("ClientMessage"));
            TextFormat.merge(text, message);
            byte[] bytes = message.build().toByteArray();
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }

        /** The next message that has this body. */
        private Message read(String body, Predicate<Message> wanted) throws IOException {
            for (Message before : unread) {
                if (has(before, body) && wanted.test(get(before, body))) {
                    unread.remove(before);
                    return get(before, body);
                }
            }
            while (true) {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                Message message = DynamicMessage.parseFrom(type("ServerMessage"), bytes);
                // An answer that it does not know would leave it waiting.
                assertThat((int) field(message, "request_id") == 0
                                || !message.getAllFields().keySet().stream()
                                        .allMatch(field -> field.getName().equals("request_id")))
                        .isTrue();
                if (has(message, body) && wanted.test(get(message, body))) {
                    return get(message, body);
                }
                unread.add(message);
            }
        }

        private Message ask(String body, int request, String text) throws IOException {
            send("request_id: " + request + " " + text);
            return read(body, _ -> true);
        }

        private Message deliver(String text) throws IOException {
            Message frame = read(
                    "frame",
                    each -> has(each, "deliver")
                            && field(get(each, "deliver"), "text").equals(text));
            return get(frame, "deliver");
        }

        private static boolean has(Message message, String name) {
            return message.hasField(message.getDescriptorForType().findFieldByName(name));
        }

        private static Object field(Message message, String name) {
            return message.getField(message.getDescriptorForType().findFieldByName(name));
        }

        private static Message get(Message message, String name) {
            return (Message) field(message, name);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aClientOfBeforeFilesTalksAndReadsBackWhatOthersSaid() throws IOException {
        try (Node node = TestNode.plain(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                OldClient old = new OldClient(node.port())) {
            Joined hall = alice.create("hall");
            FileTicket ticket = alice.ask(ClientMessage.newBuilder()
                            .setSendFile(SendFile.newBuilder()
                                    .setRoom("hall")
                                    .setName("report.pdf")
                                    .setSize(7)))
                    .getFileTicket();
            assertThat(ticket.getTicket()).isNotEqualTo(ByteString.EMPTY);

            Message welcome =
                    old.ask("welcome", 1, "hello { versions: 1 name: 'old' instance: 7 program: 'chat 0.0' }");
            assertThat(OldClient.field(welcome, "name")).isEqualTo("old");
            Message joined = old.ask("joined", 2, "join_room { name: 'hall' }");
            int room = (int) OldClient.field(joined, "room");

            alice.sendFrameByTcp(TestClient.publish(hall.getRoom(), 1, ANNOUNCEMENT));
            assertThat(OldClient.field(old.deliver(ANNOUNCEMENT), "sequence")).isEqualTo(1L);
            old.send("frame { publish { room: " + room + " n: 1 text: 'thank you' } }");
            Message ack = OldClient.get(old.read("frame", frame -> OldClient.has(frame, "ack")), "ack");
            assertThat(OldClient.field(ack, "refusal").toString()).contains("UNSPECIFIED");
            assertThat(alice.readUntil(m -> m.getFrame().getDeliver().getText().equals("thank you")))
                    .isNotNull();

            Message page = old.ask("history_page", 3, "read_history { room: " + room + " }");
            assertThat((List<?>) OldClient.field(page, "messages"))
                    .extracting(message -> OldClient.field((Message) message, "text"))
                    .containsExactly(ANNOUNCEMENT, "thank you");
        }
    }
}
