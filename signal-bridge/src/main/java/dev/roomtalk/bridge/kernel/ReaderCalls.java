package dev.roomtalk.bridge.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of the C library that the threads which read signals make: ppoll(2), read(2) and write(2). The handles are
 * constants, so that the compiler makes a plain call of each, which allocates nothing. All other calls are made by
 * {@link Linux}.
 */
final class ReaderCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor TRANSFER = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

    /** It may sleep, so the thread leaves Java for as long as it lasts, and no collection has to wait for it. */
    private static final MethodHandle PPOLL = call(
            "ppoll",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS));

    /* These return in less than a microsecond, as the descriptors do not block: the thread stays in Java. */
    private static final MethodHandle READ = call("read", TRANSFER, Linker.Option.critical(false));
    private static final MethodHandle WRITE = call("write", TRANSFER, Linker.Option.critical(false));

    private ReaderCalls() {}

    @SuppressWarnings("restricted") // each description is that of the C library
    private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /** @param timespec null segment: without a limit */
    static int poll(MemorySegment descriptors, int count, MemorySegment timespec) {
        try {
            return (int) PPOLL.invokeExact(descriptors, (long) count, timespec, MemorySegment.NULL);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static int read(int descriptor, MemorySegment buffer) {
        try {
            return (int) (long) READ.invokeExact(descriptor, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static int write(int descriptor, MemorySegment buffer) {
        try {
            return (int) (long) WRITE.invokeExact(descriptor, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
