package dev.roomtalk.server.rooms;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one loop on the test's own thread, with an engine that survives them, with clocks that move when the
 * test says so, and sessions without a network.
 */
final class LoneRooms {
    /** Grace of a host 10 minutes; rooms expire after 30 days. */
    static final RoomRules RULES = new RoomRules(
            100,
            4000,
            200,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            16,
            Long.MAX_VALUE,
            new RoomSettings(50, 1000, 100, 10_000));

    static final RoomRates RATES = new RoomRates(1_000, 1_000, 1 << 20, 1 << 20);

    private final EmbeddedChannel executor = new EmbeddedChannel();
    private final Engine real;
    private final long node;
    private final Engine engine;
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(2).toNanos();
    Instant wall;

    final RoomDirectory directory = new RoomDirectory();
    final Memberships memberships = new Memberships();
    final LoopRooms loop;
    final OpenRooms rooms;

    /** The names of all calls of the engine. */
    final List<String> calls = new ArrayList<>();

    /** Rooms that the engine was asked to open. */
    final List<RoomId> lookUps = new ArrayList<>();

    /** Those that the engine has opened, and that were not let go. */
    final Set<RoomFeed> openFeeds = new HashSet<>();

    /** The latest with which a room was to be opened. */
    @Nullable
    RoomFeed latestFeed;

    /** While it is there, the engine answers none of them. */
    @Nullable
    Deque<Runnable> heldLookUps;

    /** Whether the engine fails to answer them. */
    boolean failing;

    /** While it is there, the engine does not answer that a change is kept. */
    @Nullable
    CompletableFuture<Void> heldAnswers;

    /** While it is there, the engine does not learn that a room is closed. */
    @Nullable
    CompletableFuture<Void> heldCloses;

    /** Runs when the engine has made a room, before its maker knows; null: nothing does. */
    @Nullable
    Runnable made;

    /** Runs once, before the engine is given a message; null: nothing does. */
    @Nullable
    Runnable beforeAppend;

    /** Runs once, before the engine learns of a proposal; null: nothing does. */
    @Nullable
    Runnable beforeProposal;

    /** Runs once, between an answer of the engine that a room is open and the room; null: nothing does. */
    @Nullable
    Runnable beforeAnswer;

    /** While it is there, the engine does not take proposals; afterwards it takes them. */
    @Nullable
    CompletableFuture<Void> heldProposals;

    /** Passwords that are being compared. */
    final Deque<Consumer<PasswordCheck.Outcome>> passwordChecks = new ArrayDeque<>();

    LoneRooms() {
        this(new KeptEngine());
    }

    LoneRooms(Engine real) {
        this(real, 0);
    }

    /** @param node its number among those that share the engine; 0: no other does */
    LoneRooms(Engine real, long node) {
        this(real, node, Instant.parse("2026-11-30T12:00:00Z"));
    }

    private LoneRooms(Engine real, long node, Instant wall) {
        this.real = real;
        this.node = node;
        this.wall = wall;
        this.engine = watched(real);
        executor.freezeTime();
        LoopThread thread = new LoopThread(0, executor.eventLoop(), () -> nanos, () -> this.wall, new Counters());
        loop = new LoopRooms(thread, new OneRoom(), new LatestTimer(thread::now, thread::schedule), new Counters());
        rooms = new OpenRooms(
                List.of(loop),
                directory,
                memberships,
                (session, room, hash, given, then) -> passwordChecks.add(then),
                engine,
                RULES,
                RATES);
    }

    /** The server after its end and a start; of an engine that survives it. */
    LoneRooms restart() {
        return new LoneRooms(((KeptEngine) real).restart(), node, wall);
    }

