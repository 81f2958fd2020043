package dev.roomtalk.server.relay;

import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.engine.Engine;
import dev.roomtalk.server.engine.LogEntry;
import dev.roomtalk.server.engine.LogPage;
import dev.roomtalk.server.room.Effect;
import java.util.HashMap;
import java.util.Map;

/** From a stretch of a room's log to the answer that carries it. */
final class HistoryPages {
    /** A page is never longer, encoded. */
    static final int BYTES = 64 << 10;

    private HistoryPages() {}

    private record Speaker(long userId, long instance, String name) {}

    static ServerMessage page(Effect.ReadHistory asked, int room, LogPage log) {
        HistoryPage.Builder page = HistoryPage.newBuilder()
                .setRoom(room)
                .setCoversTo(coversTo(asked, log))
                .setOldest(log.oldest());
        Map<Speaker, Integer> numbers = new HashMap<>();
        for (LogEntry entry : log.entries()) {
            Engine.AppendRequest message = entry.message();
            Speaker speaker = new Speaker(message.userId(), message.instance(), message.userName());
            int author = numbers.computeIfAbsent(speaker, s -> {
                page.addAuthors(Author.newBuilder()
                        .setNumber(numbers.size() + 1)
                        .setUserId(s.userId)
                        .setName(s.name)
                        .setInstance(s.instance));
                return numbers.size() + 1;
            });
            Deliver.Builder deliver = Deliver.newBuilder()
                    .setRoom(room)
                    .setAuthor(author)
                    .setEpoch(entry.epoch())
                    .setSequence(entry.sequence())
                    .setN(message.n())
                    .setText(message.text())
                    .setTimeMs(message.timeMillis());
            if (message.label() != null) {
                deliver.setLabel(message.label());
            }
            page.addMessages(deliver);
        }
        return ServerMessage.newBuilder()
                .setRequestId(asked.request())
                .setHistoryPage(page)
                .build();
    }

    /** What was relayed and could not be committed is gone too, once the ring has let it go. */
    private static long coversTo(Effect.ReadHistory asked, LogPage log) {
        boolean full = log.coversTo() < Math.min(asked.upTo(), log.committed());
        return full ? log.coversTo() : Math.max(log.coversTo(), Math.min(asked.upTo(), asked.settled()));
    }
}
