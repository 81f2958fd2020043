package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.Retention;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is kept no longer: messages that are too old or too many, what was said in closed rooms, instances that
 * have long been silent, bans that have ended. Confined to the writer; goes round in small steps, so that no message
 * waits long.
 */
final class Sweeper implements Writer.Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** Messages removed in one step. */
    static final int STEP = 256;

    private static final int ROOMS_LOOKED_AT = 64;
    private static final int INSTANCE_DAYS = 30;
    /** A clock that was set forth for a while shall end no ban. */
    private static final Duration BEHIND_A_BAN = Duration.ofDays(1);

    /** As long as who comes late is told that it has ended. */
    private static final Duration BEHIND_AN_INVITATION = Duration.ofDays(30);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(1);

    private final AgeClock clock;
    /** What it keeps of a room that says nothing else, and at most. */
    private volatile RoomSettings server;

    private final LongFunction<@Nullable Sequencer> sequencers;
    private long nextRound;

    /** Rooms up to this id were looked at in this round. */
    private long lookedAt;

    /** A room and what it keeps. */
    private record Kept(long room, long messages, long bytes, long indexed, long firstTime, RoomSettings settings) {}

    private record Closed(long room, long indexed) {}

    /** @param sequencers by the room's id; null: there is no such room */
    Sweeper(AgeClock clock, Retention retention, Duration age, LongFunction<@Nullable Sequencer> sequencers) {
        this.clock = clock;
        this.server = server(retention, age);
        this.sequencers = sequencers;
    }

    private static RoomSettings server(Retention retention, Duration age) {
        return new RoomSettings(0, age.toSeconds(), retention.messages(), retention.bytes());
    }

    /** In its next round it removes what is over these. Any thread. */
    void follow(Retention retention, Duration age) {
        server = server(retention, age);
    }

    @Override
    public boolean due() {
        long now = clock.millis();
        // A clock that was set back does not put it off.
        return now >= nextRound || now < nextRound - BETWEEN_ROUNDS.toMillis();
    }

    @Override
    public boolean step(DatabaseConnection c) throws SQLException {
        long forth = clock.takeSetForth();
        if (forth != 0) {
            setForth(c, forth);
        }
        boolean more = removeClosed(c)
                || removeSilent(c)
                || BanTable.sweep(c, clock.millis() - BEHIND_A_BAN.toMillis(), STEP)
                || InvitationTable.sweep(c, clock.millis() - BEHIND_AN_INVITATION.toMillis(), STEP)
                || removeOld(c);
        if (!more) {
            lookedAt = 0;
            nextRound = clock.millis() + BETWEEN_ROUNDS.toMillis();
        }
        return more;
    }

    /**
     * The clock was behind, and has been set forth for good: what was noted by it is moved as far, or users and bans
     * would end early.
     */
    private void setForth(DatabaseConnection c, long millis) throws SQLException {
        long before = clock.millis() - millis + BETWEEN_ROUNDS.toMillis();
        int users = c.query("UPDATE users SET last_used = last_used + ? WHERE last_used <= ?")
                .run(millis, before);
        c.query("UPDATE bans SET since = since + ?1, until = until + ?1 WHERE until > 0 AND since <= ?2")
                .run(millis, before);
        c.query("UPDATE invitations SET since = since + ?1, until = until + ?1 WHERE since <= ?2")
                .run(millis, before);
        LOG.warn(
                "the clock was set forth by {} h: the last use of {} users, and bans and invitations, moved as far",
                TimeUnit.MILLISECONDS.toHours(millis),
                users);
    }

    @Override
    public void failed() {
        lookedAt = 0;
        nextRound = clock.millis() + BETWEEN_ROUNDS.toMillis();
    }

    private static boolean removeClosed(DatabaseConnection c) throws SQLException {
        Closed closed = c.query("SELECT room, indexed FROM closed_rooms LIMIT 1")
                .first(row -> new Closed(row.getLong(1), row.getLong(2)));
        if (closed == null) {
            return false;
        }
        long room = closed.room;
        List<LogEntry> gone = Log.oldest(c, room, STEP);
        if (!gone.isEmpty()) {
            Log.delete(c, room, gone.getLast().sequence(), closed.indexed);
            return true;
        }
        int instances = c.query("DELETE FROM instances WHERE (room, user, instance) IN"
                        + " (SELECT room, user, instance FROM instances WHERE room = ? LIMIT ?)")
                .run(room, STEP);
        if (instances == 0) {
            c.query("DELETE FROM epochs WHERE room = ?").run(room);
            c.query("DELETE FROM closed_rooms WHERE room = ?").run(room);
        }
        return true;
    }

    private boolean removeSilent(DatabaseConnection c) throws SQLException {
        long today = TimeUnit.MILLISECONDS.toDays(clock.millis());
        return c.query("DELETE FROM instances WHERE (room, user, instance) IN"
                                + " (SELECT room, user, instance FROM instances WHERE last_day < ? LIMIT ?)")
                        .run(today - INSTANCE_DAYS, STEP)
                > 0;
    }

    private boolean removeOld(DatabaseConnection c) throws SQLException {
        List<Kept> rooms = c.query(
                        "SELECT id, messages, bytes, indexed, (SELECT time FROM messages m WHERE m.id > (r.id << 36)"
                                + " AND m.id < ((r.id + 1) << 36) ORDER BY m.id LIMIT 1),"
                                + " keep_seconds, keep_messages, keep_bytes FROM rooms r WHERE id > ? ORDER BY id LIMIT ?")
                .all(
                        row -> new Kept(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                new RoomSettings(0, row.getLong(6), row.getLong(7), row.getLong(8)).within(server)),
                        lookedAt,
                        ROOMS_LOOKED_AT);
        for (Kept kept : rooms) {
            if (kept.messages > 0 && tooMuch(kept.settings, kept.messages, kept.bytes, kept.firstTime)) {
                removeOldest(c, kept);
                return true;
            }
            lookedAt = kept.room;
        }
        return !rooms.isEmpty();
    }

    private boolean tooMuch(RoomSettings keeps, long messages, long bytes, long firstTime) {
        return messages > keeps.keepMessages()
                || bytes > keeps.keepBytes()
                || clock.millis() - firstTime > TimeUnit.SECONDS.toMillis(keeps.keepSeconds());
    }

    private void removeOldest(DatabaseConnection c, Kept kept) throws SQLException {
        long messages = kept.messages;
        long bytes = kept.bytes;
        long last = 0;
        for (LogEntry entry : Log.oldest(c, kept.room, STEP)) {
            if (!tooMuch(kept.settings, messages, bytes, entry.message().timeMillis())) {
                break;
            }
            messages--;
            bytes -= entry.weight();
            last = entry.sequence();
        }
        Log.delete(c, kept.room, last, kept.indexed);
        long oldest = Log.first(c, kept.room, last);
        c.query("UPDATE rooms SET messages = ?, bytes = ?, oldest = ? WHERE id = ?")
                .run(messages, bytes, oldest, kept.room);
        RemovedTable.forgetBelow(c, kept.room, oldest);
        Sequencer sequencer = sequencers.apply(kept.room);
        if (sequencer != null) {
            sequencer.keepsFrom(oldest);
        }
    }
}
