package dev.roomtalk.bench.roomtalk;

import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.bench.process.LiveHeap;
import dev.roomtalk.bench.process.ProcessUsage;

/**
 * What a session at rest costs the server in memory.
 *
 * <p>Some sessions are opened first, so that code, tables and buffers that every server has once are there; then the
 * memory is read after a full collection, the sessions to measure are opened, and it is read again.
 */
public final class IdleMemory {
    private static final int MOST_FIRST = 500;
    private static final double KIB = 1024;

    private final RoomtalkTarget target;
    private final long pid;

    public IdleMemory(RoomtalkTarget target, long pid) {
        this.target = target;
        this.pid = pid;
    }

    /**
     * Memory of the server's process.
     *
     * @param resident bytes in RAM after a full collection
     * @param liveHeap bytes of objects that the collection found alive
     */
    private record Reading(long resident, long liveHeap) {}

    /**
     * What was found.
     *
     * @param sessions measured ones
     * @param residentPerSession growth of RAM, in bytes
     * @param heapPerSession growth of the live heap, in bytes
     * @param residentBefore the whole process with the sessions that came first
     * @param residentAfter the whole process with all sessions
     */
    public record Growth(
            int sessions, double residentPerSession, double heapPerSession, long residentBefore, long residentAfter)
            implements Result {
        @Override
        public String table() {
            return """
                %,d idle sessions
                memory (RSS) per session, KiB   %,.1f
                  of which live heap, KiB       %,.1f
                memory (RSS) before, MiB        %,.1f
                memory (RSS) after, MiB         %,.1f
                """.formatted(
                            sessions,
                            residentPerSession / KIB,
                            heapPerSession / KIB,
                            residentBefore / KIB / KIB,
                            residentAfter / KIB / KIB);
        }

        @Override
        public String json() {
            JsonObject object = new JsonObject();
            object.addProperty("idle_sessions", sessions);
            object.addProperty("rss_bytes_per_session", Math.round(residentPerSession));
            object.addProperty("live_heap_bytes_per_session", Math.round(heapPerSession));
            object.addProperty("rss_bytes_before", residentBefore);
            object.addProperty("rss_bytes_after", residentAfter);
            return object.toString();
        }
    }

    public Growth measure(int sessions, Arrivals arrivals) {
        target.openIdle(arrivals, Math.clamp(sessions / 10, 1, MOST_FIRST));
        Reading before = read();
        target.openIdle(arrivals, sessions);
        Reading after = read();
        return new Growth(
                sessions,
                (double) (after.resident - before.resident) / sessions,
                (double) (after.liveHeap - before.liveHeap) / sessions,
                before.resident,
                after.resident);
    }

    private Reading read() {
        LiveHeap.collect(pid);
        long resident = ProcessUsage.of(pid).residentBytes();
        // Counting live objects allocates itself: so it comes last.
        return new Reading(resident, LiveHeap.bytes(pid));
    }
}
