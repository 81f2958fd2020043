package dev.roomtalk.chat.session;

import dev.roomtalk.chat.console.Quoted;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageKind;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Makes lines of messages: those that are to be read have one, with what they answer above it; the others change a
 * line that is there, or are told in one. Confined to the UI thread.
 */
final class MessageLines {
    private final ChatDisplay display;
    private final Predicate<ChatEvent.Message> hides;
    private final BiConsumer<ChatRoom, ChatLine.Timed> print;
    private final BiConsumer<ChatRoom, ChatLine.Timed> printEarlier;

    /**
     * Lines for rooms.
     *
     * @param hides messages that the person does not want to see
     * @param print puts a line into a room
     * @param printEarlier puts a line that is not new into a room
     */
    MessageLines(
            ChatDisplay display,
            Predicate<ChatEvent.Message> hides,
            BiConsumer<ChatRoom, ChatLine.Timed> print,
            BiConsumer<ChatRoom, ChatLine.Timed> printEarlier) {
        this.display = display;
        this.hides = hides;
        this.print = print;
        this.printEarlier = printEarlier;
    }

    /** Shows a message that has come; true: it is to be read, and is shown. */
    boolean show(ChatRoom room, ChatEvent.Message message) {
        if (message.kind().changesTarget()) {
            change(room, message);
            return false;
        }
        if (hides.test(message)) {
            return false;
        }
        if (message.kind() == MessageKind.REACTION) {
            reacted(room, message);
            return false;
        }
        if (message.kind() == MessageKind.REPLY) {
            print.accept(room, new ChatLine.Quote(message.time(), room.find(message.target())));
        }
        print.accept(room, new ChatLine.Message(message));
        return message.removedBy() == null;
    }

    /** Shows a message that was said before; what comes with it has its text already, and what was there has not. */
    void showEarlier(ChatRoom room, ChatEvent.Message message, boolean isNew) {
        boolean hidden = hides.test(message);
        if (!message.kind().isShownItself()) {
            if (!hidden) {
                room.reactions().take(message);
            }
            room.change(message);
            display.change(room, message);
        } else if (isNew && !hidden) {
            if (message.kind() == MessageKind.REPLY) {
                printEarlier.accept(room, new ChatLine.Quote(message.time(), room.find(message.target())));
            }
            printEarlier.accept(room, new ChatLine.Message(message));
        }
    }

    /** Somebody has reacted to a message. */
    private void reacted(ChatRoom room, ChatEvent.Message reaction) {
        room.reactions().take(reaction);
        ChatEvent.Message target = room.find(reaction.target());
        if (reaction.removedBy() == null && (!display.change(room, reaction) || target == null)) {
            String about = target == null ? Quoted.UNKNOWN : Quoted.of(target.author(), target.text());
            print.accept(
                    room,
                    new ChatLine.Notice(
                            reaction.time(), reaction.author() + " reacted " + reaction.text() + " to " + about));
        }
    }

    /** A message was edited or removed. */
    private void change(ChatRoom room, ChatEvent.Message change) {
        if (room.reactions().take(change)) {
            if (!display.change(room, change)) {
                print.accept(room, new ChatLine.Notice(change.time(), change.author() + " took back a reaction"));
            }
            return;
        }
        ChatRoom.Awaited awaited = room.awaited();
        boolean waits = awaited != null && awaited.change(change);
        boolean there = room.change(change) || waits;
        if (!display.change(room, change) || !there) {
            print.accept(room, new ChatLine.Message(change));
        }
    }

    /** The lines of messages that were asked for, with the days before them. */
    static List<ChatLine> of(List<ChatEvent.Message> messages, ZoneId zone) {
        List<ChatLine> lines = new ArrayList<>();
        LocalDate day = null;
        for (ChatEvent.Message message : messages) {
            if (!message.kind().isShownItself()) {
                continue;
            }
            LocalDate its = LocalDate.ofInstant(message.time(), zone);
            if (!its.equals(day)) {
                day = its;
                lines.add(new ChatLine.Day(day));
            }
            if (message.kind() == MessageKind.REPLY) {
                lines.add(ChatLine.Quote.among(messages, message));
            }
            lines.add(new ChatLine.Message(message));
        }
        return lines;
    }
}
