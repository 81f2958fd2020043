package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.SequenceRanges;
import dev.roomtalk.server.store.move.MoveTarget;
import dev.roomtalk.server.store.move.MovedRoom;
import dev.roomtalk.server.store.move.MovedSpeaker;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes everything into a database, which says that it is unfinished as long as it is. */
public final class RedisMoveTarget implements MoveTarget {
    private static final String[] NUMBERS = {DatabaseKeys.OF_ONE.numbers()};

    private final RedisSession session;
    private final InstantSource clock;
    /** The last number that was given to a room. */
    private long id;
    /** No number below is given to a room that is made later. */
    private long highest;

    private @Nullable String room;
    private long bytes;

    private RedisMoveTarget(RedisSession session, InstantSource clock) throws IOException {
        this.session = session;
        this.clock = clock;
        this.id = next(0);
        this.highest = id;
    }

    /**
     * @param ticker nanoseconds
     * @throws IOException in a sentence for the person: the database is not empty
     */
    public static RedisMoveTarget open(RedisSettings settings, InstantSource clock, LongSupplier ticker)
            throws IOException {
        RedisSession session = RedisSession.open(settings, ticker, true);
        try {
            return new RedisMoveTarget(session, clock);
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }

    private long next(long above) throws IOException {
        List<Object> given = session.ask(
                c -> c.<List<Object>>eval(Script.NEXT.text(), ScriptOutputType.MULTI, NUMBERS, Long.toString(above)));
        return Reply.number(given);
    }

    @Override
    public void user(Accounts.Account account) throws IOException {
        long user = account.user().id();
        String text = Long.toString(user);
        session.write(c -> c.hset(
                Keys.user(user),
                Map.of(
                        "name",
                        account.user().name().display(),
                        "token",
                        account.token().hex(),
                        "contacts",
                        RoomCodec.text(account.contacts()))));
        session.write(c -> c.zadd(Keys.USERS, (double) account.lastUsed(), text));
        session.write(c -> c.set(Keys.token(account.token()), text));
        session.write(c -> c.set(Keys.userName(account.user().name()), text));
        for (String look : Looks.of(account.user().name())) {
            session.write(c -> c.hset(Keys.look(look), text, Long.toString(clock.millis())));
        }
    }

    @Override
    public void addressBan(AddressBan ban) throws IOException {
        session.write(c -> c.hset(Keys.ADDRESS_BANS, ban.range().toString(), RoomCodec.addressBan(ban)));
    }

    @Override
    public void room(MovedRoom moved) throws IOException {
        endRoom();
        RoomRecord record = moved.record();
        id++;
        highest = Math.max(highest, Math.max(id, record.epoch()));
        String text = Long.toString(id);
        String key = Keys.room(new RoomId(id));
        room = key;
        Map<String, String> fields = RoomCodec.fields(record);
        fields.put("epoch", Long.toString(record.epoch()));
        fields.put("last", Long.toString(record.sequence()));
        fields.put("first", Long.toString(moved.first()));
        fields.put("dropped", Long.toString(dropped(moved)));
        fields.put("removed", moved.removed().toString());
        fields.put("spoke", Long.toString(record.lastUsed()));
        fields.put("turned", Long.toString(clock.millis()));
        // Of no lease and no master: so whoever opens it first begins a new epoch.
        fields.put("fence", "0");
        fields.put("master", "");
        session.write(c -> c.hset(key, fields));
        Map<String, String> members = new HashMap<>();
        record.members().forEach(each -> members.put(Long.toString(each.userId()), RoomCodec.member(each)));
        put(key + Keys.MEMBERS, members);
        Map<String, String> bans = new HashMap<>();
        record.bans().forEach(each -> bans.put(RoomCodec.banField(each.key()), RoomCodec.ban(each)));
        put(key + Keys.BANS, bans);
        Map<String, String> invitations = new HashMap<>();
        record.invitations().forEach(each -> invitations.put(each.hash(), RoomCodec.invitation(each)));
        put(key + Keys.INVITATIONS, invitations);
        Map<String, String> read = new HashMap<>();
        moved.read().forEach((user, sequence) -> read.put(Long.toString(user), Long.toString(sequence)));
        put(key + Keys.READ, read);
        for (String user : members.keySet()) {
            session.write(c -> c.sadd(Keys.roomsOf(Long.parseLong(user)), text));
        }
        for (MovedRoom.EpochEnd end : moved.ends()) {
            session.write(c -> c.zadd(key + Keys.EPOCHS, (double) end.epoch(), end.epoch() + ":" + end.last()));
        }
        session.write(c -> c.set(Keys.roomName(record.name().key()), text));
        session.write(c -> c.zadd(Keys.ROOMS, Double.parseDouble(text), text));
        for (String look : Looks.of(record.name())) {
            session.write(c -> c.sadd(Keys.roomLook(look), text));
        }
        if (!record.hidden()) {
            String visible = Keys.visible(record.name().key(), id);
            session.write(c -> c.zadd(Keys.VISIBLE, 0, visible));
        }
    }

    /** What the script drops is forgotten to have been removed; what was removed before the oldest is not. */
    private static long dropped(MovedRoom moved) {
        List<SequenceRanges.Range> removed =
                moved.removed().within(0, moved.record().sequence());
        return (removed.isEmpty()
                        ? moved.oldest()
                        : Math.min(moved.oldest(), removed.getFirst().first()))
                - 1;
    }

    private void put(String key, Map<String, String> fields) throws IOException {
        if (!fields.isEmpty()) {
            session.write(c -> c.hset(key, fields));
        }
    }

    /** Its messages are all there. */
    private void endRoom() throws IOException {
        String ended = room;
        if (ended != null) {
            String weight = Long.toString(bytes);
            session.write(c -> c.hset(ended, "bytes", weight));
        }
        bytes = 0;
    }

    @Override
    public void speaker(MovedSpeaker speaker) throws IOException {
        String key = room + Keys.SPEAKERS;
        session.write(c -> c.hset(
                key,
                speaker.userId() + " " + speaker.instance(),
                speaker.n() + " " + speaker.epoch() + " " + speaker.sequence()));
    }

    /** With the fields and in the order of {@code append.lua}. */
    @Override
    public void message(LogEntry entry) throws IOException {
        String key = room + Keys.LOG;
        AppendRequest message = entry.message();
        bytes += entry.weight();
        if (entry.revision().by() != 0) {
            String[] fields = MessageCodec.fields(entry);
            String[] keys = {Objects.requireNonNull(room)};
            session.write(c -> c.eval(Script.KEEP_REVISED.text(), ScriptOutputType.INTEGER, keys, fields));
            return;
        }
        session.write(c -> c.xadd(
                key,
                new XAddArgs().id(entry.sequence() + "-0"),
                "e",
                Long.toString(entry.epoch()),
                "u",
                Long.toString(message.userId()),
                "i",
                Long.toString(message.instance()),
                "n",
                Long.toString(message.n()),
                "t",
                Long.toString(message.timeMillis()),
                "a",
                message.userName(),
                "x",
                message.text(),
                "l",
                MessageCodec.rest(message)));
    }

    @Override
    public void finish() throws IOException {
        endRoom();
        session.await();
        next(highest);
        session.ask(c -> c.set(DatabaseKeys.OF_ONE.format(), Keys.VERSION));
    }

    @Override
    public void close() {
        session.close();
    }
}
