package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A private conversation with another user, as the list of them shows it.
 *
 * @param name "@" and the name of the other user, in the place of the name of a room
 * @param user the name of the other user
 * @param userId the other user's id
 * @param sequence of the last message; 0 if there is none
 * @param read how far this user has read, in any session
 * @param unread how many messages came after that; 0 if the last one is the user's own
 * @param last when the last message was taken; null if there is none
 */
public record Conversation(
        String name,
        String user,
        long userId,
        long sequence,
        long read,
        int unread,
        @Nullable Instant last) {
    /** How the names of conversations begin, and those of no other rooms. */
    public static final String MARK = "@";

    /** The conversation with a user, in the place of the name of a room. */
    public static String with(String user) {
        return MARK + user;
    }

    /** Whether this is the name of a conversation, and not of another room. */
    public static boolean is(String room) {
        return room.startsWith(MARK);
    }
}
