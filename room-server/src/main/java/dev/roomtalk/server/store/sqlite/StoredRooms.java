package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.VisibleRooms;
import dev.roomtalk.wire.Name;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes, lists and closes rooms, with their members, bans and invitations, as {@link Engine} promises. Any
 * thread.
 */
final class StoredRooms {
    private final RoomRegistry rooms;
    private final Writer writer;
    private final Reader lookUps;
    private final Reader pages;
    private final Log log;
    private final InstantSource clock;
    private final MemberTable members = new MemberTable();
    private final BanTable bans = new BanTable();

    /** @param log of the writer, which forgets a room that is closed */
    StoredRooms(RoomRegistry rooms, Writer writer, Readers readers, Log log, InstantSource clock) {
        this.rooms = rooms;
        this.writer = writer;
        this.lookUps = readers.lookUps();
        this.pages = readers.pages();
        this.log = log;
        this.clock = clock;
    }

    CompletionStage<@Nullable RoomRecord> create(RoomRecord wanted, RoomFeed feed) {
        return writer.change(Writer.Promise.SYNCED, c -> RoomTable.create(c, wanted, clock.millis()))
                .thenApply(made -> {
                    if (made == null) {
                        return null;
                    }
                    rooms.open(made, writer).feeds().add(feed);
                    return made.record();
                });
    }

