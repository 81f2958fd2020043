package dev.roomtalk.chat.input;

import dev.roomtalk.chat.console.EmojiNames;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The commands about messages that are there. Confined to the UI thread. */
final class MessageActions {
    private final CommandContext context;
    private final OutboxActions outbox;

    MessageActions(CommandContext context, OutboxActions outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    /** What the person does. */
    void act(String text) {
        if (text.isEmpty()) {
            context.state().problem("/me needs what you do: /me waves");
        } else {
            outbox.send(MessageContent.action(text));
        }
    }

    /**
     * Puts another text in the place of that of a message of one's own.
     *
     * @param typed the text; before it perhaps how many messages back that is, 1 for the last
     */
    void edit(ChatRoom room, String typed) {
        Counted counted = Counted.of(typed);
        if (counted.text.isEmpty()) {
            context.state()
                    .problem("/edit needs the new text of your last message, or 2 and the text for the one before");
            return;
        }
        find(room, message -> message.author().equalsIgnoreCase(self()), counted.back)
                .ifPresentOrElse(
                        message -> change(room, MessageContent.edit(message.id(), counted.text), "not edited"),
                        () -> context.state().problem("not edited: you have no such message on this screen"));
    }

    /** Reacts to the last message of somebody else, or one before it; or takes that back. */
    void react(ChatRoom room, String typed) {
        Counted counted = Counted.of(typed);
        String text = EmojiNames.get().emoji(counted.text);
        if (text.isEmpty()) {
            context.state()
                    .problem("/react needs an emoji: /react :heart:, or /react 2 :heart: for the message before");
            return;
        }
        ofOthers(room, counted.back, message -> {
            MessageId before = room.reactions().of(self(), message.id(), text);
            change(
                    room,
                    before == null ? MessageContent.reaction(message.id(), text) : MessageContent.removal(before),
                    "not sent");
        });
    }

    /** Answers the last message of somebody else, or one before it. */
    void reply(ChatRoom room, String typed) {
        Counted counted = Counted.of(typed);
        if (counted.text.isEmpty()) {
            context.state()
                    .problem("/reply needs the answer to the last message, or 2 and the answer to the one before");
            return;
        }
        ofOthers(room, counted.back, message -> outbox.send(MessageContent.reply(message.id(), counted.text, null)));
    }

    private String self() {
        return context.client().status().name();
    }

    private void ofOthers(ChatRoom room, int back, Consumer<ChatEvent.Message> action) {
        find(room, message -> !message.author().equalsIgnoreCase(self()), back)
                .ifPresentOrElse(
                        action, () -> context.state().problem("not sent: others have no such message on this screen"));
    }

    /** A number of messages, if one was typed, and what follows it. */
    private record Counted(int back, String text) {
        static Counted of(String typed) {
            int space = typed.indexOf(' ');
            String first = space < 0 ? "" : typed.substring(0, space);
            return first.matches("[1-9][0-9]?")
                    ? new Counted(
                            Integer.parseInt(first), typed.substring(space).strip())
                    : new Counted(1, typed);
        }
    }

    /**
     * Removes a message.
     *
     * @param which how many messages back, 1 for the last; one's own, or of the person that is named before it
     */
    void remove(ChatRoom room, String which) {
        String last = which.substring(which.lastIndexOf(' ') + 1);
        boolean counted = last.matches("[1-9][0-9]{0,2}");
        int back = counted ? Integer.parseInt(last) : 1;
        String named = (counted ? which.substring(0, which.length() - last.length()) : which).strip();
        String author = named.isEmpty() ? self() : bare(named);
        find(room, message -> message.author().equalsIgnoreCase(author), back)
                .ifPresentOrElse(
                        message -> change(room, MessageContent.removal(message.id()), "not removed"),
                        () -> context.state()
                                .problem("not removed: "
                                        + (named.isEmpty() ? "you have" : author + " has")
                                        + " no such message on this screen"));
    }

    private static String bare(String name) {
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    /** The last of the messages that are there to be read, or one so many before it. */
    private static Optional<ChatEvent.Message> find(ChatRoom room, Predicate<ChatEvent.Message> which, int back) {
        List<ChatEvent.Message> there = room.messages().stream()
                .filter(message -> message.kind().isShownItself() && message.removedBy() == null && which.test(message))
                .toList();
        return back > there.size() ? Optional.empty() : Optional.of(there.get(there.size() - back));
    }

    /** Publishes what is seen when it has come about; that it has not is said. */
    private void change(ChatRoom room, MessageContent content, String otherwise) {
        Publication publication = context.client().publish(room.name(), content);
        context.answers().of(publication.answered(), receipt -> {
            switch (receipt) {
                case Receipt.Delivered _ -> {}
                case Receipt.Refused refused -> context.state().problem(otherwise + ": " + refused.why());
                case Receipt.Unknown(String why) -> context.state().problem("perhaps " + otherwise + ": " + why);
            }
        });
    }
}
