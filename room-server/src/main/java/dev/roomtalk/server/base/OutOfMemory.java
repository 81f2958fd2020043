package dev.roomtalk.server.base;

/**
 * Ends the process when memory has run out. The JVM does it by itself when the heap is full ({@code
 * -XX:+ExitOnOutOfMemoryError}), and not when the memory beside it is, from which buffers for the network come.
 */
public final class OutOfMemory {
    /** As the JVM's own. */
    private static final int STATUS = 3;

    private OutOfMemory() {}

    /** Ends the process if this was thrown because memory has run out. */
    public static void endProcess(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            System.err.println("room-server: out of memory: " + thrown.getMessage());
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
