package dev.roomtalk.server.rooms;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
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
import dev.roomtalk.proto.Typing;
import dev.roomtalk.server.room.AuthorName;
import dev.roomtalk.server.room.Message;
import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revisable;
import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Utf8;
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
        if (!introduces && !again && message.purpose().kind() == Kind.TEXT) {
            return deliver(room, message, epoch);
        }
        Deliver.Builder deliver = Deliver.newBuilder()
                .setRoom(room)
                .setAuthor(message.author().number())
                .setSequence(message.sequence())
                .setN(message.n())
                .setEpoch(epoch);
        say(deliver, message);
        if (introduces || again) {
            deliver.setAuthorInfo(author(message.author()));
        }
        if (message.label() != null) {
            deliver.setLabel(message.label());
        }
        if (again) {
            deliver.setTimeMs(message.timeMillis());
        }
        return frame(Frame.DELIVER_FIELD_NUMBER, deliver.build());
    }

    /** As {@code Deliver} encodes it, without making one: nearly every message is encoded here. */
    private static byte[] deliver(int room, Message message, long epoch) {
        String label = message.label() == null ? "" : message.label();
        int textBytes = Utf8.length(message.text());
        int labelBytes = Utf8.length(label);
        int length = size(Deliver.ROOM_FIELD_NUMBER, room)
                + size(Deliver.AUTHOR_FIELD_NUMBER, message.author().number())
                + size(Deliver.SEQUENCE_FIELD_NUMBER, message.sequence())
                + size(Deliver.N_FIELD_NUMBER, message.n())
                + sizeOfText(Deliver.TEXT_FIELD_NUMBER, textBytes)
                + sizeOfText(Deliver.LABEL_FIELD_NUMBER, labelBytes)
                + size(Deliver.EPOCH_FIELD_NUMBER, epoch);
        byte[] frame = frameFor(Frame.DELIVER_FIELD_NUMBER, length);
        int at = frame.length - length;
        at = write(frame, at, Deliver.ROOM_FIELD_NUMBER, room);
        at = write(frame, at, Deliver.AUTHOR_FIELD_NUMBER, message.author().number());
        at = write(frame, at, Deliver.SEQUENCE_FIELD_NUMBER, message.sequence());
        at = write(frame, at, Deliver.N_FIELD_NUMBER, message.n());
        at = writeText(frame, at, Deliver.TEXT_FIELD_NUMBER, message.text(), textBytes);
        at = writeText(frame, at, Deliver.LABEL_FIELD_NUMBER, label, labelBytes);
        write(frame, at, Deliver.EPOCH_FIELD_NUMBER, epoch);
        return frame;
    }

    /** Writes the text of a message, what it is, and what has become of it. */
    static void say(Deliver.Builder deliver, Revisable<?> message) {
        Purpose purpose = message.purpose();
        String removedBy = message.revision().removedBy();
        deliver.setText(shownText(message))
                .setKindValue(purpose.kind().number())
                .setTargetEpoch(purpose.epoch())
                .setTarget(purpose.sequence())
                .setChangedBy(message.revision().by());
        if (removedBy != null) {
            deliver.setRemovedBy(removedBy);
        }
    }

    /** The text of a message as it stands on the wire, for clients that know of plain messages alone. */
    public static String shownText(Revisable<?> message) {
        String removedBy = message.revision().removedBy();
        return removedBy == null ? message.purpose().kind().shown(message.text()) : Kind.removed(removedBy);
    }

    static Author author(AuthorName author) {
        return Author.newBuilder()
                .setNumber(author.number())
                .setUserId(author.userId())
                .setName(author.name())
                .setInstance(author.instance())
                .build();
    }

    /**
     * As {@code Ack} encodes it, without making one. {@code epoch} 0: that of Joined; {@code sequence} 0: no longer
     * known.
     */
    static byte[] ack(int room, long n, long epoch, long sequence, boolean stored) {
        int isStored = stored ? 1 : 0;
        int length = size(Ack.ROOM_FIELD_NUMBER, room)
                + size(Ack.N_FIELD_NUMBER, n)
                + size(Ack.SEQUENCE_FIELD_NUMBER, sequence)
                + size(Ack.STORED_FIELD_NUMBER, isStored)
                + size(Ack.EPOCH_FIELD_NUMBER, epoch);
        byte[] frame = frameFor(Frame.ACK_FIELD_NUMBER, length);
        int at = frame.length - length;
        at = write(frame, at, Ack.ROOM_FIELD_NUMBER, room);
        at = write(frame, at, Ack.N_FIELD_NUMBER, n);
        at = write(frame, at, Ack.SEQUENCE_FIELD_NUMBER, sequence);
        at = write(frame, at, Ack.STORED_FIELD_NUMBER, isStored);
        write(frame, at, Ack.EPOCH_FIELD_NUMBER, epoch);
        return frame;
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

    /** A user is writing something. */
    static byte[] typing(int room, long userId, String name) {
        return frame(
                Frame.TYPING_FIELD_NUMBER,
                Typing.newBuilder()
                        .setRoom(room)
                        .setUserId(userId)
                        .setName(name)
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

    /** Of a number, which is not written where it is 0. */
    private static int size(int field, long value) {
        return value == 0 ? 0 : CodedOutputStream.computeUInt64Size(field, value);
    }

    /** Of a text, which is not written where it is empty. */
    private static int sizeOfText(int field, int bytes) {
        return bytes == 0 ? 0 : CodedOutputStream.computeUInt64Size(field, bytes) + bytes;
    }

    /** Room for a frame; the bytes before its body are there. */
    private static byte[] frameFor(int kind, int bodyLength) {
        byte[] frame = new byte[CodedOutputStream.computeUInt64Size(kind, bodyLength) + bodyLength];
        frame[0] = tag(kind, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        writeVarint(frame, 1, bodyLength);
        return frame;
    }

    /** Of a field below 16. */
    private static byte tag(int field, int wireType) {
        return (byte) (field << 3 | wireType);
    }

    /** Returns where it ends. */
    private static int write(byte[] frame, int at, int field, long value) {
        if (value == 0) {
            return at;
        }
        frame[at] = tag(field, WireFormat.WIRETYPE_VARINT);
        return writeVarint(frame, at + 1, value);
    }

    /** Returns where it ends. */
    private static int writeText(byte[] frame, int at, int field, String text, int bytes) {
        if (bytes == 0) {
            return at;
        }
        frame[at] = tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return Utf8.encode(text, frame, writeVarint(frame, at + 1, bytes));
    }

    /** Returns where it ends. */
    private static int writeVarint(byte[] frame, int at, long value) {
        int end = at;
        long left = value;
        while ((left & ~0x7f) != 0) {
            frame[end++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        frame[end] = (byte) left;
        return end + 1;
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
