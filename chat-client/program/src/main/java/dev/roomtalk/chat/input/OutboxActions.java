package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.FailedMessage;
import java.util.List;

/** The commands about messages that were not sent. Confined to the UI thread. */
final class OutboxActions {
    private final CommandContext context;
    private final ChatOutbox outbox;

    OutboxActions(CommandContext context, ChatOutbox outbox) {
        this.context = context;
        this.outbox = outbox;
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
