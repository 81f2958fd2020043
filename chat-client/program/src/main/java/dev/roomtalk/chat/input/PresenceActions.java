package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatRoom;
import java.time.Duration;
import java.time.Instant;

/** What the person says of being away. Confined to the UI thread. */
final class PresenceActions {
    /** Others are told so often at most that the person is writing. */
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    private final CommandContext context;
    private Instant nextTyping = Instant.MIN;

    PresenceActions(CommandContext context) {
        this.context = context;
    }

    /** The person is writing in the room that is shown. */
    void types() {
        ChatRoom room = context.state().rooms().shown();
        if (room != null && room.joined() && !context.state().now().isBefore(nextTyping)) {
            nextTyping = context.state().now().plus(BETWEEN);
            context.client().typing(room.name());
        }
    }

    /** @param text why the person is away; empty: the person is back */
    void away(String text) {
        if (text.isEmpty() && context.state().away().isEmpty()) {
            context.state().problem("/away needs what others are told: /away back at two");
            return;
        }
        context.answers().of(context.client().setAway(text), _ -> {
            context.state().away(text);
            context.state()
                    .notice(
                            text.isEmpty()
                                    ? "you are back"
                                    : "you are away: " + text + "; /away, or a message, says that you are back");
        });
    }
}
