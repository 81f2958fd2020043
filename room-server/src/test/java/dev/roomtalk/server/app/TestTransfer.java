package dev.roomtalk.server.app;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileChunk;
import dev.roomtalk.proto.FileEnd;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.GetFile;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.SendFile;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SharedFile;
import dev.roomtalk.wire.Pin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Sends files and gets them, over connections of their own. */
public final class TestTransfer {
    private static final int CHUNK = 64 << 10;

    private TestTransfer() {}

    /**
     * A file that was sent.
     *
     * @param from where it was gone on with; 0: it was sent as a whole
     */
    public record Sent(SharedFile file, long from) {}

    /** Sends a file of some bytes. */
    public static SharedFile send(Node node, TestClient who, String room, byte[] content) throws IOException {
        return goOn(node, who, room, content, ByteString.EMPTY).file();
    }

    /** Asks to send a file. */
    public static ServerMessage offer(TestClient who, String room, byte[] content, ByteString resumeKey)
            throws IOException {
        return who.ask(ClientMessage.newBuilder()
                .setSendFile(SendFile.newBuilder()
                        .setRoom(room)
                        .setName("report.pdf")
                        .setSize(content.length)
                        .setResumeKey(resumeKey)));
    }

    /** Sends the begin of a file; what is returned is the connection, to be closed. */
    public static TestClient begin(
            Node node, TestClient who, String room, byte[] content, ByteString resumeKey, int length)
            throws IOException {
        FileTicket ticket = offer(who, room, content, resumeKey).getFileTicket();
        TestClient connection = new TestClient(node.port());
        send(connection, content, open(connection, ticket), length);
        return connection;
    }

    private static void send(TestClient connection, byte[] content, long from, int to) throws IOException {
        for (int at = (int) from; at < to; at += CHUNK) {
            connection.send(ClientMessage.newBuilder()
                    .setFileChunk(FileChunk.newBuilder()
                            .setData(ByteString.copyFrom(content, at, Math.min(CHUNK, to - at)))));
        }
    }

    /** Sends a file, or what is missing of one that was begun. */
    public static Sent goOn(Node node, TestClient who, String room, byte[] content, ByteString resumeKey)
            throws IOException {
        FileTicket ticket = offer(who, room, content, resumeKey).getFileTicket();
        try (TestClient connection = new TestClient(node.port())) {
            long from = open(connection, ticket);
            send(connection, content, from, content.length);
            connection.send(ClientMessage.newBuilder()
                    .setFileEnd(FileEnd.newBuilder().setSha256(ByteString.copyFrom(Pin.sha256(content)))));
            // It has the number of the OpenTransfer.
            return new Sent(
                    connection
                            .readUntil(ServerMessage::hasFileStored)
                            .getFileStored()
                            .getFile(),
                    from);
        }
    }

    /** Asks for a ticket to get a file. */
    public static ServerMessage ask(TestClient who, String room, SharedFile file) throws IOException {
        return who.ask(ClientMessage.newBuilder()
                .setGetFile(GetFile.newBuilder().setRoom(room).setId(file.getId())));
    }

    /** Gets all of a file. */
    public static byte[] get(Node node, TestClient who, String room, SharedFile file) throws IOException {
        FileTicket ticket = ask(who, room, file).getFileTicket();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (TestClient connection = new TestClient(node.port())) {
            open(connection, ticket);
            for (ServerMessage part = connection.read(); part.hasFileChunk(); part = connection.read()) {
                part.getFileChunk().getData().writeTo(content);
            }
        }
        return content.toByteArray();
    }

    /** Where the content goes on. */
    private static long open(TestClient connection, FileTicket ticket) throws IOException {
        ServerMessage answer = connection.ask(ClientMessage.newBuilder()
                .setOpenTransfer(OpenTransfer.newBuilder().setTicket(ticket.getTicket())));
        if (!answer.hasTransferOpened()) {
            throw new AssertionError("no TransferOpened but " + answer);
        }
        return answer.getTransferOpened().getOffset();
    }
}
