package dev.roomtalk.server.control;

import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.Doors;
import dev.roomtalk.server.rooms.KnownRooms;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The set of rooms, and who is a member of which: finds rooms, makes them, searches in them. Any thread. */
public final class Lobby {
    private final RoomEngine engine;
    private final Relay relay;
    private final RoomDirectory directory;
    private final Memberships memberships;
    private final KnownRooms known;
    private final Doors doors;
    private final LiveSettings settings;
    private final InstantSource clock;

    /** @param clock tells since when the makers of rooms are members */
    public Lobby(
            RoomEngine engine,
            Relay relay,
            RoomDirectory directory,
            Memberships memberships,
            LiveSettings settings,
            InstantSource clock) {
        this.engine = engine;
        this.relay = relay;
        this.directory = directory;
        this.memberships = memberships;
        this.known = new KnownRooms(directory, memberships);
        this.doors = relay.rooms().doors();
        this.settings = settings;
        this.clock = clock;
    }

    /** The room of this name; null: there is none that the user may know. */
    @Nullable
    RoomRef find(long userId, Name name) {
        return known.find(userId, name);
    }

    /** The room of this number; null: there is none that the user may know. */
    @Nullable
    RoomRef find(long userId, int number) {
        return known.find(userId, number);
    }

    /** Whether a room has this name: only who wants to make a room may learn that. */
    boolean isTaken(Name name) {
        return directory.find(name.key()) != null;
    }

    /** Whether a room's name looks like this one: the same. */
    boolean looksTaken(Name name) {
        return directory.hasOneThatLooksLike(name);
    }

    /** Asks a room that the user may not know to let a session in; see {@link Doors#knock}. */
    @Nullable
    RoomRef knock(Name name, RoomCommand.Enter enter) {
        return doors.knock(name, enter);
    }

    Collection<RoomRef> rooms() {
        return directory.all();
    }

    boolean full() {
        return directory.size() >= settings.get().maxRooms();
    }

    boolean isMember(long userId, RoomRef room) {
        return memberships.contains(userId, room.number());
    }

    /** How many rooms a user is a member of. */
    int memberships(long userId) {
        return memberships.count(userId);
    }

    /** The rooms with a history that a user is a member of, a visit included. */
    List<RoomRef> searchable(long userId) {
        return memberships.rooms(userId).stream()
                .map(number -> find(userId, number))
                .filter(Objects::nonNull)
                .filter(room -> room.snapshot().history())
                .toList();
    }

    /** Whether this room, and not another of its name, is still there and the user a member of it. */
    boolean isSearchable(long userId, RoomRef room) {
        return find(userId, room.number()) == room && isMember(userId, room);
    }

    CompletionStage<Search.Answer> search(Search search) {
        return engine.search(search);
    }

    /** Takes a place for a room that the user makes, to be given back when it is made or not; 0: there is none. */
    int takePlace(long userId) {
        return memberships.takePlace(userId);
    }

    void givePlaceBack(long userId, int place) {
        memberships.giveBack(userId, place);
    }

    /** Why nothing can be stored at present, for the person; null if everything can. */
    @Nullable
    String trouble() {
        return engine.trouble();
    }

    /** Makes a room with its host; null: one of that name exists. */
    CompletionStage<@Nullable RoomRef> create(RoomRecord wanted, UserRecord maker, boolean announced) {
        MemberRecord host = new MemberRecord(maker.id(), maker.name().display(), Role.HOST, clock.millis(), announced);
        return relay.rooms().make(wanted.withMembers(List.of(host)));
    }
}
