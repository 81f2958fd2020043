package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.control.MessageRemoval;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecords;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes messages, as an operator wants it. Confined to the thread of the console's connection, which may wait. */
final class MessageActions {
    /** Rooms that the engine is asked for at once. */
    private static final int PAGE = 1_000;

    private final ServerProcess process;
    private final MessageRemoval removal;
    private final RoomRecords rooms;
    private final RoomAccess access;
    private final AuditedActions audited;

    MessageActions(
            ServerProcess process,
            MessageRemoval removal,
            RoomRecords rooms,
            RoomAccess access,
            AuditedActions audited) {
        this.process = process;
        this.removal = removal;
        this.rooms = rooms;
        this.access = access;
        this.audited = audited;
    }

    String purge(ConsoleRequest request) throws DeclinedException {
        String before = request.option(ConsoleCommand.Option.BEFORE);
        String author = request.option(ConsoleCommand.Option.AUTHOR);
        JsonObject details = new JsonObject();
        details.addProperty("before", before);
        details.addProperty("author", author);
        return audited.run(request, request.value(0), "", details, () -> {
            RoomRef room = access.room(request.value(0));
            long time = before == null ? Long.MAX_VALUE : Amounts.time(before, process.now());
            Purge which = new Purge(author == null ? null : author(author), time);
            AuditedActions.confirmed(request);
            long removed = Patience.awaitLong(removal.in(room.id(), which));
            details.addProperty("removed", removed);
            return removed(removed) + " from '" + room.name().display() + "'\n";
        });
    }

    /** Who has that name, and who had it: users may be deleted or renamed, and their messages stay. */
    private Purge.Author author(String text) throws DeclinedException {
        Name name = RoomAccess.valid(Name.user(text));
        @Nullable UserRecord user = access.userIfAny(name);
        return new Purge.Author(user == null ? 0 : user.id(), name.key());
    }

    /** Removes messages in all rooms, and returns how many those were. */
    long everywhere(Purge which) throws DeclinedException {
        long removed = 0;
        List<RoomSummary> page = page(RoomId.NONE);
        while (!page.isEmpty()) {
            for (RoomSummary room : page) {
                removed += Patience.awaitLong(removal.in(room.id(), which));
            }
            page = page(page.getLast().id());
        }
        return removed;
    }

    private List<RoomSummary> page(RoomId above) throws DeclinedException {
        return Patience.await(rooms.summaries(above, PAGE));
    }

    static String removed(long messages) {
        return messages == 1 ? "1 message was removed" : messages + " messages were removed";
    }
}
