package dev.roomtalk.server.files;

import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.text.ByteSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All files of this server: which there are, and whether there may be another. What is known of them is in memory,
 * their content in a {@link BlobStore}. Any thread may ask for a file that is known; the methods that say so block on
 * the store.
 */
public final class SharedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SharedFiles.class);

    /** A file takes no less of what there may be, in bytes: so their number has a limit too. */
    private static final long LEAST = 64 << 10;

    /** Who offers a file again within this time has not heard that it is there. */
    static final long AGAIN_MILLIS = 600_000;

    /** The store is not looked through more often than this for what was begun at another node. */
    private static final long LOOK_MILLIS = 1_000;

    private final BlobStore store;
    private final boolean shared;
    private final Supplier<FileLimits> limits;
    private final RandomGenerator random;
    private final Map<FileId, FileRecord> known = new HashMap<>();

    /** What has changed in {@code known} while the store is looked through. */
    private final Set<FileId> changed = new HashSet<>();

    private final Object looking = new Object();
    private long lookedAt;

    /**
     * @param shared whether other nodes keep files in the same store
     * @param limits asked at each use
     */
    public SharedFiles(BlobStore store, boolean shared, Supplier<FileLimits> limits, RandomGenerator random) {
        this.store = store;
        this.shared = shared;
        this.limits = limits;
        this.random = random;
    }

    /** What a user wants to send; see {@link FileRecord} for the fields. */
    public record Offer(
            RoomId room, long userId, String userName, String name, long size, String type, String resumeKey) {}

    /** What became of an {@link Offer}. */
    public sealed interface Outcome {}

    /** It is taken under this id; what is there of it already is not to be sent again. */
    public record Taken(FileRecord record) implements Outcome {}

    /**
     * It is not.
     *
     * @param tooLong the file itself is; otherwise there are too many
     */
    public record TooMuch(boolean tooLong, String sentence) implements Outcome {}

    /** Looks through the store for what there is. Blocks. */
    public void look() throws IOException {
        synchronized (looking) {
            synchronized (known) {
                changed.clear();
            }
            Map<FileId, FileRecord> found = new HashMap<>();
            store.records().forEach(record -> found.put(record.id(), record));
            synchronized (known) {
                found.keySet().removeAll(changed);
                known.keySet().retainAll(changed);
                known.putAll(found);
            }
        }
    }

    /** A file of a room that is there whole; null: there is none. Blocks where it is not known. */
    public @Nullable FileRecord find(RoomId room, FileId id) throws IOException {
        FileRecord record = get(id);
        if (record == null || !record.whole()) {
            // Another node may have taken it.
            record = store.record(id);
        }
        return record != null && record.whole() && record.room().equals(room) ? record : null;
    }

    private @Nullable FileRecord get(FileId id) {
        synchronized (known) {
            return known.get(id);
        }
    }

    /** Takes a file, or goes on with one that was begun. Blocks. */
    public Outcome offer(Offer offer, long now) throws IOException {
        lookForOther(offer, now);
        FileRecord record;
        synchronized (known) {
            FileRecord begun = begun(offer, now);
            if (begun != null) {
                return new Taken(begun);
            }
            TooMuch tooMuch = tooMuch(offer);
            if (tooMuch != null) {
                return tooMuch;
            }
            record = new FileRecord(
                    FileId.random(random),
                    offer.room(),
                    offer.userId(),
                    offer.userName(),
                    offer.name(),
                    offer.size(),
                    offer.type(),
                    offer.resumeKey(),
                    now,
                    "");
            put(record);
        }
        try {
            store.begin(record);
        } catch (IOException e) {
            forget(record.id());
            throw e;
        }
        return new Taken(record);
    }

    /** Its sender may have begun it at another node, whose connection broke. */
    private void lookForOther(Offer offer, long now) throws IOException {
        synchronized (known) {
            if (!shared
                    || offer.resumeKey().isEmpty()
                    || begun(offer, now) != null
                    || Math.abs(now - lookedAt) < LOOK_MILLIS) {
                return;
            }
            lookedAt = now;
        }
        look();
    }

    /** What has been begun of it, or has become whole a moment ago, of which its sender may not know; null: nothing. */
    private @Nullable FileRecord begun(Offer offer, long now) {
        return offer.resumeKey().isEmpty()
                ? null
                : known.values().stream()
                        .filter(record -> record.resumeKey().equals(offer.resumeKey())
                                && record.userId() == offer.userId()
                                && record.room().equals(offer.room())
                                && record.size() == offer.size()
                                && record.name().equals(offer.name())
                                && (!record.whole() || now - record.timeMillis() < AGAIN_MILLIS))
                        .findFirst()
                        .orElse(null);
    }

    private @Nullable TooMuch tooMuch(Offer offer) {
        FileLimits now = limits.get();
        if (offer.size() > now.perFile()) {
            return new TooMuch(
                    true,
                    "a file here has at most " + ByteSize.text(now.perFile()) + "; this one has "
                            + ByteSize.text(offer.size()));
        }
        String full = full("your files", now.perUser(), offer, record -> record.userId() == offer.userId());
        full = full == null
                ? full(
                        "the files of this room",
                        now.perRoom(),
                        offer,
                        r -> r.room().equals(offer.room()))
                : full;
        full = full == null ? full("the files of this server", now.total(), offer, _ -> true) : full;
        return full == null ? null : new TooMuch(false, full);
    }

    private @Nullable String full(String whose, long most, Offer offer, Predicate<FileRecord> which) {
        long held = known.values().stream()
                .filter(which)
                .mapToLong(record -> weight(record.size()))
                .sum();
        return weight(offer.size()) <= most - held
                ? null
                : whose + " take " + ByteSize.text(held) + " of the " + ByteSize.text(most)
                        + " that they may take: there is no room for " + ByteSize.text(offer.size())
                        + " more until older ones go";
    }

    private static long weight(long size) {
        return Math.max(size, LEAST);
    }

    /** The content of a file that was taken, to go on with it. Blocks. */
    public BlobStore.Draft draft(FileId id) throws IOException {
        return store.draft(id);
    }

    /** A file is there whole: from now on it can be got. Blocks. */
    public FileRecord finish(FileRecord record, BlobStore.Draft draft, String sha256, long now) throws IOException {
        FileRecord whole = record.whole(sha256, now);
        draft.finish(whole);
        synchronized (known) {
            put(whole);
        }
        return whole;
    }

    /** The content of a file, from this byte on. Blocks. */
    public BlobStore.Source read(FileRecord record, long offset) throws IOException {
        return store.read(record, offset);
    }

    /** Removes a file for good. Blocks. */
    public void remove(FileId id) {
        forget(id);
        try {
            store.remove(id);
        } catch (IOException e) {
            // It is looked for again: see FileRetention.
            LOG.warn("a file could not be removed: {}: {}", id, e.getMessage());
        }
    }

    private void put(FileRecord record) {
        known.put(record.id(), record);
        changed.add(record.id());
    }

    private void forget(FileId id) {
        synchronized (known) {
            known.remove(id);
            changed.add(id);
        }
    }

    /** Removes the files for which this holds. Blocks. */
    public void removeIf(Predicate<FileRecord> which) {
        List<FileRecord> gone;
        synchronized (known) {
            gone = new ArrayList<>(known.values());
        }
        gone.stream().filter(which).forEach(record -> remove(record.id()));
    }

    /** The rooms that have files. */
    public Set<RoomId> rooms() {
        synchronized (known) {
            return known.values().stream().map(FileRecord::room).collect(Collectors.toSet());
        }
    }
}
