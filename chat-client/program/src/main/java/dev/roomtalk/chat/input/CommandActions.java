package dev.roomtalk.chat.input;

import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.settings.KeyBindings;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the commands of a chat do.
 *
 * @param aliases what stands for a name that is typed behind a slash
 * @param quit leaves the program
 */
record CommandActions(
        CommandContext context,
        RoomActions rooms,
        ModerationActions moderation,
        InvitationActions invitations,
        OutboxActions outbox,
        MessageActions messages,
        HistoryActions history,
        SearchActions search,
        NotifyActions notifications,
        ConversationActions conversations,
        FileActions files,
        PresenceActions presence,
        KeyBindings keys,
        Map<String, String> aliases,
        Runnable quit) {
    static CommandActions of(
            CommandContext context,
            RoomEntry entry,
            ChatOutbox outbox,
            HistoryScroll history,
            KeyBindings keys,
            Map<String, String> aliases,
            Runnable quit) {
        OutboxActions sending = new OutboxActions(context, outbox);
        return new CommandActions(
                context,
                new RoomActions(context, entry),
                new ModerationActions(context),
                new InvitationActions(context),
                sending,
                new MessageActions(context, sending),
                new HistoryActions(context, history),
                new SearchActions(context),
                new NotifyActions(context),
                new ConversationActions(context, entry, outbox),
                FileActions.of(context, outbox),
                new PresenceActions(context),
                keys,
                aliases,
                quit);
    }

    void clear() {
        context.state().clear();
    }

    void copy() {
        context.state().copy();
    }

    void help(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        String alias = aliases.get(bare.toLowerCase(Locale.ROOT));
        if (bare.isEmpty()) {
            context.state().items(SlashCommands.help(keys, aliases));
        } else if (alias != null) {
            context.state().items(List.of("/" + bare + " = " + alias));
        } else {
            SlashCommands.find(bare)
                    .ifPresentOrElse(
                            command -> context.state().items(List.of(command.describe())),
                            () -> context.state().problem(SlashCommands.unknown(bare)));
        }
    }
}
