package dev.roomtalk.server.relay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Memory for datagrams that wait for one sendmmsg(2), laid out once. Datagrams for one peer that follow each other, of
 * equal length but the last, become one message of the call, of several segments. Confined to its loop.
 */
final class SendBlock {
    /** The most that wait in it. */
    static final int DATAGRAMS = 256;

    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;

    /** A header besides those of messages: for what is sent alone after all. */
    private static final int SPARE = DATAGRAMS;

    private static final int VECTORS_AT = (DATAGRAMS + 1) * Structures.HEADER_BYTES;
    private static final int NAMES_AT = VECTORS_AT + DATAGRAMS * Structures.VECTOR_BYTES;
    private static final int CONTROLS_AT = NAMES_AT + DATAGRAMS * Structures.NAME_BYTES;
    private static final int SLOTS_AT = CONTROLS_AT + DATAGRAMS * Structures.CONTROL_BYTES;

    private final Segmentation segmentation;
    private final MemorySegment memory = Structures.allocate(SLOTS_AT + (long) DATAGRAMS * Structures.SLOT_BYTES);
    private final MemorySegment[] slots = new MemorySegment[DATAGRAMS];
    /** Datagrams. */
    private int filled;

    private int messages;
    /** Of the last message. */
    private @Nullable PeerAddress peer;

    private int segmentLength;
    private int segments;
    private int messageLength;

    /** Messages that the kernel has. */
    private int sent;
    /** Datagrams of the next message that the kernel has, because it goes one by one; else 0. */
    private int sentAlone;

    private boolean alone;

    SendBlock(Segmentation segmentation) {
        this.segmentation = segmentation;
        for (int i = 0; i < DATAGRAMS; i++) {
            setPointer(header(i) + Structures.NAME, name(i));
            setPointer(header(i) + Structures.CONTROL, control(i));
            memory.set(ValueLayout.JAVA_LONG, control(i), Structures.CONTROL_HEADER_BYTES + Short.BYTES);
            memory.set(ValueLayout.JAVA_INT, control(i) + Structures.CONTROL_LEVEL, SOL_UDP);
            memory.set(ValueLayout.JAVA_INT, control(i) + Structures.CONTROL_TYPE, UDP_SEGMENT);
            setPointer(vector(i) + Structures.BASE, slot(i));
            slots[i] = memory.asSlice(slot(i), Structures.SLOT_BYTES);
        }
    }

    private static long header(int message) {
        return (long) message * Structures.HEADER_BYTES;
    }

    private static long vector(int datagram) {
        return VECTORS_AT + (long) datagram * Structures.VECTOR_BYTES;
    }

    private static long name(int message) {
        return NAMES_AT + (long) message * Structures.NAME_BYTES;
    }

    private static long control(int message) {
        return CONTROLS_AT + (long) message * Structures.CONTROL_BYTES;
    }

    private static long slot(int datagram) {
        return SLOTS_AT + (long) datagram * Structures.SLOT_BYTES;
    }

    private void setPointer(long at, long target) {
        memory.set(ValueLayout.JAVA_LONG, at, memory.address() + target);
    }

    boolean isFull() {
        return filled == DATAGRAMS;
    }

    /** Where one more datagram is to stand. */
    MemorySegment next() {
        return slots[filled];
    }

    /** The datagram that stands at {@link #next} is the last of those that wait. */
    void add(int length, PeerAddress to) {
        memory.set(ValueLayout.JAVA_LONG, vector(filled) + Structures.LENGTH, length);
        if (continues(length, to)) {
            addSegment(length);
        } else {
            beginMessage(length, to);
        }
        filled++;
    }

    /** Whether it may be the next segment of the last message: the others are as long as the first, it no longer. */
    private boolean continues(int length, PeerAddress to) {
        return to.equals(peer)
                && messageLength == segments * segmentLength
                && length <= segmentLength
                && length > 0
                && segments < Segmentation.MAX_SEGMENTS
                && messageLength + length <= Segmentation.MAX_BYTES
                && segmentation.isPossible();
    }

