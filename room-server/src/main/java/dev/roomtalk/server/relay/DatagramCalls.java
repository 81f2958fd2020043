package dev.roomtalk.server.relay;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of Linux that a relay loop makes for the datagrams of one socket, which does not block: recvmmsg(2),
 * sendmmsg(2) and sendmsg(2). The thread leaves Java for as long as a call lasts, because sending to hundreds takes
 * longer than a collection should wait. Confined to the socket's loop.
 *
 * <p>No call makes an object: the handles are constants, and pointers are passed as numbers. Java makes one where it
 * keeps errno, so a call that fails is made once more in order to learn why: it has done nothing, and may succeed now.
 */
final class DatagramCalls implements SendCalls {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private static final FunctionDescriptor RECEIVE = FunctionDescriptor.of(INT, INT, POINTER, INT, INT, POINTER);
    private static final MethodHandle RECVMMSG = call("recvmmsg", RECEIVE);
    private static final MethodHandle RECVMMSG_ERRNO = call("recvmmsg", RECEIVE, ERRNO);

    private static final FunctionDescriptor SEND = FunctionDescriptor.of(INT, INT, POINTER, INT, INT);
    private static final MethodHandle SENDMMSG = call("sendmmsg", SEND);
    private static final MethodHandle SENDMMSG_ERRNO = call("sendmmsg", SEND, ERRNO);

    private static final FunctionDescriptor SEND_ONE = FunctionDescriptor.of(SIZE, INT, POINTER, INT);
    private static final MethodHandle SENDMSG = call("sendmsg", SEND_ONE);
    private static final MethodHandle SENDMSG_ERRNO = call("sendmsg", SEND_ONE, ERRNO);

    private final int descriptor;
    /** Where errno stands after a call. */
    private final MemorySegment state =
            Structures.allocate(Linker.Option.captureStateLayout().byteSize());

    DatagramCalls(int descriptor) {
        this.descriptor = descriptor;
    }

    @SuppressWarnings("restricted") // the launchers allow it
    private static MethodHandle call(String name, FunctionDescriptor form, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form, options);
    }

    /** Whether this system has all of them, and lets this process make them. */
    static boolean allowed() {
        // No descriptor is negative: who may make the call learns that, and nothing happens.
        DatagramCalls calls = new DatagramCalls(-1);
        MemorySegment header = Structures.allocate(Structures.HEADER_BYTES);
        return calls.receive(header.address(), 1) == -EBADF
                && calls.send(header.address(), 1) == -EBADF
                && calls.sendOne(header.address()) == -EBADF;
    }

    /** Receives at most {@code count} datagrams, where the headers say: how many; below zero: an error. */
    int receive(long headers, int count) {
        try {
            int result = (int) RECVMMSG.invokeExact(descriptor, headers, count, 0, 0L);
            return result >= 0
                    ? result
                    : orError((int) RECVMMSG_ERRNO.invokeExact(state, descriptor, headers, count, 0, 0L));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int send(long headers, int count) {
        try {
            int result = (int) SENDMMSG.invokeExact(descriptor, headers, count, 0);
            return result >= 0
                    ? result
                    : orError((int) SENDMMSG_ERRNO.invokeExact(state, descriptor, headers, count, 0));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int sendOne(long header) {
        try {
            int result = (int) (long) SENDMSG.invokeExact(descriptor, header, 0);
            return result >= 0 ? result : orError((int) (long) SENDMSG_ERRNO.invokeExact(state, descriptor, header, 0));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private int orError(int result) {
        return result >= 0 ? result : -state.get(INT, 0);
    }
}
