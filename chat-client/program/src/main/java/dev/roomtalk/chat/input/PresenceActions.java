package dev.roomtalk.chat.input;

/** What the person says of being away. Confined to the UI thread. */
final class PresenceActions {
    private final CommandContext context;

    PresenceActions(CommandContext context) {
        this.context = context;
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
