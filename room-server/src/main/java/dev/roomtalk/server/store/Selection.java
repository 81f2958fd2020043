package dev.roomtalk.server.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Picks the newest hits of several rooms. It is shown one room after the other, each from its newest message down. One
 * thread.
 *
 * <p>In a room time does not run backwards: where a clock was set back, a message counts as no newer than the one
 * behind it. So what is left out of a room is always older there than what is taken.
 */
public final class Selection {
    private final Search search;
    private final List<Looked> rooms = new ArrayList<>();
    /** The oldest first. */
    private final TreeSet<Candidate> taken = new TreeSet<>(Comparator.comparingLong(Candidate::time)
            .thenComparingLong(c -> c.entry.sequence())
            .thenComparingInt(c -> c.room.index));

    private static final class Looked {
        final int index;
        final Search.Place place;
        long time = Long.MAX_VALUE;
        long below;
        boolean more;

        Looked(int index, Search.Place place) {
            this.index = index;
            this.place = place;
            this.below = place.below();
        }
    }

    private record Candidate(Looked room, LogEntry entry, long time) {}

    /** Reads the messages around one. */
    public interface Surroundings<X extends Exception> {
        Search.Hit of(Search.Place place, LogEntry entry) throws X;
    }

    public Selection(Search search) {
        this.search = search;
    }

    /** The next room. */
    public void begin(Search.Place place) {
        rooms.add(new Looked(rooms.size(), place));
    }

    /** The next older message of the room; false: no older one is wanted. */
    public boolean offer(LogEntry entry) {
        if (!search.admits(entry)) {
            return true;
        }
        Looked room = rooms.getLast();
        room.time = Math.min(room.time, entry.message().timeMillis());
        taken.add(new Candidate(room, entry, room.time));
        if (taken.size() <= search.limit()) {
            return true;
        }
        Candidate oldest = taken.removeFirst();
        oldest.room.more = true;
        return oldest.room != room;
    }

    /** What was picked: as much of it as there is place for. */
    public <X extends Exception> Search.Found found(Surroundings<X> surroundings) throws X {
        List<Search.Hit> hits = new ArrayList<>();
        int left = search.maxBytes();
        for (Candidate candidate : taken.descendingSet()) {
            Looked room = candidate.room;
            if (left > 0) {
                Search.Hit hit = surroundings.of(room.place, candidate.entry);
                left -= hit.weight();
                if (left >= 0 || hits.isEmpty()) {
                    hits.add(left >= 0 ? hit : hit.alone());
                    room.below = candidate.entry.sequence();
                    continue;
                }
            }
            left = 0;
            room.more = true;
        }
        return new Search.Found(
                List.copyOf(hits),
                rooms.stream()
                        .filter(room -> room.more)
                        .map(room -> new Search.Place(room.place.room(), room.below))
                        .toList());
    }
}
