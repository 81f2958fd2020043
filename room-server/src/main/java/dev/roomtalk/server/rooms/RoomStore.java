package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Refused;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.Target;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomFeed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a room asks of the engine: what it writes, what it reads, and where the answers go. Confined to the
 * room's loop, to which it brings the engine's answers from whichever thread they come.
 */
final class RoomStore {
    private final RoomRef ref;
    private final LoopRooms rooms;
    private final LoopThread thread;
    private final Counters counters;
    private final RoomEngine engine;
    private final RoomFeed feed;
    private final Consumer<RoomCommand> room;

    /** What the engine has been asked for and not answered, messages and pages aside; and what it could not store. */
    private final AtomicInteger underway = new AtomicInteger();

    /**
     * What a room asks of the engine that has opened it.
     *
     * @param feed with which it was opened
     * @param room takes the answers, on its loop
     */
    RoomStore(RoomRef ref, RoomEngine engine, RoomFeed feed, Consumer<RoomCommand> room) {
        this.ref = ref;
        this.rooms = ref.rooms();
        this.thread = rooms.thread();
        this.counters = rooms.counters();
        this.engine = engine;
        this.feed = feed;
        this.room = room;
    }

    /** The room is let go: it needs its feed no longer. */
    void letGo() {
        engine.letGo(ref.id(), feed);
    }

    /** Whether the engine knows everything that this room has told it. */
    boolean isIdle() {
        return underway.get() == 0;
    }

    /** Whether what is stored outlives the server's process. */
    boolean durable() {
        return engine.durable();
    }

    void propose(Effect.Propose e) {
        underway.incrementAndGet();
        var _ = engine.propose(ref.id(), e.expected(), e.change())
                .whenComplete((taken, failure) -> answered(outcome(e, taken, failure)));
    }

    private static RoomCommand.Proposed outcome(Effect.Propose e, Boolean taken, @Nullable Throwable failure) {
        if (failure == null) {
            return new RoomCommand.Proposed(
                    e.proposal(), taken ? RoomCommand.Proposed.Outcome.TAKEN : RoomCommand.Proposed.Outcome.STALE);
        }
        Throwable cause = failure instanceof CompletionException c && c.getCause() != null ? c.getCause() : failure;
        String why = cause instanceof NotStoredException ? String.valueOf(cause.getMessage()) : "";
        return new RoomCommand.Proposed(e.proposal(), RoomCommand.Proposed.Outcome.FAILED, why);
    }

    /** @param closed runs when the engine knows it, or cannot be told */
    void closeRoom(Runnable closed) {
        var _ = engine.closeRoom(ref.id()).whenComplete((_, _) -> closed.run());
    }

    private static void answer(Participant who, ServerMessage message) {
        ((Requester) who).answer(message);
    }

    void read(Effect.ReadHistory e) {
        RoomCommand.AskHistory asked = e.asked();
        var _ = engine.read(ref.id(), HistoryPages.range(asked))
                .whenComplete((page, failure) -> answer(
                        asked.who(),
                        failure == null
                                ? HistoryPages.page(e, ref.number(), page)
                                : Refusals.message(
                                        asked.request(),
                                        Refused.BUSY,
                                        ref.name().display())));
    }

    /** Asks what the engine knows of the session that enters; {@code epoch}: the room's own. */
    void recall(RoomCommand.Enter enter, long epoch) {
        RoomCommand.Resume resume = enter.resume();
        Participant who = enter.who();
        CompletionStage<Long> epochEnd = resume == null || resume.epoch() == epoch
                ? CompletableFuture.completedFuture(0L)
                : engine.epochEnd(ref.id(), resume.epoch());
        underway.incrementAndGet();
        var _ = engine.highestN(ref.id(), who.userId(), who.instance())
                .thenCombine(epochEnd, RoomCommand.Recollection::new)
                .whenComplete(
                        (known, failure) -> answered(new RoomCommand.Recalled(enter, failure == null ? known : null)));
    }

    /** Looks for what a message is about, and whether the engine has had the message itself before. */
    void findTarget(RoomCommand.Publish message) {
        Participant who = message.who();
        long sequence = message.purpose().sequence();
        underway.incrementAndGet();
        var _ = engine.highestN(ref.id(), who.userId(), who.instance())
                .thenCombine(
                        engine.read(ref.id(), LogRange.of(sequence - 1, sequence, 1)),
                        (highest, page) -> new Target.LookUp(highest >= message.n(), target(message.purpose(), page)))
                .whenComplete((found, failure) ->
                        answered(new RoomCommand.TargetFound(message, failure == null ? found : null)));
    }

    private static @Nullable Target target(Purpose about, LogPage page) {
        for (LogEntry entry : page.entries()) {
            if (entry.sequence() == about.sequence() && entry.epoch() == about.epoch()) {
                return new Target(
                        entry.message().userId(),
                        entry.message().timeMillis(),
                        entry.purpose().kind(),
                        entry.revision().isRemoval());
            }
        }
        return null;
    }

    /** The engine has answered what the room awaits an answer to. Any thread. */
    private void answered(RoomCommand command) {
        onLoop(() -> {
            underway.decrementAndGet();
            room.accept(command);
        });
    }

    private void onLoop(Runnable command) {
        if (thread.isCurrent()) {
            command.run();
        } else {
            thread.execute(command);
        }
    }

    /** @param version of the room when it was decided that the author may say this */
    void append(Effect.Append e, long version) {
        rooms.appendBegins();
        engine.append(
                ref.id(),
                version,
                new MessageLog.AppendRequest(
                        e.author().userId(),
                        e.author().name(),
                        e.author().instance(),
                        e.n(),
                        e.text(),
                        e.label(),
                        e.timeMillis(),
                        e.purpose()),
                new AppendAnswer(e.append()));
    }

    private final class AppendAnswer implements MessageLog.AppendAnswer {
        private final long append;
        private final long begun = thread.nanoTime();

        AppendAnswer(long append) {
            this.append = append;
        }

        @Override
        public void committed(long epoch, long sequence, boolean stored) {
            if (thread.isCurrent()) {
                finish(epoch, sequence, stored);
            } else {
                thread.execute(() -> finish(epoch, sequence, stored));
            }
        }

        private void finish(long epoch, long sequence, boolean stored) {
            // A room without history stores nothing, and that is no trouble.
            if (!stored && engine.trouble() != null) {
                counters.count(Counter.MESSAGES_NOT_STORED);
            }
            long took = thread.nanoTime() - begun;
            if (stored) {
                counters.took(Latency.STORE, took);
            }
            counters.took(Latency.ACK, took);
            end(new RoomCommand.Committed(append, epoch, sequence, stored, stored || !engine.durable()));
        }

        @Override
        public void duplicate(long epoch, long sequence, boolean stored) {
            onLoop(() -> end(new RoomCommand.Duplicate(append, epoch, sequence, stored)));
        }

        @Override
        public void failed() {
            onLoop(() -> end(new RoomCommand.AppendFailed(append)));
        }

        @Override
        public void unknown() {
            failed();
        }

        private void end(RoomCommand command) {
            rooms.appendEnds();
            room.accept(command);
        }
    }
}
