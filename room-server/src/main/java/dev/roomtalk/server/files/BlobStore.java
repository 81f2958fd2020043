package dev.roomtalk.server.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where files are kept: a record and the content of each, by its id. A content is written once, from its beginning to
 * its end, perhaps with interruptions, and read from any place. So a store of objects fits, which takes large parts
 * and changes none. Every method may block on a disk or a network; calls about one file come one after the
 * other, others at the same time.
 */
public interface BlobStore {
    /** Files that were begun and not gone on with are given up after this. */
    Duration IDLE = Duration.ofDays(1);

    /** Everything that is kept; a file that is not there whole has a record without a hash. */
    List<FileRecord> records() throws IOException;

    /** What is kept of this file; null: nothing. */
    @Nullable
    FileRecord record(FileId id) throws IOException;

    /** Keeps the record of a file of which nothing is there yet. */
    void begin(FileRecord record) throws IOException;

    /** The content of a file that is not there whole, to go on with it. */
    Draft draft(FileId id) throws IOException;

    /** Reads the content of a file that is there whole, from this byte on. */
    Source read(FileRecord file, long offset) throws IOException;

    /** Removes record and content, or what there is of them. */
    void remove(FileId id) throws IOException;

    /** A content that is being written. Used by one thread at a time. */
    interface Draft extends AutoCloseable {
        /** How many bytes are there: what was written before an interruption may have become less. */
        long size();

        /** Reads what is there, from the beginning on, to work out its hash; -1: that was all. */
        int read(ByteBuffer into) throws IOException;

        /** Writes all of this behind what is there. */
        void write(ByteBuffer bytes) throws IOException;

        /** The content is there whole: when this returns, it and its record survive a loss of power. */
        void finish(FileRecord whole) throws IOException;

        /** Keeps what was written. */
        @Override
        void close() throws IOException;
    }

    /** A content that is being read. Used by one thread at a time. */
    interface Source extends AutoCloseable {
        /** Reads what comes next; -1: that was all. */
        int read(ByteBuffer into) throws IOException;

        @Override
        void close() throws IOException;
    }
}
