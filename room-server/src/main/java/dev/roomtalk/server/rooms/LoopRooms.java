package dev.roomtalk.server.rooms;

import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.RoomRules;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one relay loop, and what they share: its thread, its audiences, and the bound of what the engine has of
 * them. Confined to that loop, but for {@link #thread}.
 */
public final class LoopRooms {
    /** Messages of this loop's rooms that the engine may have at one time, so that its answers always fit. */
    private static final int MAX_APPENDS = 1 << 14;

    private final LoopThread thread;
    private final Audiences audiences;
    private final Counters counters;
    private final IntObjectMap<RoomHost> hosts = new IntObjectHashMap<>();
    private final LatestTimer latestTimer;
    private int appends;

    public LoopRooms(LoopThread thread, Audiences audiences, Counters counters) {
        this.thread = thread;
        this.audiences = audiences;
        this.counters = counters;
        this.latestTimer = new LatestTimer(thread::now, thread::schedule);
    }

    /** The thread of the loop. Any thread. */
    public LoopThread thread() {
        return thread;
    }

    Audiences audiences() {
        return audiences;
    }

    Counters counters() {
        return counters;
    }

    LatestTimer latestTimer() {
        return latestTimer;
    }

    void host(RoomHost host) {
        hosts.put(host.ref().number(), host);
    }

    void unhost(int room) {
        hosts.remove(room);
    }

    @Nullable
    RoomHost hosted(int room) {
        return hosts.get(room);
    }

    /** Whether a message more would only wait: behind fan-outs, or behind those that the engine has. */
    boolean busy() {
        return audiences.full() || appends >= MAX_APPENDS;
    }

    void appendBegins() {
        appends++;
    }

    void appendEnds() {
        appends--;
    }

    /** To be called once a second: time passes in the rooms. */
    public void tick() {
        List.copyOf(hosts.values()).forEach(RoomHost::tick);
    }

    /** Its rooms follow these rules from now on. */
    public void follow(RoomRules rules, RoomRates rates) {
        hosts.values().forEach(host -> host.follow(rules, rates));
    }

    public List<RoomUsage> traffic() {
        return hosts.values().stream().map(RoomHost::traffic).toList();
    }
}
