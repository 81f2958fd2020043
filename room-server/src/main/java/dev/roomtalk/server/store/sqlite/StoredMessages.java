package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.Search;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Appends messages to the rooms' logs, reads them and searches them, as {@link Engine} promises. Any thread. */
final class StoredMessages {
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(2);

    private final RoomRegistry rooms;
    private final Readers readers;

    StoredMessages(RoomRegistry rooms, Readers readers) {
        this.rooms = rooms;
        this.readers = readers;
    }

    void append(RoomId id, long version, MessageLog.AppendRequest message, MessageLog.AppendAnswer answer) {
        RoomRegistry.Entry room = rooms.find(id);
        if (room == null) {
            answer.failed();
            return;
        }
        Sequencer sequencer = room.sequencer();
        switch (sequencer.append(version, message, answer)) {
            case ANSWERED -> {}
            case UNKNOWN_SPEAKER -> {
                // A speaker is looked up on entering, so this is rare; when the message is sent again the speaker is
                // known.
                sequencer.highestN(new Speaker(message.userId(), message.instance()), readers.lookUps());
                answer.failed();
            }
            case SAID_BEFORE -> answerAgain(sequencer, message, answer);
        }
    }

    private void answerAgain(Sequencer room, MessageLog.AppendRequest message, MessageLog.AppendAnswer answer) {
        long committed = room.committed();
        readers.pages()
                .ask(c -> Log.find(c, room.room(), committed, message))
                .whenComplete((LogEntry found, Throwable failure) -> {
                    if (failure != null) {
                        answer.failed();
                    } else if (found == null) {
                        answer.duplicate(0, 0, false);
                    } else {
                        answer.duplicate(found.epoch(), found.sequence(), true);
                    }
                });
    }

    CompletionStage<Long> highestN(RoomId id, Speaker speaker) {
        RoomRegistry.Entry room = rooms.find(id);
        return room == null
                ? CompletableFuture.completedFuture(0L)
                : room.sequencer().highestN(speaker, readers.lookUps());
    }

    CompletionStage<Long> epochEnd(RoomId id, long epoch) {
        RoomRegistry.Entry room = rooms.find(id);
        if (room == null) {
            return CompletableFuture.completedFuture(0L);
        }
        Sequencer sequencer = room.sequencer();
        if (epoch >= sequencer.epoch()) {
            return CompletableFuture.completedFuture(sequencer.committed());
        }
        if (!sequencer.keeps()) {
            return CompletableFuture.completedFuture(0L);
        }
        // Taken before the look-up: if that finds no later epoch, none had begun by now.
        long committed = sequencer.committed();
        return readers.lookUps()
                .ask(c -> Log.epochEnd(c, sequencer.room(), epoch))
                .thenApply(end -> end == null ? committed : end);
    }

    CompletionStage<LogPage> read(RoomId id, LogRange range) {
        RoomRegistry.Entry room = rooms.find(id);
        if (room == null) {
            return CompletableFuture.completedFuture(LogPage.none(range.after()));
        }
        Sequencer sequencer = room.sequencer();
        long committed = sequencer.committed();
        if (range.after() >= Math.min(range.upTo(), committed)) {
            return CompletableFuture.completedFuture(
                    new LogPage(List.of(), range.after(), range.after(), committed, sequencer.oldest()));
        }
        return readers.pages().ask(c -> {
            LogReading.Stretch read = LogReading.read(c, sequencer.room(), committed, range);
            return new LogPage(
                    read.entries(),
                    read.coversFrom(),
                    read.coversTo(),
                    committed,
                    sequencer.oldest(),
                    RemovedTable.within(c, sequencer.room(), read.coversFrom(), read.coversTo()));
        });
    }

    CompletionStage<Search.Answer> search(Search search) {
        return readers.searches().ask(c -> {
            Finder finder = new Finder(c, search);
            CompletableFuture.delayedExecutor(SEARCH_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(finder::giveUp);
            return finder.find(
                    place -> rooms.find(place.room()) == null ? 0 : place.room().value());
        });
    }
}
