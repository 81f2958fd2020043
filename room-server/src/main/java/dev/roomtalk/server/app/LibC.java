package dev.roomtalk.server.app;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Functions of the C library of Linux that Java has no call for. Any thread. */
final class LibC {
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private LibC() {}

    @SuppressWarnings("restricted") // the launchers allow it
    private static MethodHandle function(String name, FunctionDescriptor form) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
    }

    /**
     * Gives a signal that is ignored a handler that does nothing, so that Java can be given it to handle: Java leaves
     * alone what was ignored when it started.
     *
     * @throws IllegalStateException this system has no such function
     */
    @SuppressWarnings("restricted")
    static void passOver(int signal) {
        // getpid(2) takes no argument and changes nothing: as a handler it does nothing, and cannot kill the process.
        MemorySegment nothing = Linker.nativeLinker().defaultLookup().findOrThrow("getpid");
        try {
            MemorySegment before = (MemorySegment) function("signal", FunctionDescriptor.of(POINTER, INT, POINTER))
                    .invokeExact(signal, nothing);
            if (before.address() == -1) {
                throw new IllegalStateException("signal(2) failed");
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
