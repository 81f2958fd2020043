package dev.roomtalk.server.control;

import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.RoomRef;

/**
 * Asks a room for a page of its history, one at a time for each session. On the loop of the connection that sent the
 * request.
 */
final class HistoryHandler {
    /** Messages of a page; its bytes end it before. */
    private static final int MAX_MESSAGES = 10_000;

    private final Lobby lobby;

    HistoryHandler(Lobby lobby) {
        this.lobby = lobby;
    }

    void read(ClientRequest request, ReadHistory read) {
        long upTo = read.getUpTo() == 0 ? Long.MAX_VALUE : read.getUpTo();
        if (read.getAfter() < 0 || upTo < 0 || read.getSinceMs() < 0 || read.getUntilMs() < 0) {
            request.refuse(RefusalReason.BAD_REQUEST, "a range of history begins at 0 or above");
            return;
        }
        if (upTo < read.getAfter() || (read.getUntilMs() != 0 && read.getUntilMs() < read.getSinceMs())) {
            request.refuse(RefusalReason.BAD_REQUEST, "a reversed range: it ends before it begins");
            return;
        }
        RoomRef room = request.room(lobby, read.getRoom());
        if (room == null) {
            return;
        }
        if (!request.session().beginReading(request.id())) {
            request.refuse(RefusalReason.BUSY, "this session is reading a page of history: ask when it is there");
        } else {
            int last = read.getLast() < 0 ? MAX_MESSAGES : Math.min(read.getLast(), MAX_MESSAGES);
            room.tell(new RoomCommand.AskHistory(
                    request.session(),
                    request.id(),
                    read.getAfter(),
                    upTo,
                    last,
                    read.getSinceMs(),
                    read.getUntilMs()));
        }
    }
}
