package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of the database. Those of one room have a tag in common, and so do those of one user, so that in a cluster
 * one script may touch them.
 */
final class Keys {
    /** The version of what the keys hold. */
    static final String VERSION = "3";

    /** In the place of {@link #VERSION}: everything is being moved into the database, and not all of it is there. */
    static final String UNFINISHED = "unfinished move";

    /** Written for the sake of writing: whoever has this has all that was written before it. */
    static final String REPLICATED = "replicated";

    /** The ids of all rooms, sorted by themselves. */
    static final String ROOMS = "rooms";

    /** The rooms that are not private, sorted by {@link #visible}. */
    static final String VISIBLE = "visible";

    /** The ids of all users, sorted by their last use. */
    static final String USERS = "users";

    /** The bans of addresses. */
    static final String ADDRESS_BANS = "address-bans";

    /** Behind the key of a room: its messages. */
    static final String LOG = ":s";

    /** Behind the key of a room: its messages that later ones have edited or removed. */
    static final String REVISED = ":c";

    /** Behind the key of a room: where its epochs ended. */
    static final String EPOCHS = ":e";

    /** Behind the key of a room: what its speakers said last. */
    static final String SPEAKERS = ":n";

    /** The same, of those before. */
    static final String SPEAKERS_BEFORE = ":o";

    /** Behind the key of a room. */
    static final String MEMBERS = ":m";

    /** Behind the key of a room. */
    static final String BANS = ":b";

    /** Behind the key of a room. */
    static final String INVITATIONS = ":i";

    /** Behind the key of a room: how far its users have read. */
    static final String READ = ":r";

    /** Behind the key of a room: who has sessions in it, on which node. */
    static final String PRESENT = ":p";

    private static final List<String> PARTS =
            List.of(LOG, REVISED, EPOCHS, SPEAKERS, SPEAKERS_BEFORE, MEMBERS, BANS, INVITATIONS, READ, PRESENT);

    /** What rooms publish is divided among so many channels. */
    static final int PARTITIONS = 64;

    /** Stands between a key and an id, and in neither. */
    private static final char VISIBLE_ID = '\0';

    private Keys() {}

    static String room(RoomId room) {
        return "{r:" + room.value() + "}";
    }

    /** All keys that a room may have: those of a script that touches it, so that a cluster runs it as a whole. */
    static String[] allOfRoom(String room) {
        return Stream.concat(Stream.of(""), PARTS.stream())
                .map(part -> room + part)
                .toArray(String[]::new);
    }

    static String user(long id) {
        return "{u:" + id + "}";
    }

    static String roomsOf(long userId) {
        return user(userId) + ":r";
    }

    static String roomName(String key) {
        return "n:r:" + key;
    }

    /** Of a room among the visible ones: sorts by the key of its name. */
    static String visible(String key, long room) {
        return key + VISIBLE_ID + room;
    }

    /** The room that a {@link #visible} names. */
    static RoomId visibleRoom(String visible) {
        return new RoomId(Long.parseLong(visible.substring(visible.lastIndexOf(VISIBLE_ID) + 1)));
    }

    static String userName(Name name) {
        return "n:u:" + name.key();
    }

    /** The rooms whose names have a look. */
    static String roomLook(String look) {
        return "k:" + look;
    }

    static String look(String look) {
        return "l:" + look;
    }

    static String token(TokenHash token) {
        return "t:" + token.hex();
    }
}
