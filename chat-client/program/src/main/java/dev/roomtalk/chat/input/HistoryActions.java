package dev.roomtalk.chat.input;

import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import java.util.List;

/** The commands and keys for a room's history. Confined to the UI thread. */
final class HistoryActions {
    /** Messages that are printed where the screen cannot show the history. */
    private static final int PRINTED = 50;

    private final CommandContext context;
    private final HistoryScroll view;

    HistoryActions(CommandContext context, HistoryScroll view) {
        this.context = context;
        this.view = view;
    }

    /** Opens the history of the room that is shown, or prints its last messages if a number is given. */
    void command(String count) {
        if (!count.isEmpty() && !count.matches("[1-9][0-9]{0,2}")) {
            context.state().problem("/history takes a number from 1 to 999, and not " + count);
        } else if (count.isEmpty()) {
            open(false);
        } else {
            context.inRoom(room -> print(room, Integer.parseInt(count)));
        }
    }

    /** PageUp, or a key while the history covers the screen. */
    void key(HistoryView.Move move) {
        if (view.isOpen()) {
            view.on(move);
        } else if (move == HistoryView.Move.PAGE_UP) {
            open(true);
        } else {
            // It was pressed when the history was closed already: keys are for the line again.
            view.close();
        }
    }

    private void open(boolean up) {
        context.inRoom(room -> {
            if (room.keepsNothing() || !view.open(up)) {
                print(room, PRINTED);
            }
        });
        if (!view.isOpen()) {
            view.close();
        }
    }

    private void print(ChatRoom room, int count) {
        if (room.keepsNothing()) {
            context.state().notice(ChatRoom.titled(room.name()) + " keeps no history");
            return;
        }
        context.answers()
                .of(
                        context.client().history(room.name(), HistoryQuery.last(count)),
                        read -> print(
                                room,
                                read.messages().stream()
                                        .filter(message ->
                                                !context.state().notifier().hides(message))
                                        .toList()));
    }

    private void print(ChatRoom room, List<ChatEvent.Message> messages) {
        context.state()
                .messages(
                        messages.isEmpty()
                                ? "no messages of " + ChatRoom.titled(room.name()) + " are stored"
                                : "the last " + messages.size() + " of " + ChatRoom.titled(room.name()),
                        messages);
    }
}
