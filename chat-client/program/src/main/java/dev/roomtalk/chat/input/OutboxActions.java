package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.FailedMessage;
import dev.roomtalk.client.MessageContent;
import java.util.List;

/** What is sent, and the commands about messages that were not. Confined to the UI thread. */
final class OutboxActions {
    private final CommandContext context;
    private final ChatOutbox outbox;
    private boolean warnedOfWaiting;

    OutboxActions(CommandContext context, ChatOutbox outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    /** Sends what the person says in the room that is shown. */
    void send(MessageContent content) {
        ChatRoom room = context.state().rooms().shown();
        if (room == null) {
            context.state().problem("not sent, you are in no room; /join ROOM enters one: " + content.text());
            return;
        }
        if (!room.joined()) {
            outbox.refuse(room, content, "you are no longer in it; /join " + room.name() + " enters it again");
            return;
        }
        if (!warnedOfWaiting && !context.client().status().connected()) {
            warnedOfWaiting = true;
            context.state().notice("not connected: your messages wait, and are sent after reconnecting");
        }
        if (!context.state().away().isEmpty()) {
            context.state().away("");
            context.answers()
                    .of(context.client().setAway(""), _ -> context.state().notice("you are back"));
        }
        outbox.send(room, content);
    }

    /** Time has passed, or an answer has come. */
    void settle() {
        warnedOfWaiting &= !context.client().status().connected();
    }

    /** Sends the failed messages of the room that is shown again. */
    void sendAgain() {
        ChatRoom shown = context.state().rooms().shown();
        if (shown == null || outbox.failedIn(shown).isEmpty()) {
            context.state()
                    .notice(
                            outbox.failed().isEmpty()
                                    ? "there is nothing to send again"
                                    : "there is nothing to send again here; /failed lists the messages of other rooms");
        } else if (!shown.joined()) {
            context.state()
                    .problem("you are no longer in " + shown.name() + "; /join " + shown.name()
                            + " enters it again, and then F5 sends again");
        } else {
            outbox.sendAgain(shown);
        }
    }

    void drop() {
        int messages = outbox.failed().size();
        outbox.drop();
        context.state()
                .notice(
                        switch (messages) {
                            case 0 -> "there is nothing to forget: every message was sent";
                            case 1 -> "1 message is forgotten";
                            default -> messages + " messages are forgotten";
                        });
    }

    void list() {
        List<FailedMessage> failed = outbox.failed();
        if (failed.isEmpty()) {
            context.state().notice("there is nothing to send again");
        } else {
            context.list(failed.stream().map(FailedMessage::summary).toList());
            context.state().notice("F5 sends those of this room again, /drop forgets all");
        }
    }
}
