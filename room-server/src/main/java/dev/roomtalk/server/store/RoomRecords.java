package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rooms as they are kept: what each is, its members, its bans and its invitations. Any thread may call; answers
 * come on any thread, and possibly before the call returns. Nothing here blocks.
 *
 * <p>A room is named by its {@link RoomId}. A change of a room that is closed is done at once and changes nothing,
 * whatever other room has its name by now.
 */
public interface RoomRecords {
    /**
     * Makes the room with its first members, and returns it with its id and its epoch; null: one of that name exists.
     * Fails with {@link NotStoredException} where it cannot be stored. A room that was made is open, as by {@link
     * #open}: the node of its maker need not ask for it.
     */
    CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed);

    /** Makes a room for somebody who does not serve it; see {@link #createRoom(RoomRecord, RoomFeed)}. */
    default CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted) {
        RoomFeed nobody = (epoch, sequence, message) -> {};
        return createRoom(wanted, nobody).thenApply(made -> {
            if (made != null) {
                letGo(made.id(), nobody);
            }
            return made;
        });
    }

    /**
     * Rooms with their members, bans and invitations, and with the last sequence committed: those with ids above this
     * one, in the order of their ids, at most so many. An empty list: there are no more.
     */
    CompletionStage<List<RoomRecord>> rooms(RoomId above, int most);

    /**
     * Rooms without opening them, in pages as {@link #rooms}. Of how many members they have, the latest changes may be
     * missing.
     */
    CompletionStage<List<RoomSummary>> summaries(RoomId above, int most);

    /** Those of these rooms that there are, without opening them. */
    CompletionStage<List<RoomSummary>> summaries(List<RoomId> rooms);

    /**
     * The room that has this name; null: none has, or it is being closed. It takes as long where there is a room as
     * where there is none.
     */
    CompletionStage<@Nullable RoomId> roomNamed(Name name);

    /** The rooms that are not private, without opening them: the first so many by name, and how many there are. */
    CompletionStage<VisibleRooms> visibleRooms(int most);

    /** Whether the name of a room {@linkplain dev.roomtalk.server.names.Looks looks} like this one. */
    CompletionStage<Boolean> looksTaken(Name name);

    /**
     * Opens a room for a node: gives the room as it is now, with what was changed in it and is not written yet, and
     * brings its messages to the feed from then on. Its epoch and its sequence, the last that was numbered, are where
     * the feed goes on: what is above them the feed brings. It may do so before this is answered.
     *
     * <p>Null: there is no such room; then, and where this fails because the room cannot be read, nothing was opened.
     *
     * @param feed is open until {@link #letGo} is called with it, or the room is closed
     */
    CompletionStage<@Nullable RoomRecord> open(RoomId room, RoomFeed feed);

    /** Ends a feed that {@link #open} has opened: it is not called from now on, but for a call that is underway. */
    void letGo(RoomId room, RoomFeed feed);

    /**
     * Changes the room, unless it was changed by somebody who did not know what this change was decided on: its
     * version is above {@code expected}. With the change its version is one more than that, and the change is brought
     * to every open {@linkplain RoomFeed feed} of the room, before this is answered or after it. With other settings
     * the room keeps what these allow, of what the engine itself allows. A ban is kept in the place of another of its
     * {@linkplain Ban.Key kind and user}; such as have ended, and those of users and rooms that are no more, are
     * forgotten. Whoever may not enter and was a member when the ban was made is one no longer: both are kept, or
     * neither. Nor is who was kicked. Of a role only the end of a mute is kept here, the rest comes as
     * {@link RoomChange.MembersAre}.
     *
     * <p>True: it is changed; done when that is kept, and while that cannot be done it is tried again. False: nothing
     * is changed, because the room has a newer version, or is closed. Fails with {@link NotStoredException} where it is
     * not kept now. It may be kept later, and then the feeds are brought it.
     */
    CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change);

    /** The rooms that a user is a member of, with what is not written yet. */
    CompletionStage<List<RoomId>> roomsOf(long userId);

    /**
     * Closes the room: its name is free, its id means nothing from now on, and its feeds end. Every node that has it
     * open does this when it is brought {@link RoomChange.Closed}.
     */
    CompletionStage<Void> closeRoom(RoomId room);
}
