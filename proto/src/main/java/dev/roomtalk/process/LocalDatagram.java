package dev.roomtalk.process;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Datagrams of Unix-domain sockets, which Java has no call for. Linux. Any thread. */
final class LocalDatagram {
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int MSG_NOSIGNAL = 0x4000;

    private LocalDatagram() {}

    @SuppressWarnings("restricted") // the launchers allow it
    private static MethodHandle function(String name, FunctionDescriptor form) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
    }

    /**
     * Sends a datagram to a Unix-domain socket.
     *
     * @param name of the socket: a path, or of an abstract one its name behind a zero byte
     * @return whether it was sent
     */
    static boolean send(byte[] name, byte[] datagram) {
        try (Arena arena = Arena.ofConfined()) {
            int socket = (int) function("socket", FunctionDescriptor.of(INT, INT, INT, INT))
                    .invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (socket < 0) {
                return false;
            }
            // struct sockaddr_un; a name of a path ends with a zero byte, an abstract one with its length.
            int length = Short.BYTES + name.length + (name[0] == 0 ? 0 : 1);
            MemorySegment address = arena.allocate(Short.BYTES + name.length + 1, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
            MemorySegment content = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
            long sent = (long) function("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT))
                    .invokeExact(socket, content, (long) datagram.length, MSG_NOSIGNAL, address, length);
            int closed =
                    (int) function("close", FunctionDescriptor.of(INT, INT)).invokeExact(socket);
            return sent == datagram.length && closed == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
