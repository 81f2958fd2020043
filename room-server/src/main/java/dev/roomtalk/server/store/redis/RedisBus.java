package dev.roomtalk.server.store.redis;

import com.google.gson.Gson;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what this node tells the others, on a channel of its own, and takes what they tell: a list of texts, the
 * node's number and the kind first. What only a later version understands is ignored, as while servers are upgraded one
 * after the other. Any thread.
 */
final class RedisBus implements NodeBus {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);
    private static final Gson GSON = new Gson();

    private final RedisLink link;
    private final String channel;
    private volatile Consumer<Notice> listener = _ -> {};

    /** Kinds of notices that have come and that this version does not know. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /** @param channel on which notices are published */
    RedisBus(RedisLink link, String channel) {
        this.link = link;
        this.channel = channel;
    }

    @Override
    public void listen(Consumer<Notice> takes) {
        listener = takes;
    }

    @Override
    public void tell(Notice notice) {
        String text = GSON.toJson(Stream.concat(Stream.of(Long.toString(link.node())), values(notice).stream())
                .toList());
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        var _ = link.send(c -> c.publish(channel, "1:b" + length + ":" + text));
    }

    private static List<String> values(Notice notice) {
        return switch (notice) {
            case Notice.SessionsEnd n ->
                List.of(
                        "end",
                        text(n.userId()),
                        text(n.spared()),
                        n.reason(),
                        n.sentence(),
                        Boolean.toString(n.retry()));
            case Notice.SessionBegins n -> List.of("begin", text(n.userId()), text(n.instance()));
            case Notice.TokenReplaced n -> List.of("token", n.token().hex());
            case Notice.Renamed n ->
                List.of("name", text(n.user().id()), n.user().name().display());
            case Notice.AddressBanned n -> List.of("ban", n.ban().range().toString(), RoomCodec.addressBan(n.ban()));
            case Notice.AddressUnbanned n -> List.of("unban", n.range().toString());
            case Notice.MembersChanged n -> members(n);
            case Notice.Spoken n ->
                List.of("spoken", text(n.room().value()), text(n.low()), n.toLow(), text(n.high()), n.toHigh());
            case Notice.Read n -> List.of("read", text(n.room().value()), text(n.userId()), text(n.sequence()));
            case Notice.Purged n -> purged(n);
            case Notice.Missed _ -> throw new IllegalArgumentException("nobody else misses it");
        };
    }

    private static List<String> members(Notice.MembersChanged notice) {
        List<String> values = new ArrayList<>(List.of("members"));
        notice.userIds().forEach(userId -> values.add(text(userId)));
        return values;
    }

    private static List<String> purged(Notice.Purged notice) {
        List<String> values = new ArrayList<>(List.of(
                "purged",
                text(notice.room().value()),
                text(notice.upTo()),
                text(notice.which().beforeMillis())));
        Purge.Author author = notice.which().author();
        if (author != null) {
            values.add(text(author.userId()));
            if (author.nameKey() != null) {
                values.add(author.nameKey());
            }
        }
        return values;
    }

    private static Notice purged(Iterator<String> values) {
        RoomId room = new RoomId(number(values));
        long upTo = number(values);
        long before = number(values);
        Purge.Author author =
                values.hasNext() ? new Purge.Author(number(values), values.hasNext() ? values.next() : null) : null;
        return new Notice.Purged(room, new Purge(author, before), upTo);
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    /** The subscription has brought what a node tells, perhaps this one. */
    void heard(String text) {
        Iterator<String> values = List.of(GSON.fromJson(text, String[].class)).iterator();
        if (Long.parseLong(values.next()) == link.node()) {
            return;
        }
        String kind = values.next();
        Notice notice = notice(kind, values);
        if (notice != null) {
            listener.accept(notice);
        } else if (unknown.add(kind)) {
            LOG.warn("another server sends notices of the kind '{}', which this version does not know: ignored", kind);
        }
    }

    /** Null: only a later version knows what this means. */
    private static @Nullable Notice notice(String kind, Iterator<String> values) {
        return switch (kind) {
            case "end" ->
                new Notice.SessionsEnd(
                        number(values),
                        number(values),
                        values.next(),
                        values.next(),
                        Boolean.parseBoolean(values.next()));
            case "begin" -> new Notice.SessionBegins(number(values), number(values));
            case "token" -> new Notice.TokenReplaced(new TokenHash(values.next()));
            case "name" -> {
                long id = number(values);
                Name.Parsed name = Name.user(values.next());
                yield new Notice.Renamed(new UserRecord(id, ((Name.Valid) name).name()));
            }
            case "ban" -> new Notice.AddressBanned(RoomCodec.addressBan(values.next(), values.next()));
            case "unban" -> new Notice.AddressUnbanned(Objects.requireNonNull(AddressRange.parse(values.next())));
            case "members" -> {
                List<Long> users = new ArrayList<>();
                values.forEachRemaining(userId -> users.add(Long.parseLong(userId)));
                yield new Notice.MembersChanged(users);
            }
            case "spoken" ->
                new Notice.Spoken(
                        new RoomId(number(values)), number(values), values.next(), number(values), values.next());
            case "read" -> new Notice.Read(new RoomId(number(values)), number(values), number(values));
            case "purged" -> purged(values);
            default -> null;
        };
    }

    private static long number(Iterator<String> values) {
        return Long.parseLong(values.next());
    }

    /** Notices of others may not have come. */
    void mayHaveMissed() {
        listener.accept(new Notice.Missed());
    }
}