    private void addSegment(int length) {
        segments++;
        messageLength += length;
        long header = header(messages - 1);
        memory.set(ValueLayout.JAVA_LONG, header + Structures.VECTOR_COUNT, segments);
        memory.set(ValueLayout.JAVA_LONG, header + Structures.CONTROL_LENGTH, Structures.CONTROL_BYTES);
    }

    private void beginMessage(int length, PeerAddress to) {
        peer = to;
        segmentLength = length;
        segments = 1;
        messageLength = length;
        long header = header(messages);
        to.write(memory, name(messages));
        memory.set(ValueLayout.JAVA_INT, header + Structures.NAME_LENGTH, to.length());
        setPointer(header + Structures.VECTORS, vector(filled));
        memory.set(ValueLayout.JAVA_LONG, header + Structures.VECTOR_COUNT, 1);
        memory.set(ValueLayout.JAVA_LONG, header + Structures.CONTROL_LENGTH, 0);
        memory.set(ValueLayout.JAVA_SHORT, control(messages) + Structures.CONTROL_HEADER_BYTES, (short) length);
        messages++;
    }

    /**
     * Hands what waits to the kernel; true: all of it, and the block is empty. What the kernel refuses, because of
     * where it goes or how it is, is left out: to the peer it is lost like others.
     */
    boolean send(SendCalls calls) {
        while (sent < messages) {
            int count = messages - sent;
            int result = alone || count == 1 ? sendOne(calls) : calls.send(address(header(sent)), count);
            if (result >= 0) {
                sent += result;
            } else if (result == -SendCalls.EAGAIN) {
                return false;
            } else if (result != -SendCalls.EINTR) {
                refused(-result);
            }
        }
        filled = 0;
        messages = 0;
        sent = 0;
        peer = null;
        return true;
    }

    private long address(long at) {
        return memory.address() + at;
    }

    /** Sends the next message, or the next datagram where they go alone: how many messages are done, or an error. */
    private int sendOne(SendCalls calls) {
        if (!alone) {
            int result = calls.sendOne(address(header(sent)));
            return result < 0 ? result : 1;
        }
        memory.set(ValueLayout.JAVA_LONG, header(SPARE) + Structures.NAME, address(name(sent)));
        int nameLength = memory.get(ValueLayout.JAVA_INT, header(sent) + Structures.NAME_LENGTH);
        memory.set(ValueLayout.JAVA_INT, header(SPARE) + Structures.NAME_LENGTH, nameLength);
        long first = memory.get(ValueLayout.JAVA_LONG, header(sent) + Structures.VECTORS);
        long vector = first + (long) sentAlone * Structures.VECTOR_BYTES;
        memory.set(ValueLayout.JAVA_LONG, header(SPARE) + Structures.VECTORS, vector);
        memory.set(ValueLayout.JAVA_LONG, header(SPARE) + Structures.VECTOR_COUNT, 1);
        int result = calls.sendOne(address(header(SPARE)));
        return result < 0 ? result : sentAlone();
    }

    /** A datagram of the next message is done: whether that was its last, as a number of messages. */
    private int sentAlone() {
        sentAlone++;
        if (sentAlone < datagrams(sent)) {
            return 0;
        }
        alone = false;
        sentAlone = 0;
        return 1;
    }

    private long datagrams(int message) {
        return memory.get(ValueLayout.JAVA_LONG, header(message) + Structures.VECTOR_COUNT);
    }

    /** The call ends at a message that is refused; those behind it are not. */
    private void refused(int error) {
        if (alone) {
            sent += sentAlone();
        } else if (datagrams(sent) > 1 && aboutSegments(error)) {
            alone = true;
            if (error == SendCalls.EIO) {
                segmentation.end("a network device does not cut them");
            }
        } else {
            sent++;
        }
    }

    /** A device that cannot; a path whose packets are smaller than a segment, as older and newer kernels say it. */
    private static boolean aboutSegments(int error) {
        return error == SendCalls.EIO || error == SendCalls.EMSGSIZE || error == SendCalls.EINVAL;
    }
}
