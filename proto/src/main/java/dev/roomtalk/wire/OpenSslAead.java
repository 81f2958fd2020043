package dev.roomtalk.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An {@link Aead} by OpenSSL: a context that has been given the key once, and a nonce for each datagram. The context is
 * memory of OpenSSL until {@link #close}.
 *
 * <p>A datagram is sealed in place where it is to stand, if that is outside of Java's heap; others are sealed, and all
 * are opened, in memory of the thread's own. OpenSSL is given addresses alone: so there are no objects for a datagram,
 * it never writes into Java's heap, and what does not authenticate never stands in an array.
 */
final class OpenSslAead extends Aead {
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /** Memory of a thread: where a datagram is sealed or opened that stands in an array, and what OpenSSL needs. */
    private static final class Scratch {
        private static final int LENGTH = 2048;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

        /** The datagram, the nonce, and the number of bytes that OpenSSL says it has written, which nobody reads. */
        final MemorySegment memory = Arena.ofAuto().allocate(LENGTH + 2 * Long.BYTES);

        final long datagram = memory.address();
        final long nonce = datagram + LENGTH;
        final long written = nonce + NONCE_LENGTH;

        void nonce(int head, long tail) {
            memory.set(INT, LENGTH, head);
            memory.set(LONG, LENGTH + Integer.BYTES, tail);
        }

        void put(byte[] bytes, int from, int to, int length) {
            MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, to, length);
        }

        void get(int from, byte[] bytes, int to, int length) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, from, bytes, to, length);
        }
    }

    private final byte[] key;
    private final boolean seals;
    private final AtomicLong contexts;
    /** The address; 0: there is none. */
    private long context;

    private boolean closed;

    /**
     * @param seals whether it seals; otherwise it opens
     * @param contexts counts those that are not freed
     */
    OpenSslAead(RelayKeys.DirectionKeys keys, boolean seals, AtomicLong contexts) {
        super(keys.iv);
        this.key = keys.key;
        this.seals = seals;
        this.contexts = contexts;
    }

    @Override
    int seal(long packetNumber, byte[] plaintext, int start, int length, byte[] out, int offset) {
        int datagramLength = DatagramHeader.LENGTH + length + TAG_LENGTH;
        checkFits(plaintext, start, length);
        checkFits(out, offset, datagramLength);
        Scratch scratch = SCRATCH.get();
        scratch.put(out, offset, 0, DatagramHeader.LENGTH);
        scratch.put(plaintext, start, DatagramHeader.LENGTH, length);
        sealInPlace(packetNumber, scratch, scratch.datagram, length);
        scratch.get(DatagramHeader.LENGTH, out, offset + DatagramHeader.LENGTH, length + TAG_LENGTH);
        return datagramLength;
    }

    @Override
    int seal(long packetNumber, byte[] plaintext, int start, int length, MemorySegment out) {
        int datagramLength = DatagramHeader.LENGTH + length + TAG_LENGTH;
        if (!out.isNative() || datagramLength > out.byteSize()) {
            throw new IllegalStateException(length + " bytes do not fit into memory of " + out.byteSize());
        }
        checkFits(plaintext, start, length);
        MemorySegment.copy(plaintext, start, out, ValueLayout.JAVA_BYTE, DatagramHeader.LENGTH, length);
        sealInPlace(packetNumber, SCRATCH.get(), out.address(), length);
        return datagramLength;
    }

    /** Seals the text behind a header. {@code datagram}: the header's address. */
    private void sealInPlace(long packetNumber, Scratch scratch, long datagram, int length) {
        begin(packetNumber, scratch, datagram);
        long text = datagram + DatagramHeader.LENGTH;
        if (length > 0) {
            check(LibCrypto.update(context, text, scratch.written, text, length));
        }
        check(LibCrypto.end(context, scratch.written));
        check(LibCrypto.control(context, LibCrypto.GET_TAG, TAG_LENGTH, text + length));
    }

    @Override
    int open(long packetNumber, byte[] datagram, int offset, int length, byte[] out) {
        int textLength = length - DatagramHeader.LENGTH - TAG_LENGTH;
        checkFits(datagram, offset, length);
        checkFits(out, 0, textLength);
        Scratch scratch = SCRATCH.get();
        scratch.put(datagram, offset, 0, length);
        begin(packetNumber, scratch, scratch.datagram);
        long text = scratch.datagram + DatagramHeader.LENGTH;
        if (textLength > 0) {
            check(LibCrypto.update(context, text, scratch.written, text, textLength));
        }
        check(LibCrypto.control(context, LibCrypto.SET_TAG, TAG_LENGTH, text + textLength));
        if (LibCrypto.end(context, scratch.written) != 1) {
            return -1;
        }
        scratch.get(DatagramHeader.LENGTH, out, 0, textLength);
        return textLength;
    }

    private void begin(long packetNumber, Scratch scratch, long datagram) {
        if (context == 0) {
            context = newContext(scratch);
        }
        scratch.nonce(nonceHead, nonceTail ^ packetNumber);
        check(LibCrypto.init(context, 0, 0, scratch.nonce, seals));
        check(LibCrypto.update(context, 0, scratch.written, datagram, DatagramHeader.LENGTH));
    }

    private long newContext(Scratch scratch) {
        if (closed) {
            throw new IllegalStateException("this cipher is closed");
        }
        long made = LibCrypto.newContext();
        // Where the nonce and the number of bytes will stand.
        scratch.put(key, 0, Scratch.LENGTH, key.length);
        if (LibCrypto.init(made, LibCrypto.AES_128_GCM, scratch.nonce, 0, seals) != 1) {
            LibCrypto.free(made);
            throw new IllegalStateException("OpenSSL takes no AES key");
        }
        contexts.incrementAndGet();
        return made;
    }

    private static void checkFits(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || bytes.length - offset < length || length > Scratch.LENGTH) {
            throw new IllegalStateException(
                    length + " bytes at " + offset + " do not fit into " + bytes.length + " bytes");
        }
    }

    private static void check(int result) {
        if (result != 1) {
            throw new IllegalStateException("OpenSSL failed");
        }
    }

    @Override
    public void close() {
        closed = true;
        if (context != 0) {
            LibCrypto.free(context);
            context = 0;
            contexts.decrementAndGet();
        }
    }
}
