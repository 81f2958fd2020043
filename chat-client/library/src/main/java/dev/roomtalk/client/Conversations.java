package dev.roomtalk.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The private conversations of this user with one other user each. Each is a room of the two under the name {@code
 * @OTHER}: {@link ChatClient#join} enters it, and begins it if there is none; messages, history, search and files are
 * those of rooms. Every method may be called from any thread; futures complete as those of {@link ChatClient}.
 */
public interface Conversations {
    /**
     * The conversations, those where somebody spoke last first.
     *
     * @param contacts who may begin one with this user
     */
    record Overview(Listing<Conversation> list, Contacts contacts) {}

    /**
     * Lists the conversations.
     *
     * @param watch from now on, as long as the connection lasts, {@link ChatEvent.ConversationActive} and {@link
     *     ChatEvent.ReadElsewhere} report what goes on in them, and {@link ChatEvent.Typing} who is writing
     */
    CompletableFuture<Overview> list(boolean watch);

    /**
     * How far this user has read the rooms that it is a member of, those without history aside. A server of an earlier
     * version knows of none.
     */
    CompletableFuture<List<ReadMark>> readMarks();

    /** Sets who may begin a conversation with this user. Done when that is stored. */
    CompletableFuture<Void> allow(Contacts contacts);

    /**
     * The user has read a room that was joined, or a conversation, up to this sequence: other sessions of the user come
     * to know.
     */
    CompletableFuture<Void> markRead(String room, long sequence);
}
