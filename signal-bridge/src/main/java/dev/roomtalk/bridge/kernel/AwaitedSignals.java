package dev.roomtalk.bridge.kernel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/**
 * The signals that the main thread of a process waits for in rt_sigtimedwait(2): the kernel unblocks them meanwhile, so
 * that no mask shows them.
 */
final class AwaitedSignals {
    private static final boolean AARCH64 = System.getProperty("os.arch", "").equals("aarch64");
    /** The beginning of {@code /proc/PID/syscall} of a thread that is in rt_sigtimedwait(2). */
    private static final String SIGTIMEDWAIT = (AARCH64 ? 137 : 128) + " 0x";

    private AwaitedSignals() {}

    /** The mask; 0: it waits for none, or that may not be read. */
    static long of(Linux linux, String directory, Pointer buffer, int size) {
        byte[] file = linux.readFile(directory + "syscall", buffer, size);
        String text = file == null ? "" : new String(file, StandardCharsets.US_ASCII);
        if (!text.startsWith(SIGTIMEDWAIT)) {
            return 0;
        }
        String address = text.substring(SIGTIMEDWAIT.length(), text.indexOf(' ', SIGTIMEDWAIT.length()));
        byte[] set = new byte[Long.BYTES];
        try (RandomAccessFile memory = new RandomAccessFile(directory + "mem", "r")) {
            memory.seek(Long.parseUnsignedLong(address, 16));
            memory.readFully(set);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return ByteBuffer.wrap(set).order(ByteOrder.nativeOrder()).getLong();
    }
}
