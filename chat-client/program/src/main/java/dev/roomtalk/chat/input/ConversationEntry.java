package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.UnreadMentions;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.Conversations;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings what came while the person was away into the chat: private conversations with something unread, and mentions;
 * other conversations when somebody speaks in them; and tells the server what the person has read. Confined to the UI
 * thread.
 */
public final class ConversationEntry {
    /** How far the person has read is told this often at most. */
    private static final Duration BETWEEN_MARKS = Duration.ofSeconds(2);

    /** Mentions that are listed when the session connects; /mentions lists all. */
    private static final int MAX_MENTIONS = 20;

    private final ChatClient client;
    private final ChatState state;
    private final RoomEntry rooms;
    private final Answers answers;

    /** How far the server has been told that the person has read, by room. */
    private final Map<String, Long> marked = new HashMap<>();

    private Instant nextMark = Instant.MIN;

    /** When the last mention was taken that was listed. */
    private Instant lastMention = Instant.MIN;

    public ConversationEntry(ChatClient client, ChatState state, RoomEntry rooms, Answers answers) {
        this.client = client;
        this.state = state;
        this.rooms = rooms;
        this.answers = answers;
    }

    /** To be called with each event of the session, after {@link ChatState#on}. */
    public void on(ChatEvent event) {
        switch (event) {
            // A server of an earlier version refuses, and has no conversations.
            case ChatEvent.Connected _ -> {
                enter("");
                listMentions();
                if (!state.away().isEmpty()) {
                    // The server knows it only as long as the connection lasts.
                    answers.of(client.setAway(state.away()), _ -> {}, _ -> {});
                }
            }
            case ChatEvent.ConversationActive active -> enter(active.room());
            case ChatEvent.ReadElsewhere read -> marked.merge(read.room(), read.sequence(), Math::max);
            default -> {}
        }
    }

    /** Lists the mentions that came while the person was away, those aside that were listed before. */
    private void listMentions() {
        answers.of(
                new UnreadMentions(client, state.mentions()).find(),
                found -> {
                    List<Search.Hit> mentions = found.stream()
                            .filter(hit -> hit.message().time().isAfter(lastMention))
                            .toList();
                    if (!mentions.isEmpty()) {
                        lastMention = mentions.getFirst().message().time();
                        state.notice("while you were away you were mentioned"
                                + (mentions.size() > MAX_MENTIONS
                                        ? " " + mentions.size() + " times; /mentions lists all of them:"
                                        : ":"));
                        state.found(
                                mentions.stream().limit(MAX_MENTIONS).toList().reversed());
                    }
                },
                // There is nothing to search in, or the server is of an earlier version.
                _ -> {});
    }

    private void enter(String active) {
        answers.of(client.conversations().list(true), overview -> enter(overview, active), _ -> {});
    }

    /** @param active somebody has spoken in it, which may not be stored yet; empty: in none */
    private void enter(Conversations.Overview overview, String active) {
        for (Conversation conversation : overview.list().listed()) {
            marked.merge(conversation.name(), conversation.read(), Math::max);
            boolean here = state.rooms()
                    .find(conversation.name())
                    .filter(ChatRoom::joined)
                    .isPresent();
            int unread = Math.max(conversation.unread(), conversation.name().equalsIgnoreCase(active) ? 1 : 0);
            if (unread > 0 && !here) {
                rooms.follow(conversation.name(), unread);
            }
        }
    }

    /** Time has passed: what is shown is read. */
    public void settle() {
        ChatRoom shown = state.rooms().shown();
        if (shown == null
                || !shown.joined()
                || shown.keepsNothing()
                || shown.lastSequence() <= marked.getOrDefault(shown.name(), 0L)
                || state.now().isBefore(nextMark)) {
            return;
        }
        marked.put(shown.name(), shown.lastSequence());
        nextMark = state.now().plus(BETWEEN_MARKS);
        answers.of(client.conversations().markRead(shown.name(), shown.lastSequence()), _ -> {}, _ -> {});
    }
}
