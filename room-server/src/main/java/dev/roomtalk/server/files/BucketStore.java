package dev.roomtalk.server.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps files in a bucket of an S3-compatible store, which several nodes may share. Any thread, as {@link BlobStore}
 * says.
 *
 * <pre>
 *  records/ID          what is known of a file: see {@link FileRecord#text}
 *  content/ID/000000   the first {@value #PART} bytes of its content; 000001 the next ones, and so on
 * </pre>
 *
 * <p>A part is written once and whole. So a content that was interrupted has as many parts as were written, and is read
 * again from them; parts of a multipart upload could not be read before its end. A file is whole when its record has a
 * hash, which is written last and removed last.
 */
public final class BucketStore implements BlobStore {
    /** Bytes of a part, which stands in memory until it is written. */
    static final int PART = 2 << 20;

    /** What a part takes at first; it grows. */
    private static final int FIRST = 64 << 10;

    /** Bytes that are asked for at a time. */
    private static final int BLOCK = 1 << 20;

    private final Bucket bucket;
    private final BucketRecords records;
    private final InstantSource clock;

    /** @param clock by which the store dates its objects */
    private BucketStore(Bucket bucket, InstantSource clock) {
        this.bucket = bucket;
        this.records = new BucketRecords(bucket);
        this.clock = clock;
    }

    /**
     * Makes the client, and asks the store for nothing yet.
     *
     * @throws IOException in a sentence for the person: there are no keys
     */
    public static BucketStore open(BucketSettings settings, InstantSource clock) throws IOException {
        return new BucketStore(Bucket.of(settings), clock);
    }

    @Override
    public List<FileRecord> records() throws IOException {
        List<FileRecord> there = new ArrayList<>();
        for (BucketRecords.Known each : records.all()) {
            if (!each.record().whole() && isIdle(each.record().id(), each.written())) {
                remove(each.record().id());
            } else {
                there.add(each.record());
            }
        }
        return there;
    }

    private boolean isIdle(FileId id, Instant begun) throws IOException {
        Instant until = clock.instant().minus(IDLE);
        return begun.isBefore(until)
                && bucket.list(content(id)).stream()
                        .allMatch(part -> part.written().isBefore(until));
    }

    @Override
    public @Nullable FileRecord record(FileId id) throws IOException {
        return records.get(id);
    }

    @Override
    public void begin(FileRecord record) throws IOException {
        records.put(record);
    }

    @Override
    public Draft draft(FileId id) throws IOException {
        Set<String> whole = bucket.list(content(id)).stream()
                .filter(part -> part.size() == PART)
                .map(Bucket.Entry::key)
                .collect(Collectors.toSet());
        int parts = 0;
        while (whole.contains(part(id, parts))) {
            parts++;
        }
        return new BucketDraft(id, parts);
    }

    /** Writes a content, part by part. */
    private final class BucketDraft implements Draft {
        private final FileId id;
        private final long before;
        private final BucketSource there;
        private byte[] part = new byte[FIRST];
        private int filled;
        private int parts;
        private boolean interrupted = true;

        private BucketDraft(FileId id, int parts) {
            this.id = id;
            this.parts = parts;
            this.before = (long) parts * PART;
            this.there = new BucketSource(id, 0, before);
        }

        @Override
        public long size() {
            return before;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return there.read(into);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                if (filled == part.length) {
                    part = Arrays.copyOf(part, Math.min(PART, 2 * part.length));
                }
                int length = Math.min(bytes.remaining(), part.length - filled);
                bytes.get(part, filled, length);
                filled += length;
                if (filled == PART) {
                    putPart();
                }
            }
        }

        private void putPart() throws IOException {
            // Who is told that the store is away does not ask it whether the file is there.
            interrupted = false;
            bucket.put(part(id, parts), filled == part.length ? part : Arrays.copyOf(part, filled));
            interrupted = true;
            parts++;
            filled = 0;
        }

        @Override
        public void finish(FileRecord whole) throws IOException {
            if (filled > 0) {
                putPart();
            }
            long length = bucket.list(content(id)).stream()
                    .mapToLong(Bucket.Entry::size)
                    .sum();
            if (length != whole.size() || record(id) == null) {
                throw new EOFException("it was removed from the " + bucket + " while it was sent");
            }
            records.put(whole);
            interrupted = false;
        }

        /** What does not fill a part the client sends again; of a file that was removed meanwhile nothing stays. */
        @Override
        public void close() throws IOException {
            if (interrupted && record(id) == null) {
                removeContent(id);
            }
        }
    }

    @Override
    public Source read(FileRecord file, long offset) {
        return new BucketSource(file.id(), offset, file.size());
    }

    /** Reads a content, block by block: a client that reads slowly keeps no connection to the store. */
    private final class BucketSource implements Source {
        private final FileId id;
        private final long end;
        private long next;
        private ByteBuffer block = ByteBuffer.allocate(0);

        private BucketSource(FileId id, long offset, long end) {
            this.id = id;
            this.next = offset;
            this.end = end;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (!block.hasRemaining()) {
                if (next >= end) {
                    return -1;
                }
                readBlock();
            }
            int length = Math.min(into.remaining(), block.remaining());
            into.put(block.slice(block.position(), length));
            block.position(block.position() + length);
            return length;
        }

        private void readBlock() throws IOException {
            int inPart = (int) (next % PART);
            int length = (int) Math.min(end - next, Math.min(BLOCK, PART - inPart));
            byte[] bytes = bucket.get(part(id, (int) (next / PART)), inPart, length);
            if (bytes == null || bytes.length != length) {
                throw new EOFException("a part of it is missing in the " + bucket);
            }
            block = ByteBuffer.wrap(bytes);
            next += length;
        }

        @Override
        public void close() {
            // Between two blocks nothing is open.
        }
    }

    @Override
    public void remove(FileId id) throws IOException {
        // The record comes last: what a crash leaves of it is removed with it later.
        removeContent(id);
        records.remove(id);
    }

    private void removeContent(FileId id) throws IOException {
        for (Bucket.Entry part : bucket.list(content(id))) {
            bucket.delete(part.key());
        }
    }

    private static String content(FileId id) {
        return "content/" + id + "/";
    }

    private static String part(FileId id, int number) {
        return content(id) + "%06d".formatted(number);
    }
}
