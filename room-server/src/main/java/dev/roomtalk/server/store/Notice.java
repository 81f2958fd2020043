package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;
import java.util.List;

/** What a node tells the others that share its engine: of users and of the whole, not of a room. */
public sealed interface Notice {
    /**
     * The sessions of a user end.
     *
     * @param spared the instance whose session goes on; 0: none does
     * @param reason the name of the wire's reason
     * @param retry whether its clients may come again by themselves
     */
    record SessionsEnd(long userId, long spared, String reason, String sentence, boolean retry) implements Notice {}

    /** An instance of a user has connected: a session that it has on another node ends. */
    record SessionBegins(long userId, long instance) implements Notice {}

    /** This token proves nobody any longer. */
    record TokenReplaced(TokenHash token) implements Notice {}

    /** A user has this name now. */
    record Renamed(UserRecord user) implements Notice {}

    record AddressBanned(AddressBan ban) implements Notice {}

    record AddressUnbanned(AddressRange range) implements Notice {}

    /** Users have become members of a room, or are members of one no longer. */
    record MembersChanged(List<Long> userIds) implements Notice {
        public MembersChanged {
            userIds = List.copyOf(userIds);
        }
    }

    /**
     * Somebody has spoken in a conversation of two users.
     *
     * @param low the one with the lower id
     * @param toLow the name of the conversation, as that one is shown it
     */
    record Spoken(RoomId room, long low, String toLow, long high, String toHigh) implements Notice {}

    /** A user has read a room so far. */
    record Read(RoomId room, long userId, long sequence) implements Notice {}

    /**
     * Messages of a room were removed for good.
     *
     * @param upTo none that was numbered later
     */
    record Purged(RoomId room, Purge which, long upTo) implements Notice {}

    /** Notices of others may not have come: nothing that rests on them is to be believed. */
    record Missed() implements Notice {}
}
