package dev.roomtalk.server.relay;

import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.Protocol;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter on a UDP socket (socket(7), SO_ATTACH_FILTER) that lets in what may be of this node by its length, its first
 * byte and the {@linkplain ConnectionIds mark} of its connection id. What it drops takes neither room in the socket's
 * buffer, which members' datagrams need, nor time of the loop. Linux alone has it; elsewhere, and where the kernel
 * refuses, there is none.
 *
 * <p>The program is classic BPF: an accumulator A, an index X, 32 bits each, loads in network order from the UDP header
 * on.
 */
final class KernelFilter {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    private static final int SO_MEMINFO = 55;

    /** {@code SK_MEMINFO_DROPS} of linux/sock_diag.h, and how many numbers there are. */
    private static final int DROPS = 8;

    private static final int MEMINFO_BYTES = 9 * Integer.BYTES;

    /** {@code struct sock_fprog}: a length, and behind it, where a pointer may stand, a pointer. */
    private static final int PROGRAM_BYTES = 2 * Long.BYTES;

    private static final int UDP_HEADER = 8;
    private static final int SHORTEST = Protocol.MAX_DATAGRAM - Protocol.MAX_PLAINTEXT;
    private static final int VERSION_AT = UDP_HEADER;
    private static final int ID_AT = UDP_HEADER + 1;

    // linux/bpf_common.h
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_LENGTH = 0x80;
    private static final int LOAD_MEMORY = 0x60;
    private static final int STORE = 0x02;
    private static final int TO_X = 0x07;
    private static final int ADD = 0x04;
    private static final int ADD_X = 0x0c;
    private static final int MULTIPLY = 0x24;
    private static final int AND = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int XOR_X = 0xac;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_EQUAL_X = 0x1d;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;

    private final List<Step> program;

    /**
     * One instruction ({@code struct sock_filter}).
     *
     * @param drops of a jump: where to go on if it does not hold, or, with {@code inverted}, if it does, is the last
     *     instruction
     */
    private record Step(int code, int value, boolean drops, boolean inverted) {
        Step(int code, int value) {
            this(code, value, false, false);
        }
    }

    KernelFilter(ConnectionIds ids) {
        List<Step> steps = new ArrayList<>(List.of(
                new Step(LOAD_LENGTH, 0),
                new Step(JUMP_AT_LEAST, UDP_HEADER + SHORTEST, true, false),
                new Step(JUMP_GREATER, UDP_HEADER + Protocol.MAX_DATAGRAM, true, true),
                new Step(LOAD_BYTE, VERSION_AT),
                new Step(JUMP_EQUAL, DatagramHeader.VERSION_AND_TYPE, true, false),
                // The mark, as ConnectionIds works it out.
                new Step(LOAD_WORD, ID_AT),
                new Step(ADD, ids.added),
                new Step(MULTIPLY, ids.firstFactor),
                new Step(TO_X, 0),
                new Step(SHIFT_RIGHT, ConnectionIds.FIRST_SHIFT),
                new Step(XOR_X, 0),
                new Step(STORE, 0),
                new Step(LOAD_WORD, ID_AT + Integer.BYTES),
                new Step(AND, ConnectionIds.LOW_RANDOM),
                new Step(TO_X, 0),
                new Step(LOAD_MEMORY, 0),
                new Step(ADD_X, 0),
                new Step(MULTIPLY, ids.secondFactor),
                new Step(TO_X, 0),
                new Step(SHIFT_RIGHT, ConnectionIds.SECOND_SHIFT),
                new Step(XOR_X, 0),
                new Step(SHIFT_RIGHT, ConnectionIds.MARK_SHIFT),
                new Step(TO_X, 0),
                new Step(LOAD_HALF, ID_AT + Long.BYTES - Short.BYTES),
                new Step(JUMP_EQUAL_X, 0, true, false),
                new Step(RETURN, -1),
                new Step(RETURN, 0)));
        program = List.copyOf(steps);
    }

    /** False: there is none here. On the socket's loop. */
    boolean attach(Socket socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate((long) program.size() * Long.BYTES, Long.BYTES);
            for (int at = 0; at < program.size(); at++) {
                Step step = program.get(at);
                int toDrop = step.drops ? program.size() - 2 - at : 0;
                long offset = (long) at * Long.BYTES;
                code.set(ValueLayout.JAVA_SHORT, offset, (short) step.code);
                code.set(ValueLayout.JAVA_BYTE, offset + 2, (byte) (step.inverted ? toDrop : 0));
                code.set(ValueLayout.JAVA_BYTE, offset + 3, (byte) (step.inverted ? 0 : toDrop));
                code.set(ValueLayout.JAVA_INT, offset + 4, step.value);
            }
            ByteBuffer option = ByteBuffer.allocate(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
            option.putShort(0, (short) program.size()).putLong(Long.BYTES, code.address());
            socket.setRawOpt(SOL_SOCKET, SO_ATTACH_FILTER, option);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void detach(Socket socket) {
        try {
            socket.setRawOpt(SOL_SOCKET, SO_DETACH_FILTER, ByteBuffer.allocate(Integer.BYTES));
        } catch (IOException e) {
            // There was none.
        }
    }

    /**
     * Datagrams that the kernel has dropped of this socket since it was opened, by the filter or for want of room; it
     * wraps.
     */
    static int drops(Socket socket) {
        try {
            ByteBuffer numbers = ByteBuffer.allocate(MEMINFO_BYTES).order(ByteOrder.nativeOrder());
            socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, numbers);
            return numbers.getInt(DROPS * Integer.BYTES);
        } catch (IOException e) {
            return 0;
        }
    }
}
