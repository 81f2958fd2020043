package dev.roomtalk.chat.input;

import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.settings.KeyBindings;
import java.util.List;

/**
 * What the commands of a chat do.
 *
 * @param quit leaves the program
 */
record CommandActions(
        CommandContext context,
        RoomActions rooms,
        ModerationActions moderation,
        InvitationActions invitations,
        OutboxActions outbox,
        HistoryActions history,
        SearchActions search,
        NotifyActions notifications,
        KeyBindings keys,
        Runnable quit) {
    static CommandActions of(
            CommandContext context,
            RoomEntry entry,
            ChatOutbox outbox,
            HistoryScroll history,
            KeyBindings keys,
            Runnable quit) {
        return new CommandActions(
                context,
                new RoomActions(context, entry),
                new ModerationActions(context),
                new InvitationActions(context),
                new OutboxActions(context, outbox),
                new HistoryActions(context, history),
                new SearchActions(context),
                new NotifyActions(context),
                keys,
                quit);
    }

    void clear() {
        context.state().clear();
    }

    void help(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        if (bare.isEmpty()) {
            context.state().items(SlashCommands.help(keys));
        } else {
            SlashCommands.find(bare)
                    .ifPresentOrElse(
                            command -> context.state().items(List.of(command.describe())),
                            () -> context.state().problem(SlashCommands.unknown(bare)));
        }
    }
}
