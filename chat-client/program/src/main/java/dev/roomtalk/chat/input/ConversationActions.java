package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.MessageContent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The commands about private conversations. Confined to the UI thread. */
final class ConversationActions {
    /** Who may begin a conversation, as it is typed. */
    static final List<String> CONTACTS = Arrays.stream(Contacts.values())
            .map(one -> one.name().toLowerCase(Locale.ROOT))
            .toList();

    private final CommandContext context;
    private final RoomEntry entry;
    private final ChatOutbox outbox;

    ConversationActions(CommandContext context, RoomEntry entry, ChatOutbox outbox) {
        this.context = context;
        this.entry = entry;
        this.outbox = outbox;
    }

    /** @param argument a name, and perhaps a message for that user */
    void message(String argument) {
        List<String> known = context.state().rooms().all().stream()
                .flatMap(room -> room.people().stream())
                .toList();
        Person person = Person.in(argument, known);
        if (person == null) {
            context.state().problem("/msg needs the name of a user; one with spaces in \"quotes\"");
            return;
        }
        entry.converse(Conversation.with(person.name()), room -> {
            if (!person.rest().isEmpty()) {
                outbox.send(room, MessageContent.text(person.rest(), null));
            }
        });
    }

    /** @param argument who may begin a conversation; empty: that is shown, with the conversations */
    void contacts(String argument) {
        if (argument.isEmpty()) {
            context.answers().of(context.client().conversations().list(true), overview -> {
                context.state().notice(sentence(overview.contacts()));
                context.list(overview.list().listed().stream()
                        .map(one -> one.name() + (one.unread() == 0 ? "" : ", " + one.unread() + " unread"))
                        .toList());
            });
            return;
        }
        String wanted = argument.toUpperCase(Locale.ROOT);
        Arrays.stream(Contacts.values())
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .ifPresentOrElse(
                        contacts -> context.answers()
                                .of(
                                        context.client().conversations().allow(contacts),
                                        _ -> context.state().notice(sentence(contacts))),
                        () -> context.state()
                                .problem("/contacts takes " + String.join(", ", CONTACTS) + ", and not " + argument));
    }

    private static String sentence(Contacts contacts) {
        return switch (contacts) {
            case EVERYBODY -> "everybody may begin a conversation with you";
            case ROOMS -> "whoever is a member of a room with you may begin a conversation with you";
            case NOBODY -> "nobody may begin a conversation with you; those that there are go on";
        };
    }
}
