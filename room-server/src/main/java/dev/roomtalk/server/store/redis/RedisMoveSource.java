package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.SequenceRanges;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.move.MoveSource;
import dev.roomtalk.server.store.move.MovedRoom;
import dev.roomtalk.server.store.move.MovedSpeaker;
import dev.roomtalk.wire.Name;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything from a database. What a crash has left in it of users and rooms that were never made is left out.
 */
public final class RedisMoveSource implements MoveSource {
    private static final int TOGETHER = 500;

    private final RedisSession session;
    private final Map<Long, String> names = new HashMap<>();

    private RedisMoveSource(RedisSession session) {
        this.session = session;
    }

    /**
     * @param ticker nanoseconds
     * @throws IOException in a sentence for the person
     */
    public static RedisMoveSource open(RedisSettings settings, LongSupplier ticker) throws IOException {
        return new RedisMoveSource(RedisSession.open(settings, ticker, false));
    }

    @Override
    public void users(Taker<Accounts.Account> taker) throws IOException {
        for (long from = 0; ; from += TOGETHER) {
            long first = from;
            List<ScoredValue<String>> some =
                    session.ask(c -> c.zrangeWithScores(Keys.USERS, first, first + TOGETHER - 1));
            if (some.isEmpty()) {
                return;
            }
            List<CompletableFuture<List<KeyValue<String, String>>>> asked = new ArrayList<>();
            for (ScoredValue<String> each : some) {
                asked.add(session.asked(c -> c.hmget(Keys.user(Long.parseLong(each.getValue())), "name", "token")));
            }
            for (int i = 0; i < some.size(); i++) {
                List<KeyValue<String, String>> fields = session.await(asked.get(i));
                String id = some.get(i).getValue();
                if (Name.user(fields.getFirst().getValueOrElse("")) instanceof Name.Valid valid
                        && id.equals(session.ask(c -> c.get(Keys.userName(valid.name()))))) {
                    names.put(Long.parseLong(id), valid.name().display());
                    taker.take(new Accounts.Account(
                            new UserRecord(Long.parseLong(id), valid.name()),
                            new TokenHash(fields.getLast().getValue()),
                            (long) some.get(i).getScore()));
                }
            }
        }
    }

