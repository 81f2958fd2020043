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
    private TestTransfer() {}

    /** Sends a file of some bytes. */
    public static SharedFile send(Node node, TestClient who, String room, byte[] content) throws IOException {
        FileTicket ticket = who.ask(ClientMessage.newBuilder()
                        .setSendFile(SendFile.newBuilder()
                                .setRoom(room)
                                .setName("report.pdf")
                                .setSize(content.length)))
                .getFileTicket();
        try (TestClient connection = new TestClient(node.port())) {
            open(connection, ticket);
            connection.send(ClientMessage.newBuilder()
                    .setFileChunk(FileChunk.newBuilder().setData(ByteString.copyFrom(content))));
            connection.send(ClientMessage.newBuilder()
                    .setFileEnd(FileEnd.newBuilder().setSha256(ByteString.copyFrom(Pin.sha256(content)))));
            // It has the number of the OpenTransfer.
            return connection
                    .readUntil(ServerMessage::hasFileStored)
                    .getFileStored()
                    .getFile();
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

    private static void open(TestClient connection, FileTicket ticket) throws IOException {
        ServerMessage answer = connection.ask(ClientMessage.newBuilder()
                .setOpenTransfer(OpenTransfer.newBuilder().setTicket(ticket.getTicket())));
        if (!answer.hasTransferOpened()) {
            throw new AssertionError("no TransferOpened but " + answer);
        }
    }
}
