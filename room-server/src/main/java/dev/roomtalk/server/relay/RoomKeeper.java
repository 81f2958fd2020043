package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.Engine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What a room has the engine keep, and remember for it. Confined to the room's loop, to which it brings the engine's answers. */
final class RoomKeeper {
    private final RoomRef ref;
    private final RelayLoop loop;
    private final Engine engine;
    private final Consumer<RoomCommand> room;

    /** @param room takes the answers, on its loop */
    RoomKeeper(RoomRef ref, Engine engine, Consumer<RoomCommand> room) {
        this.ref = ref;
        this.loop = ref.loop();
        this.engine = engine;
        this.room = room;
    }

    /** Nobody waits for it: what cannot be kept now is kept later. */
    void keep(Effect.KeepMembers e) {
        var _ = engine.changeMembers(ref.name(), e.now(), e.gone());
    }

    /** The same. */
    void keep(Effect.KeepSettings e) {
        var _ = engine.setSettings(ref.name(), e.settings());
    }

    void append(Effect.Append e) {
        loop.appendBegins();
        engine.append(
                ref.name(),
                new Engine.AppendRequest(
                        e.author().userId(),
                        e.author().name(),
                        e.author().instance(),
                        e.n(),
                        e.text(),
                        e.label(),
                        e.timeMillis()),
                new EngineAnswer(e.append()));
    }

    /** Brings the engine's answers to the room's loop, from whichever thread they come. */
    private final class EngineAnswer implements Engine.AppendAnswer {
        private final long append;
        private final long begun = loop.nanoTime();

        EngineAnswer(long append) {
            this.append = append;
        }

        @Override
        public void numbered(long epoch, long sequence) {
            onLoop(() -> room.accept(new RoomCommand.Numbered(append, epoch, sequence)));
        }

        @Override
        public void committed(boolean stored) {
            onLoop(() -> {
                // In a room that keeps nothing there is none.
                if (!stored && engine.trouble() != null) {
                    loop.count(Counter.MESSAGES_NOT_STORED);
                }
                if (stored) {
                    loop.took(Latency.STORE, loop.nanoTime() - begun);
                }
                loop.took(Latency.ACK, loop.nanoTime() - begun);
                end(new RoomCommand.Committed(append, stored));
            });
        }

        @Override
        public void duplicate(long epoch, long sequence, boolean stored) {
            onLoop(() -> end(new RoomCommand.Duplicate(append, epoch, sequence, stored)));
        }

        @Override
        public void failed() {
            onLoop(() -> end(new RoomCommand.AppendFailed(append)));
        }

        private void end(RoomCommand command) {
            loop.appendEnds();
            room.accept(command);
        }

        private void onLoop(Runnable command) {
            if (loop.isCurrentThread()) {
                command.run();
            } else {
                loop.execute(command);
            }
        }
    }

    /** Asks what the engine knows of who enters; {@code epoch}: the room's own. */
    void recall(RoomCommand.Enter enter, long epoch) {
        RoomCommand.Resume resume = enter.resume();
        Participant who = enter.who();
        CompletionStage<Long> epochEnd = resume == null || resume.epoch() == epoch
                ? CompletableFuture.completedFuture(0L)
                : engine.epochEnd(ref.name(), resume.epoch());
        var _ = engine.highestN(ref.name(), who.userId(), who.instance())
                .thenCombine(epochEnd, RoomCommand.Recollection::new)
                .whenComplete(
                        (known, failure) -> tell(new RoomCommand.Recalled(enter, failure == null ? known : null)));
    }

    private void tell(RoomCommand command) {
        if (loop.isCurrentThread()) {
            room.accept(command);
        } else {
            ref.tell(command);
        }
    }
}