    @Override
    public List<AddressBan> addressBans() throws IOException {
        return session.ask(c -> c.hgetall(Keys.ADDRESS_BANS)).entrySet().stream()
                .map(each -> RoomCodec.addressBan(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public void rooms(Taker<MovedRoom> taker) throws IOException {
        for (String each : session.ask(c -> c.zrange(Keys.ROOMS, 0, -1))) {
            RoomId id = new RoomId(Long.parseLong(each));
            Map<String, String> fields = session.ask(c -> c.hgetall(Keys.room(id)));
            String key = fields.get("key");
            if (key != null && each.equals(session.ask(c -> c.get(Keys.roomName(key))))) {
                taker.take(room(id, fields));
            }
        }
    }

    private MovedRoom room(RoomId id, Map<String, String> fields) throws IOException {
        String key = Keys.room(id);
        List<MemberRecord> members = new ArrayList<>();
        session.ask(c -> c.hgetall(key + Keys.MEMBERS)).forEach((user, text) -> {
            String name = names.get(Long.parseLong(user));
            if (name != null) {
                members.add(RoomCodec.member(Long.parseLong(user), name, text));
            }
        });
        List<Ban> bans = new ArrayList<>();
        session.ask(c -> c.hgetall(key + Keys.BANS)).forEach((field, text) -> {
            String name = names.get(RoomCodec.bannedUser(field));
            if (name != null) {
                bans.add(RoomCodec.ban(field, name, text));
            }
        });
        List<Invitation> invitations = new ArrayList<>();
        session.ask(c -> c.hgetall(key + Keys.INVITATIONS))
                .forEach((hash, text) -> invitations.add(RoomCodec.invitation(hash, text)));
        members.sort(Comparator.comparingLong(MemberRecord::since).thenComparingLong(MemberRecord::userId));
        List<MovedRoom.EpochEnd> ends = new ArrayList<>();
        for (String end : session.ask(c -> c.zrange(key + Keys.EPOCHS, 0, -1))) {
            int colon = end.indexOf(':');
            ends.add(new MovedRoom.EpochEnd(
                    Long.parseLong(end.substring(0, colon)), Long.parseLong(end.substring(colon + 1))));
        }
        RoomRecord record = RoomCodec.room(id, fields)
                .withMembers(members)
                .withBans(bans)
                .withInvitations(invitations)
                .withLastUsed(number(fields, "spoke"));
        SequenceRanges removed = SequenceRanges.parse(fields.getOrDefault("removed", ""));
        removed.forgetBelow(number(fields, "dropped") + 1);
        return new MovedRoom(record, number(fields, "first"), ends, oldest(key, record.sequence()), removed);
    }

    private static long number(Map<String, String> fields, String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    private long oldest(String key, long last) throws IOException {
        List<StreamMessage<String, String>> oldest =
                session.ask(c -> c.xrange(key + Keys.LOG, Range.unbounded(), Limit.from(1)));
        List<ScoredValue<String>> revised = session.ask(c -> c.zrangeWithScores(key + Keys.REVISED, 0, 0));
        return Math.min(
                oldest.isEmpty() ? last + 1 : sequence(oldest.getFirst()),
                revised.isEmpty() ? last + 1 : (long) revised.getFirst().getScore());
    }

    private static long sequence(StreamMessage<String, String> message) {
        return Long.parseLong(message.getId().substring(0, message.getId().indexOf('-')));
    }

    @Override
    public void speakers(RoomId room, Taker<MovedSpeaker> taker) throws IOException {
        Map<String, String> all =
                new LinkedHashMap<>(session.ask(c -> c.hgetall(Keys.room(room) + Keys.SPEAKERS_BEFORE)));
        all.putAll(session.ask(c -> c.hgetall(Keys.room(room) + Keys.SPEAKERS)));
        for (Map.Entry<String, String> each : all.entrySet()) {
            String[] who = each.getKey().split(" ", -1);
            String[] said = each.getValue().split(" ", -1);
            taker.take(new MovedSpeaker(
                    Long.parseLong(who[0]),
                    Long.parseLong(who[1]),
                    Long.parseLong(said[0]),
                    Long.parseLong(said[1]),
                    Long.parseLong(said[2])));
        }
    }

    @Override
    public void messages(RoomId room, Taker<LogEntry> taker) throws IOException {
        long next = 1;
        while (next > 0) {
            Range<String> range = Range.from(Range.Boundary.including(next + "-0"), Range.Boundary.unbounded());
            List<StreamMessage<String, String>> some =
                    session.ask(c -> c.xrange(Keys.room(room) + Keys.LOG, range, Limit.from(TOGETHER)));
            boolean last = some.size() < TOGETHER;
            String upTo = last ? "+inf" : Long.toString(sequence(some.getLast()));
            SortedMap<Long, LogEntry> all = new TreeMap<>();
            some.forEach(each -> all.put(sequence(each), entry(each)));
            revised(room, Long.toString(next), upTo).forEach(each -> all.put(each.sequence(), each));
            for (LogEntry entry : all.values()) {
                taker.take(entry);
            }
            next = last ? 0 : all.lastKey() + 1;
        }
    }

    /** Messages that later ones have changed. */
    private List<LogEntry> revised(RoomId room, String from, String upTo) throws IOException {
        String[] keys = {Keys.room(room)};
        List<@Nullable Object> found = session.ask(c ->
                c.<List<@Nullable Object>>eval(Script.READ_REVISED.text(), ScriptOutputType.MULTI, keys, from, upTo));
        return found.stream().map(each -> MessageCodec.entry(Reply.list(each))).toList();
    }

    private static LogEntry entry(StreamMessage<String, String> message) {
        Map<String, String> e = message.getBody();
        return new LogEntry(
                number(e, "e"),
                sequence(message),
                MessageCodec.message(
                        number(e, "u"),
                        e.getOrDefault("a", ""),
                        number(e, "i"),
                        number(e, "n"),
                        e.getOrDefault("x", ""),
                        e.getOrDefault("l", ""),
                        number(e, "t")));
    }

    @Override
    public void close() {
        session.close();
    }
}
