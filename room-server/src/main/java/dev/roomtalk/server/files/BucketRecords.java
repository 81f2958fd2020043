package dev.roomtalk.server.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of the files in a bucket, each an object. Any thread; each method waits for the store. */
final class BucketRecords {
    private static final Logger LOG = LoggerFactory.getLogger(BucketRecords.class);
    private static final String PREFIX = "records/";

    /** Records that are read at a time. */
    private static final int READERS = 8;

    private final Bucket bucket;

    /** The records that were read before, and are not read again as long as the store's tag of them is the same. */
    private final Map<FileId, Known> known = new ConcurrentHashMap<>();

    /** @param written when, by the store's clock */
    record Known(FileRecord record, String tag, Instant written) {}

    BucketRecords(Bucket bucket) {
        this.bucket = bucket;
    }

    /** All that there are. */
    List<Known> all() throws IOException {
        Map<FileId, Bucket.Entry> objects = new HashMap<>();
        for (Bucket.Entry object : bucket.list(PREFIX)) {
            try {
                objects.put(new FileId(object.key().substring(PREFIX.length())), object);
            } catch (IllegalArgumentException e) {
                LOG.warn("an object that is no record is among them: {}", object.key());
            }
        }
        known.keySet().retainAll(objects.keySet());
        readNew(objects);
        return List.copyOf(known.values());
    }

    /** Reads those that are new or have changed: when a server starts, all of them. */
    private void readNew(Map<FileId, Bucket.Entry> objects) throws IOException {
        List<Future<?>> answers = new ArrayList<>();
        try (ExecutorService readers = Executors.newFixedThreadPool(
                READERS, Thread.ofVirtual().name("bucket-records").factory())) {
            objects.forEach((id, object) -> {
                Known before = known.get(id);
                if (before == null || !before.tag().equals(object.tag())) {
                    answers.add(readers.submit(() -> {
                        FileRecord record = get(id);
                        if (record == null) {
                            known.remove(id);
                        } else {
                            known.put(id, new Known(record, object.tag(), object.written()));
                        }
                        return null;
                    }));
                }
            });
        }
        for (Future<?> answer : answers) {
            if (answer.state() != Future.State.SUCCESS) {
                throw new IOException(answer.exceptionNow().getMessage(), answer.exceptionNow());
            }
        }
    }

    /** Null: there is none, or it cannot be understood. */
    @Nullable
    FileRecord get(FileId id) throws IOException {
        byte[] text = bucket.get(PREFIX + id);
        try {
            return text == null ? null : FileRecord.parse(id, new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            LOG.warn("the record of a file cannot be read: {}: {}", id, e.getMessage());
            return null;
        }
    }

    void put(FileRecord record) throws IOException {
        bucket.put(PREFIX + record.id(), record.text().getBytes(StandardCharsets.UTF_8));
    }

    void remove(FileId id) throws IOException {
        bucket.delete(PREFIX + id);
        known.remove(id);
    }
}
