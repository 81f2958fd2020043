package dev.roomtalk.client;

import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.HistoryPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stretch of a room's history.
 *
 * @param messages in the order of their sequence
 * @param coversFrom what lies above this, up to {@code coversTo}, and is not among them, is gone
 * @param coversTo where the stretch ends
 * @param oldest the lowest sequence that can be read
 */
public record RoomHistory(String room, List<ChatEvent.Message> messages, long coversFrom, long coversTo, long oldest) {
    public RoomHistory {
        messages = List.copyOf(messages);
    }

    /** There is nothing before it that could be read. */
    public boolean fromBeginning() {
        return coversFrom < oldest;
    }

    /** As the server said it to the program that is {@code instance}. */
    static RoomHistory of(String room, long instance, HistoryPage page) {
        Map<Integer, Author> authors = new HashMap<>();
        page.getAuthorsList().forEach(author -> authors.put(author.getNumber(), author));
        List<ChatEvent.Message> messages = new ArrayList<>(page.getMessagesCount());
        for (Deliver message : page.getMessagesList()) {
            Author author = authors.getOrDefault(message.getAuthor(), Authors.nameless(message.getAuthor()));
            messages.add(new ChatEvent.Message(
                    room,
                    message.getEpoch(),
                    message.getSequence(),
                    author.getName(),
                    author.getUserId(),
                    message.getLabel().isEmpty() ? null : message.getLabel(),
                    message.getText(),
                    Instant.ofEpochMilli(message.getTimeMs()),
                    author.getInstance() == instance));
        }
        return new RoomHistory(room, messages, page.getCoversFrom(), page.getCoversTo(), page.getOldest());
    }
}
