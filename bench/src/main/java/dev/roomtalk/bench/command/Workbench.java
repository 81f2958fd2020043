package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.limit.LimitProgram;
import dev.roomtalk.bench.limit.LimitTarget;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.peer.Peer;
import dev.roomtalk.bench.peer.PeerProgram;
import dev.roomtalk.bench.peer.PeerTarget;
import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.ServerProgram;
import dev.roomtalk.bench.roomtalk.RoomtalkServer;
import dev.roomtalk.bench.roomtalk.RoomtalkTarget;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens what a run needs, and closes all of it in the opposite order. */
public final class Workbench implements AutoCloseable {
    private interface Closing {
        void close();
    }

    private static final int SPARE_FILES = 200;

    /** The highest that a room-server takes: a load is to be slowed by what it costs, and by no rule. */
    private static final String FASTEST = "1000000";

    private static final String MOST_BYTES = "900M";

    private static final Path LIMITS = Path.of("/proc/self/limits");

    private final String compiler;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Closing> opened = new ArrayDeque<>();
    private @Nullable EventLoop loop;

    /** @param compiler what builds the limit programs: {@code cc} */
    public Workbench(String compiler) {
        this.compiler = compiler;
    }

    /** One loop for everything: with a second one, on few cores, the load generator would take from the server. */
    private EventLoop loop() {
        EventLoop existing = loop;
        if (existing != null) {
            return existing;
        }
        if (!Epoll.isAvailable()) {
            throw Failure.unexpected("bench needs Linux on x86-64 or aarch64: it uses epoll and /proc");
        }
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        opened.push(() -> group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly());
        EventLoop made = group.next();
        made.execute(Workbench::wakeOnTime);
        loop = made;
        return made;
    }

    /**
     * Linux lets a thread sleep 50 µs longer than it asked (prctl(2), PR_SET_TIMERSLACK), which would count as latency.
     */
    private static void wakeOnTime() {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), "1");
        } catch (IOException _) {
            // Where this is not allowed, targets are still measured alike.
        }
    }

    /** Starts a server that lets this many sessions in and slows none of them, unless {@code options} say otherwise. */
    public RoomtalkServer startServer(int sessions, List<String> options) {
        needFiles(sessions);
        List<String> all = new ArrayList<>(options);
        for (String limit : List.of(
                "--new-users-per-address",
                "--max-connections",
                "--max-connections-per-address",
                "--max-connections-per-range",
                "--max-half-open",
                "--new-rooms-per-user",
                "--new-rooms-per-address")) {
            addUnlessGiven(all, limit, Integer.toString(sessions + SPARE_FILES));
        }
        for (String limit : List.of(
                "--publish-rate",
                "--publish-burst",
                "--publish-rate-per-address",
                "--publish-burst-per-address",
                "--publish-rate-per-room",
                "--publish-burst-per-room",
                "--request-rate",
                "--request-burst",
                "--request-rate-per-address",
                "--request-burst-per-address",
                "--handshake-rate",
                "--handshake-rate-per-address")) {
            addUnlessGiven(all, limit, FASTEST);
        }
        for (String limit : List.of(
                "--publish-bytes",
                "--publish-bytes-burst",
                "--publish-bytes-per-room",
                "--publish-bytes-burst-per-room")) {
            addUnlessGiven(all, limit, MOST_BYTES);
        }
        ServerProgram program = ServerProgram.start(Installation.serverCommand(), all);
        opened.push(program::close);
        return new RoomtalkServer(program.access(), OptionalLong.of(program.pid()), null);
    }

    private static void addUnlessGiven(List<String> options, String option, String value) {
        if (options.stream().noneMatch(given -> given.equals(option) || given.startsWith(option + "="))) {
            options.addAll(List.of(option, value));
        }
    }

    public RoomtalkTarget roomtalk(
            RoomtalkServer server, Shape shape, RoomtalkTarget.Transport transport, Progress progress) {
        RoomtalkTarget target = new RoomtalkTarget(server, shape, transport, loop(), random, progress);
        opened.push(target::close);
        return target;
    }

    public LimitTarget limit(String name, Shape shape, int sockets, boolean offload) {
        LimitProgram program = LimitProgram.start(name, compiler, Installation.limitDirectory());
        opened.push(program::close);
        LimitTarget target = new LimitTarget(program, shape, loop(), sockets, offload);
        opened.push(target::close);
        return target;
    }

    public PeerTarget peer(Peer peer, Path binary, Shape shape) {
        int sessions = shape.sessions() + shape.allSenders();
        needFiles(sessions);
        PeerProgram program = PeerProgram.start(peer, binary, sessions);
        opened.push(program::close);
        PeerTarget target = new PeerTarget(program, shape, loop());
        opened.push(target::close);
        return target;
    }

    /** Refuses what the limit of open files, which a server started here has too, would end in the middle. */
    static void needFiles(int sessions) {
        long allowed = openFiles();
        if (sessions + SPARE_FILES > allowed) {
            throw Failure.unexpected(
                    "%d sessions need %d open files, and this process may have %d: raise the limit with ulimit -n %d"
                            .formatted(sessions, sessions + SPARE_FILES, allowed, sessions + SPARE_FILES));
        }
    }

    public static long openFiles() {
        try {
            // Max open files  SOFT  HARD  files
            return Files.readAllLines(LIMITS).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split("\\s+", -1)[3])
                    .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