    private Engine watched(Engine real) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("node")) {
                        return node;
                    }
                    calls.add(method.getName());
                    if (method.getName().equals("open")) {
                        return open((RoomId) arguments[0], (RoomFeed) arguments[1]);
                    }
                    if (method.getName().equals("createRoom") && arguments.length == 2) {
                        latestFeed = (RoomFeed) arguments[1];
                        openFeeds.add((RoomFeed) arguments[1]);
                    }
                    if (method.getName().equals("letGo")) {
                        openFeeds.remove((RoomFeed) arguments[1]);
                    }
                    Runnable first = beforeAppend;
                    if (first != null && method.getName().equals("append")) {
                        beforeAppend = null;
                        first.run();
                    }
                    if (method.getName().equals("propose")) {
                        return propose((RoomId) arguments[0], (Long) arguments[1], (RoomChange) arguments[2]);
                    }
                    CompletableFuture<Void> closes = heldCloses;
                    if (closes != null && method.getName().equals("closeRoom")) {
                        return closes.thenCompose(_ -> real.closeRoom((RoomId) arguments[0]));
                    }
                    try {
                        Object answer = method.invoke(real, arguments);
                        Runnable then = made;
                        if (then != null && method.getName().equals("createRoom")) {
                            made = null;
                            then.run();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change) {
        Runnable first = beforeProposal;
        if (first != null) {
            beforeProposal = null;
            first.run();
        }
        CompletableFuture<Void> held = heldProposals;
        if (held != null) {
            return held.thenCompose(_ -> real.propose(room, expected, change));
        }
        CompletionStage<Boolean> answer = real.propose(room, expected, change);
        CompletableFuture<Void> late = heldAnswers;
        return late == null ? answer : late.thenCompose(_ -> answer);
    }

    private CompletionStage<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        lookUps.add(room);
        latestFeed = feed;
        CompletableFuture<@Nullable RoomRecord> answer = new CompletableFuture<>();
        boolean fails = failing;
        Runnable answering = () -> {
            if (fails) {
                answer.completeExceptionally(new IllegalStateException("the engine cannot tell"));
            } else {
                openFeeds.add(feed);
                RoomRecord opened = real.open(room, feed).toCompletableFuture().join();
                Runnable first = beforeAnswer;
                if (first != null) {
                    beforeAnswer = null;
                    first.run();
                }
                answer.complete(opened);
            }
        };
        if (heldLookUps == null) {
            answering.run();
        } else {
            heldLookUps.add(answering);
        }
        return answer;
    }

    /** Lets the engine answer what it was asked for. */
    void release() {
        Deque<Runnable> held = Objects.requireNonNull(heldLookUps);
        heldLookUps = null;
        held.forEach(Runnable::run);
        run();
    }

    Engine engine() {
        return engine;
    }

    static RoomRecord wanted(String name) {
        return RoomRecord.wanted(((Name.Valid) Name.room(name)).name(), "", null, false, false);
    }

    /** A room that the engine has made, and that is open. */
    RoomRef make(RoomRecord wanted) {
        RoomRef made =
                Objects.requireNonNull(rooms.make(wanted).toCompletableFuture().join());
        run();
        return made;
    }

    RoomRef find(String name) {
        RoomRef found = rooms.look(((Name.Valid) Name.room(name)).name())
                .toCompletableFuture()
                .join();
        run();
        return Objects.requireNonNull(found);
    }

    RoomRecord stored(RoomRef room) {
        RoomFeed feed = (epoch, sequence, message) -> {};
        RoomRecord stored = real.open(room.id(), feed).toCompletableFuture().join();
        real.letGo(room.id(), feed);
        return Objects.requireNonNull(stored);
    }

    boolean isOpen(RoomRef room) {
        return loop.hosted(room.number()) != null;
    }

    void tell(RoomRef room, RoomCommand command) {
        room.tell(command);
        run();
    }

    void run() {
        executor.runPendingTasks();
    }

    /** Time passes, and the loop ticks once a second. */
    void pass(Duration time) {
        for (long seconds = time.toSeconds(); seconds > 0; seconds--) {
            nanos += TimeUnit.SECONDS.toNanos(1);
            wall = wall.plusSeconds(1);
            executor.advanceTimeBy(1, TimeUnit.SECONDS);
            run();
            loop.tick();
            run();
        }
    }

    /** Less than a second passes. */
    void passMillis(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        executor.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        run();
    }

    /** Time passes without a tick. */
    void leap(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    /** Somebody who connects now. */
    Guest guest(long userId, String name, long instance) {
        rooms.recall(userId);
        return new Guest(userId, name, instance);
    }

    /** A session and its client. */
    final class Guest implements RoomSession, ControlLink {
        private final long userId;
        private final String name;
        private final long instance;
        boolean over;
        final List<ServerMessage> answers = new ArrayList<>();
        final List<Frame> frames = new ArrayList<>();
        /** What everybody was told. */
        final List<ServerMessage> events = new ArrayList<>();
        /** What it alone was told. */
        final List<ServerMessage> messages = new ArrayList<>();

        private Guest(long userId, String name, long instance) {
            this.userId = userId;
            this.name = name;
            this.instance = instance;
        }

        ServerMessage enter(RoomRef room) {
            return enter(room, null);
        }

        ServerMessage enter(RoomRef room, RoomCommand.@Nullable Resume resume) {
            return ask(room, new RoomCommand.Enter(this, 1, null, false, RoomCommand.Manner.MEMBER, resume));
        }

        /** The last that it was answered. */
        ServerMessage ask(RoomRef room, RoomCommand.Asked command) {
            tell(room, command);
            return answers.getLast();
        }

        void leave(RoomRef room) {
            ask(room, new RoomCommand.Leave(this, 1));
        }

        /** Its connection has ended. */
        void disappear(RoomRef room) {
            tell(room, new RoomCommand.Gone(this, false));
        }

        /** All that it said before was answered. */
        void say(RoomRef room, long n, String text) {
            Objects.requireNonNull(loop.hosted(room.number())).handle(new RoomCommand.Publish(this, n, n, text, null));
            run();
        }

        @Override
        public void answer(ServerMessage answer) {
            answers.add(answer);
        }

        @Override
        public void send(ServerMessage message) {
            messages.add(message);
        }

        @Override
        public boolean offer(byte[] record) {
            return true;
        }

        @Override
        public boolean answer(byte[] record) {
            return true;
        }

        @Override
        public void sendEncoded(byte[] record) {
            events.add(event(record));
        }

        @Override
        public void failed(Counter what) {}

        @Override
        public LoopThread thread() {
            return loop.thread();
        }

        @Override
        public ControlLink link() {
            return this;
        }

        @Override
        public PublishLimit publishLimit() {
            return RATES.limit(nanos);
        }

        @Override
        public void send(byte[] frame) {
            frames.add(frame(frame));
        }

        @Override
        public void repair(byte[] frame) {
            frames.add(frame(frame));
        }

        @Override
        public boolean takesRepair(Nack nack) {
            return true;
        }

        @Override
        public String address() {
            return "";
        }

        @Override
        public long userId() {
            return userId;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long instance() {
            return instance;
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    private static ServerMessage event(byte[] record) {
        try {
            return ServerMessage.parseFrom(ByteString.copyFrom(record, Integer.BYTES, record.length - Integer.BYTES));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Frame frame(byte[] bytes) {
        try {
            Frame.Builder frame = Frame.newBuilder();
            return frame.mergeFrom(bytes).build();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** The guests in any room, who are delivered what is said in any. */
    private static final class OneRoom implements Audiences {
        private final List<RoomSession> sessions = new ArrayList<>();

        @Override
        public void join(int room, RoomSession session, long epoch, long sequence, long oldest) {
            sessions.add(session);
        }

        @Override
        public void leave(int room, RoomSession session) {
            sessions.remove(session);
        }

        @Override
        public void deliver(int room, byte[] frame, long epoch, long sequence, long oldest) {
            sessions.forEach(session -> session.send(frame));
        }

        @Override
        public void tellLatest(int room, long epoch, long sequence, long oldest, boolean toEverybody) {}

        @Override
        public boolean full() {
            return false;
        }
    }
}
