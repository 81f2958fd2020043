package dev.roomtalk.client;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server as it was before files: one of today behind a port that lets through what the protocol of then had
 * ({@code protocol-before-files.desc}, a FileDescriptorSet), and answers requests of today as servers answer what they
 * do not know. Over TCP, without TLS.
 */
final class ServerBefore implements AutoCloseable {
    private final Map<String, Descriptor> types = new HashMap<>();
    private final int behind;
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param behind the port of the server of today */
    ServerBefore(int behind) {
        this.behind = behind;
        try (InputStream set =
                Objects.requireNonNull(ServerBefore.class.getResourceAsStream("protocol-before-files.desc"))) {
            Map<String, FileDescriptorProto> files = new HashMap<>();
            FileDescriptorSet.parseFrom(set).getFileList().forEach(file -> files.put(file.getName(), file));
            List<FileDescriptor> built = new ArrayList<>();
            for (String name : List.of("relay.proto", "control.proto")) {
                FileDescriptor file = FileDescriptor.buildFrom(
                        Objects.requireNonNull(files.get(name)), built.toArray(FileDescriptor[]::new));
                built.add(file);
                file.getMessageTypes().forEach(type -> types.put(type.getName(), type));
            }
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
        thread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
                open.addAll(List.of(client, server));
                DataOutputStream toClient = new DataOutputStream(client.getOutputStream());
                DataOutputStream toServer = new DataOutputStream(server.getOutputStream());
                thread(() -> copy(client, "ClientMessage", toServer, toClient));
                thread(() -> copy(server, "ServerMessage", toClient, toClient));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void copy(Socket from, String type, DataOutputStream to, DataOutputStream toClient) {
        try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            while (true) {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                Message message = known(DynamicMessage.parseFrom(Objects.requireNonNull(types.get(type)), bytes));
                if (message.getAllFields().keySet().stream()
                        .anyMatch(field -> !field.getName().equals("request_id"))) {
                    write(to, message.toByteArray());
                } else if (type.equals("ClientMessage")) {
                    write(toClient, unknown(ClientMessage.parseFrom(bytes).getRequestId()));
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    private static void write(DataOutputStream to, byte[] bytes) throws IOException {
        synchronized (to) {
            to.writeInt(bytes.length);
            to.write(bytes);
            to.flush();
        }
    }

    private static byte[] unknown(int request) {
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setRefusal(Refusal.newBuilder()
                        .setReason(RefusalReason.BAD_REQUEST)
                        .setSentence("this server does not know that request"))
                .build()
                .toByteArray();
    }

    /** Without what came later. */
    private static Message known(Message message) {
        Message.Builder known = message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                if (field.isRepeated()) {
                    known.clearField(field);
                    ((List<?>) value).forEach(each -> known.addRepeatedField(field, known((Message) each)));
                } else {
                    known.setField(field, known((Message) value));
                }
            }
        });
        return known.build();
    }

    private static void thread(Runnable task) {
        Thread.ofPlatform().daemon().name("server-before").start(task);
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
