package dev.roomtalk.server.rooms;

import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one relay loop, the open ones and {@linkplain UnopenedRooms the others}, and what they share: its
 * thread, its audiences, and the bound of what the engine has of them. Confined to that loop, but for {@link #thread}
 * and {@link #open}.
 */
public final class LoopRooms {
    /** Messages of this loop's rooms that the engine may have at one time, so that its answers always fit. */
    private static final int MAX_APPENDS = 1 << 14;

    private final LoopThread thread;
    private final Audiences audiences;
    private final Counters counters;
    private final IntObjectMap<RoomHost> hosts = new IntObjectHashMap<>();
    private final LatestTimer latestTimer;
    private volatile int open;
    private @Nullable UnopenedRooms unopened;
    private int appends;

    public LoopRooms(LoopThread thread, Audiences audiences, LatestTimer latestTimer, Counters counters) {
        this.thread = thread;
        this.audiences = audiences;
        this.counters = counters;
        this.latestTimer = latestTimer;
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

    /** Sets what opens its rooms. To be called before it has any. */
    void openBy(RoomOpener opener) {
        unopened = new UnopenedRooms(thread, opener, this::host);
    }

    /** Its rooms that are not open. */
    UnopenedRooms unopened() {
        return Objects.requireNonNull(unopened, "nothing opens rooms yet");
    }

    void host(RoomHost host) {
        hosts.put(host.ref().number(), host);
        open = hosts.size();
    }

    void unhost(int room) {
        hosts.remove(room);
        open = hosts.size();
    }

    /** How many of its rooms are open. Any thread. */
    int open() {
        return open;
    }

    /** An open room; null: it is not open, or closed. */
    @Nullable
    RoomHost hosted(int room) {
        return hosts.get(room);
    }

    /** Gives a room a command. */
    void take(RoomRef ref, RoomCommand command) {
        RoomHost host = hosts.get(ref.number());
        if (host == null) {
            unopened().take(ref, command);
        } else {
            host.handle(command);
        }
    }

    /** Gives every room a command. Done when those have carried it out that it means something to. */
    CompletableFuture<Void> takeAll(RoomCommand.Silent command) {
        List.copyOf(hosts.values()).forEach(host -> host.handle(command));
        return CompletableFuture.allOf(unopened().takeAll(command).toArray(CompletableFuture[]::new));
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

    /** To be called once a second: time passes in the rooms, and those that nobody needs are let go. */
    public void tick() {
        for (RoomHost host : List.copyOf(hosts.values())) {
            host.tick();
            if (host.mayBeLetGo()) {
                unhost(host.ref().number());
                unopened().add(host.letGo());
            }
        }
        if (unopened != null) {
            unopened.openExpired();
        }
    }

    /** Its rooms follow these rules from now on. */
    public void follow(RoomRules rules, RoomRates rates) {
        hosts.values().forEach(host -> host.follow(rules, rates));
    }

    public List<RoomUsage> traffic() {
        Stream<RoomUsage> open = hosts.values().stream().map(RoomHost::traffic);
        return unopened == null
                ? open.toList()
                : Stream.concat(open, unopened.traffic()).toList();
    }
}
