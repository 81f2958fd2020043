package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys of the database. Those of one room have a tag in common, and so do those of one user, so that in a cluster
 * one script may touch them.
 */
final class Keys {
    /** The version of what the keys hold. */
    static final String VERSION = "3";

    /** In the place of {@link #VERSION}: everything is being moved into the database, and not all of it is there. */
    static final String UNFINISHED = "unfinished move";

    /** The key of {@link #VERSION}. */
    static final String FORMAT = "format";

    /** The number of the lease of who uses the database alone; it ends by itself. */
    static final String LEASE = "lease";

    /** The nodes that use the database, with the time in ms when they said so last. */
    static final String NODES = "nodes";

    /** What the nodes tell of themselves. */
    static final String NODE_CARDS = "node-cards";

    /** The number of the last lease, or of the node that came when there was no other: rooms are written under it. */
    static final String LAST_LEASE = "last-lease";

    /** Written for the sake of writing: whoever has this has all that was written before it. */
    static final String REPLICATED = "replicated";

    /** The last number that was given: to a room, or to a lease. */
    static final String NUMBERS = "numbers";

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

    /** What rooms publish is divided among so many channels. */
    static final int PARTITIONS = 64;

    /** Stands between a key and an id, and in neither. */
    private static final char VISIBLE_ID = '\0';

    private Keys() {}

    static String room(RoomId room) {
        return "{r:" + room.value() + "}";
    }

    /** All channels of a database; Redis itself has one set of channels for all its databases. */
    static List<String> allChannels(int database) {
        return IntStream.rangeClosed(0, PARTITIONS)
                .mapToObj(partition -> channels(database) + partition)
                .toList();
    }

    /** On which nodes tell each other what is not of a room. */
    static String busChannel(int database) {
        return channels(database) + PARTITIONS;
    }

    /** On which a room is published. */
    static String channel(int database, RoomId room) {
        return channels(database) + Math.floorMod(room.value(), PARTITIONS);
    }

    /** How all channels of a database begin; then follows the number of the partition. */
    static String channels(int database) {
        return "f:" + database + ":";
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
