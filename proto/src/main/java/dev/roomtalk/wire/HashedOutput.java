package dev.roomtalk.wire;

import com.google.protobuf.ByteOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Hashes what a message holds, and hands it on, without a copy: a digest that is given a read-only buffer copies it
 * piece by piece. Confined to one thread.
 */
public final class HashedOutput extends ByteOutput {
    private final MessageDigest hash;
    private final Next next;

    /** Takes what was hashed. */
    public interface Next {
        void write(ByteBuffer bytes) throws IOException;
    }

    public HashedOutput(MessageDigest hash, Next next) {
        this.hash = hash;
        this.next = next;
    }

    @Override
    public void write(byte value) throws IOException {
        write(new byte[] {value}, 0, 1);
    }

    @Override
    public void write(byte[] value, int offset, int length) throws IOException {
        hash.update(value, offset, length);
        next.write(ByteBuffer.wrap(value, offset, length));
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) throws IOException {
        write(value, offset, length);
    }

    @Override
    public void write(ByteBuffer value) throws IOException {
        hash.update(value.duplicate());
        next.write(value);
    }

    @Override
    public void writeLazy(ByteBuffer value) throws IOException {
        write(value);
    }
}
