package dev.roomtalk.server.rooms;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Challenge;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Latest;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.AuthorName;
import dev.roomtalk.server.room.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** From the domain to encoded frames and control records. */
public final class FrameEncoder {
    private FrameEncoder() {}

    /**
     * A message of a room.
     *
     * @param epoch to say; 0: that of Joined
     * @param again it is not now that the room took it, so the time is said
     */
    static byte[] deliver(int room, Message message, long epoch, boolean introduces, boolean again) {
        Deliver.Builder deliver = Deliver.newBuilder()
                .setRoom(room)
                .setAuthor(message.author().number())
                .setSequence(message.sequence())
                .setN(message.n())
                .setText(message.text())
                .setEpoch(epoch);
        if (message.label() != null) {
            deliver.setLabel(message.label());
        }
        if (introduces || again) {
            deliver.setAuthorInfo(author(message.author()));
        }
        if (again) {
            deliver.setTimeMs(message.timeMillis());
        }
        return frame(Frame.DELIVER_FIELD_NUMBER, deliver.build());
    }

    static Author author(AuthorName author) {
        return Author.newBuilder()
                .setNumber(author.number())
                .setUserId(author.userId())
                .setName(author.name())
                .setInstance(author.instance())
                .build();
    }

    /** {@code epoch} 0: that of Joined; {@code sequence} 0: no longer known. */
    static byte[] ack(int room, long n, long epoch, long sequence, boolean stored) {
        return frame(
                Frame.ACK_FIELD_NUMBER,
                Ack.newBuilder()
                        .setRoom(room)
                        .setN(n)
                        .setEpoch(epoch)
                        .setSequence(sequence)
                        .setStored(stored)
                        .build());
    }

    /** A message that was not taken; {@code waitMillis} above 0: it may be sent again after that. */
    public static byte[] refusedMessage(int room, long n, RefusalReason why, int waitMillis) {
        return frame(
                Frame.ACK_FIELD_NUMBER,
                Ack.newBuilder()
                        .setRoom(room)
                        .setN(n)
                        .setRefusal(why)
                        .setWaitMs(waitMillis)
                        .build());
    }

    public static byte[] latest(int room, long epoch, long sequence, long oldest) {
        return frame(
                Frame.LATEST_FIELD_NUMBER,
                Latest.newBuilder()
                        .setRoom(room)
                        .setEpoch(epoch)
                        .setSequence(sequence)
                        .setOldest(oldest)
                        .build());
    }

    public static byte[] elsewhere(int room, long sequence) {
        return frame(
                Frame.ELSEWHERE_FIELD_NUMBER,
                Elsewhere.newBuilder().setRoom(room).setSequence(sequence).build());
    }

    /** The answer to a ping. */
    public static byte[] pong(int id) {
        return frame(Frame.PONG_FIELD_NUMBER, Pong.newBuilder().setId(id).build());
    }

    public static byte[] challenge(long data) {
        return frame(
                Frame.CHALLENGE_FIELD_NUMBER,
                Challenge.newBuilder().setData(data).build());
    }

    /** As {@code Frame} encodes it, without making one. */
    private static byte[] frame(int kind, MessageLite body) {
        byte[] frame = new byte[CodedOutputStream.computeMessageSize(kind, body)];
        try {
            CodedOutputStream.newInstance(frame).writeMessage(kind, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame;
    }

    /** A whole control record around an encoded frame. */
    public static byte[] record(byte[] frame) {
        int field = ServerMessage.FRAME_FIELD_NUMBER;
        int length = CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt32SizeNoTag(frame.length)
                + frame.length;
        byte[] record = new byte[Integer.BYTES + length];
        ByteBuffer.wrap(record).putInt(length);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(record, Integer.BYTES, length);
            out.writeByteArray(field, frame);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return record;
    }

    /** A whole control record. */
    public static byte[] record(ServerMessage message) {
        int length = message.getSerializedSize();
        byte[] record = new byte[Integer.BYTES + length];
        ByteBuffer.wrap(record).putInt(length);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(record, Integer.BYTES, length);
            message.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return record;
    }
}
