package dev.roomtalk.server.control;

import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Pair;
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
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The set of rooms, and who is a member of which: finds rooms, makes them, searches in them. Any thread. */
public final class Lobby {
    private final RoomEngine engine;
    private final UserRecords users;
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
            UserRecords users,
            Relay relay,
            RoomDirectory directory,
            Memberships memberships,
            LiveSettings settings,
            InstantSource clock) {
        this.engine = engine;
        this.users = users;
        this.relay = relay;
        this.directory = directory;
        this.memberships = memberships;
        this.known = new KnownRooms(directory, memberships);
        this.doors = relay.rooms().doors();
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The room of this name, if somebody has needed it in this process; the rooms of those who are connected are among
     * them. Null: it is not, or the user may not know it.
     */
    @Nullable
    RoomRef find(long userId, Name name) {
        return known.find(userId, name);
    }

    /** The room of this name, whoever may know it; asks the engine in any case. Null: there is none. */
    CompletionStage<@Nullable RoomRef> look(Name name) {
        return relay.rooms().look(name);
    }

    /** The same room; null: there is none that the user may know. */
    @Nullable
    RoomRef shown(long userId, @Nullable RoomRef room) {
        return known.shown(userId, room);
    }

    /** The conversation of a user with another; asks the engine the same in any case. Null: there is none. */
    CompletionStage<@Nullable RoomRef> conversation(long userId, Name other) {
        return users.userNamed(other)
                .thenCompose(found -> look(
                        Pair.of(userId, found == null ? userId : found.id()).name()))
                .thenApply(room -> shown(userId, room));
    }

    /** The rooms of a user who is connected, conversations among them. */
    List<RoomRef> roomsOf(long userId) {
        return memberships.rooms(userId).stream()
                .map(directory::find)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The conversations of a user who is connected. */
    List<RoomRef> conversationsOf(long userId) {
        return roomsOf(userId).stream().filter(room -> room.pair() != null).toList();
    }

    /** The room of this number; null: there is none that the user may know. */
    @Nullable
    RoomRef find(long userId, int number) {
        return known.find(userId, number);
    }

    /** Why no room of a name may be made. */
    enum Obstacle {
        NONE,
        /** A room has this name. */
        TAKEN,
        /** The name of a room looks like it. */
        LOOKS_TAKEN
    }

    /**
     * Whether other rooms stand in the way of one that is to be made: only who wants to make it may learn that.
     *
     * @param distinct no other room's name may look like this one
     */
    CompletionStage<Obstacle> obstacle(Name name, boolean distinct) {
        return engine.roomNamed(name).thenCompose(room -> {
            if (room != null || !distinct) {
                return CompletableFuture.completedFuture(room == null ? Obstacle.NONE : Obstacle.TAKEN);
            }
            return engine.looksTaken(name).thenApply(taken -> taken ? Obstacle.LOOKS_TAKEN : Obstacle.NONE);
        });
    }

    /**
     * Asks a room that the user may not know to let a session in; see {@link Doors#knock}.
     *
     * @param room null: there is none
     */
    void knock(@Nullable RoomRef room, Name name, RoomCommand.Enter enter) {
        doors.knock(room, name, enter);
    }

    /** A room as its user is shown it. */
    record ShownRoom(Name name, RoomRef.Snapshot snapshot, boolean joined) {}

    /**
     * What a user is shown of all rooms.
     *
     * @param first those with most people, and then by name
     * @param count how many the user may know
     */
    record ShownRooms(List<ShownRoom> first, int count) {}

    /** @param most rooms to be shown */
    CompletionStage<ShownRooms> list(long userId, int most) {
        return engine.visibleRooms(most).thenApply(visible -> {
            Map<String, ShownRoom> rooms = new HashMap<>();
            for (RoomSummary summary : visible.first()) {
                RoomRef known = directory.find(summary.id());
                if (known == null && !directory.isClosing(summary.id())) {
                    rooms.put(summary.name().key(), new ShownRoom(summary.name(), RoomRef.Snapshot.of(summary), false));
                }
            }
            int own = 0;
            for (RoomRef room : directory.all()) {
                RoomRef.Snapshot snapshot = room.snapshot();
                boolean joined = isMember(userId, room);
                if (room.pair() == null && (joined || !snapshot.hidden())) {
                    rooms.put(room.name().key(), new ShownRoom(room.name(), snapshot, joined));
                    own += snapshot.hidden() ? 1 : 0;
                }
            }
            List<ShownRoom> first = rooms.values().stream()
                    .sorted(Comparator.comparingInt(
                                    (ShownRoom r) -> r.snapshot().present())
                            .reversed()
                            .thenComparing(r -> r.name().key()))
                    .limit(most)
                    .toList();
            return new ShownRooms(first, visible.count() + own);
        });
    }

    boolean full() {
        return engine.rooms() >= settings.get().maxRooms();
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

    /** Makes a room with the members that it has there; null: one of that name exists. */
    CompletionStage<@Nullable RoomRef> create(RoomRecord wanted) {
        return relay.rooms().make(wanted);
    }

    /** Makes a room with its host; null: one of that name exists. */
    CompletionStage<@Nullable RoomRef> create(RoomRecord wanted, UserRecord maker, boolean announced) {
        MemberRecord host = new MemberRecord(maker.id(), maker.name().display(), Role.HOST, clock.millis(), announced);
        return relay.rooms().make(wanted.withMembers(List.of(host)));
    }
}
