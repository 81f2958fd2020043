package dev.roomtalk.client.internal.files;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.internal.wire.ServerReasons;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SharedFile;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;

/** Says and hears what there is to say over the connection of a transfer. */
final class Answers {
    /** The number of the one request of a connection. */
    private static final int REQUEST = 1;

    private static final int HASH_LENGTH = 32;
    private static final int ID_LENGTH = 16;

    private Answers() {}

    /** The next message; a refusal or a close is thrown as what it means. */
    static ServerMessage next(TransferConnection connection) throws BrokenConnectionException, ChatException {
        ServerMessage message;
        try {
            message = connection.receive();
        } catch (IOException e) {
            throw new BrokenConnectionException(e);
        }
        if (message.hasRefusal()) {
            throw ServerReasons.exception(message.getRefusal());
        }
        if (message.hasClose()) {
            ChatException why = ServerReasons.exception(message.getClose());
            throw message.getClose().getRetry() ? new ChatException(Reason.BUSY, why.getMessage()) : why;
        }
        return message;
    }

    /** Sends a message; where that fails because the server has ended the connection, what it said why is thrown. */
    static void send(TransferConnection connection, ClientMessage.Builder message)
            throws BrokenConnectionException, ChatException {
        try {
            connection.send(message.setRequestId(REQUEST).build());
        } catch (IOException e) {
            ServerMessage _ = next(connection);
            throw new BrokenConnectionException(e);
        }
    }

    /** Where the content goes on. */
    static long offset(ServerMessage answer, long size) throws ChatException {
        long offset = answer.getTransferOpened().getOffset();
        if (!answer.hasTransferOpened() || offset < 0 || offset > size) {
            throw nonsense();
        }
        return offset;
    }

    static RoomFile file(SharedFile file) throws ChatException {
        if (file.getId().size() != ID_LENGTH || file.getSha256().size() != HASH_LENGTH || file.getSize() < 0) {
            throw nonsense();
        }
        return new RoomFile(
                HexFormat.of().formatHex(file.getId().toByteArray()),
                VisibleText.line(file.getName()),
                file.getSize(),
                HexFormat.of().formatHex(file.getSha256().toByteArray()),
                VisibleText.line(file.getType()),
                VisibleText.line(file.getUser()),
                Instant.ofEpochMilli(file.getTimeMs()));
    }

    static ChatException nonsense() {
        return new ChatException(
                Reason.PROTOCOL_ERROR, "the server's answer makes no sense: it is none of a transfer of a file");
    }
}