    CompletionStage<List<RoomRecord>> above(RoomId id, int most) {
        List<RoomRegistry.Entry> page = rooms.above(id, most);
        if (page.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        long first = page.getFirst().id();
        long last = page.getLast().id();
        return members.byRoom(first, last, lookUps)
                .thenCombine(
                        lookUps.ask(c -> BanTable.byRoom(c, first, last)),
                        (inRoom, banned) -> page.stream()
                                .map(room -> room.asCommitted(
                                        inRoom.getOrDefault(room.id(), List.of()),
                                        banned.getOrDefault(room.id(), List.of())))
                                .toList())
                .thenCombine(
                        lookUps.ask(c -> InvitationTable.byRoom(c, first, last)),
                        (all, invited) -> all.stream()
                                .map(record -> record.withInvitations(
                                        invited.getOrDefault(record.id().value(), List.of())))
                                .toList());
    }

    CompletionStage<List<RoomSummary>> summaries(RoomId above, int most) {
        List<RoomRegistry.Entry> page = rooms.above(above, most);
        if (page.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return lookUps.ask(c -> MemberTable.counts(
                        c, page.getFirst().id(), page.getLast().id()))
                .thenApply(counts -> page.stream()
                        .map(room -> room.record().summary(counts.getOrDefault(room.id(), 0)))
                        .toList());
    }

    CompletionStage<List<RoomSummary>> summaries(List<RoomId> of) {
        return lookUps.ask(c -> summaries(c, of));
    }

    private List<RoomSummary> summaries(DatabaseConnection c, List<RoomId> of) throws SQLException {
        List<RoomSummary> found = new ArrayList<>();
        for (RoomId id : of) {
            RoomRegistry.Entry room = rooms.find(id);
            if (room != null) {
                found.add(room.record().summary(MemberTable.count(c, id.value())));
            }
        }
        return List.copyOf(found);
    }

    CompletionStage<@Nullable RoomId> named(Name name) {
        return lookUps.ask(c -> {
            RoomId id = RoomTable.named(c, name);
            return id == null || rooms.find(id) == null ? null : id;
        });
    }

    CompletionStage<VisibleRooms> visible(int most) {
        return pages.ask(c -> new VisibleRooms(summaries(c, RoomTable.visible(c, most)), rooms.visible()));
    }

    /** Looks at the names of all rooms, where nobody has done so: a look-up would wait for that. */
    void readLooks() {
        rooms.looks().read();
    }

    CompletionStage<Boolean> looksTaken(Name name) {
        return lookUps.ask(_ -> rooms.looks().has(name));
    }

    int count() {
        return rooms.count();
    }

    CompletionStage<@Nullable RoomRecord> open(RoomId id, RoomFeed feed) {
        if (rooms.find(id) == null) {
            return CompletableFuture.completedFuture(null);
        }
        var unwrittenMembers = members.unwrittenOf(id.value());
        var unwrittenBans = bans.unwrittenOf(id.value());
        return lookUps.ask(c -> {
            List<MemberRecord> inRoom = MemberTable.ofRoom(c, id.value(), unwrittenMembers);
            List<Ban> banned = BanTable.ofRoom(c, id.value(), unwrittenBans);
            List<Invitation> invited = InvitationTable.ofRoom(c, id.value());
            RoomRegistry.Entry room = rooms.find(id);
            if (room == null) {
                return null;
            }
            room.sequencer().feeds().add(feed);
            // Once more: what was changed before the feed was added is in this record.
            RoomRegistry.Entry present = rooms.find(id);
            if (present == null) {
                return null;
            }
            RoomRecord record = present.record();
            return record.withMembers(inRoom)
                    .withBans(banned)
                    .withInvitations(invited)
                    .at(record.epoch(), room.sequencer().last());
        });
    }

    void letGo(RoomId id, RoomFeed feed) {
        RoomRegistry.Entry room = rooms.find(id);
        if (room != null) {
            room.sequencer().feeds().remove(feed);
        }
    }

    CompletionStage<Boolean> propose(RoomId id, long expected, RoomChange change) {
        RoomRegistry.Entry room = rooms.find(id);
        Sequencer.Changed changed = new Sequencer.Changed(expected + 1, change);
        if (room == null || !room.sequencer().change(changed, () -> rooms.change(id, expected, change))) {
            return CompletableFuture.completedFuture(false);
        }
        return keep(room, change).thenApply(_ -> true);
    }

    private CompletionStage<Void> keep(RoomRegistry.Entry room, RoomChange change) {
        return switch (change) {
            case RoomChange.Banned(Ban ban) -> bans.change(room.id(), ban.key(), ban, writer);
            case RoomChange.Kicked c -> members.change(room.id(), List.of(), List.of(c.userId()), writer);
            case RoomChange.MembersAre c -> members.change(room.id(), c.now(), c.gone(), writer);
            case RoomChange.Unbanned c -> bans.change(room.id(), c.ban(), null, writer);
            case RoomChange.RoleIs c
            when c.lifts() != null -> bans.change(room.id(), new Ban.Key(Ban.Kind.SPEAK, c.userId()), null, writer);
            case RoomChange.InvitationIs c ->
                writer.write(
                        Writer.Promise.ONCE, connection -> InvitationTable.put(connection, room.id(), c.invitation()));
            case RoomChange.InvitationEnded c -> remove(room, c);
            case RoomChange.TopicIs _, RoomChange.SettingsAre _ ->
                writer.write(
                        Writer.Promise.SOME_TIME, c -> write(c, room.record().id()));
            case RoomChange.RoleIs _, RoomChange.PresentAre _, RoomChange.Closed _ ->
                CompletableFuture.completedFuture(null);
        };
    }

    /** What cannot be removed at once is told so, and removed when it can be. */
    private CompletionStage<Void> remove(RoomRegistry.Entry room, RoomChange.InvitationEnded ended) {
        Writer.Write removing = c -> InvitationTable.remove(c, room.id(), ended.hash());
        return writer.write(Writer.Promise.ONCE, removing).whenComplete((_, failure) -> {
            if (failure != null) {
                var _ = writer.write(Writer.Promise.SOME_TIME, removing);
            }
        });
    }

    /** Writes how it is by now: a later change may have been given to the writer before. */
    private void write(DatabaseConnection c, RoomId id) throws SQLException {
        RoomRegistry.Entry latest = rooms.find(id);
        if (latest != null) {
            RoomTable.setTopic(c, id.value(), latest.record().topic());
            RoomTable.setSettings(c, id.value(), latest.record().settings());
        }
    }

    CompletionStage<List<RoomId>> ofUser(long userId) {
        return members.roomsOf(userId, lookUps)
                .thenApply(ids -> ids.stream()
                        .map(RoomId::new)
                        .filter(id -> rooms.find(id) != null)
                        .toList());
    }

    CompletionStage<Void> close(RoomId id) {
        Sequencer closed = rooms.close(id);
        return closed == null
                ? CompletableFuture.completedFuture(null)
                : writer.write(Writer.Promise.SOME_TIME, c -> {
                    log.forget(closed);
                    RoomTable.close(c, closed.room());
                });
    }
}
