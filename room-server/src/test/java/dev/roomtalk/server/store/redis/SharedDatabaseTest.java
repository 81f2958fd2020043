package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that share a database: their places in it, and what they tell each other. */
class SharedDatabaseTest {
    @TempDir
    Path directory;

    private final Handles handles = new Handles();
    private RedisServer redis;
    private RedisEngine one;
    private RedisEngine two;
    private final Queue<Notice> heard = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void begin() {
        redis = RedisServer.start(directory);
        one = handles.open(redis.settings());
        two = handles.open(redis.settings());
        two.bus().listen(heard::add);
    }

    @AfterEach
    void end() {
        handles.close();
        redis.close();
    }

    private static Name name(String text) {
        return ((Name.Valid) Name.room(text)).name();
    }

    @Test
    void eachHasANumberOfItsOwnAndSeesTheOther() {
        assertThat(one.node()).isPositive().isNotEqualTo(two.node());
        await().until(() -> one.nodes() == 2 && two.nodes() == 2);
    }

    @Test
    void whatOneTellsTheOtherHearsAsItWas() {
        Queue<Notice> own = new ConcurrentLinkedQueue<>();
        one.bus().listen(own::add);
        List<Notice> all = List.of(
                new Notice.SessionsEnd(7, 8, "DISCONNECTED", "a sentence: \"with\" marks", true),
                new Notice.SessionBegins(7, -8),
                new Notice.TokenReplaced(TokenHash.of(new byte[] {1})),
                new Notice.Renamed(new UserRecord(7, ((Name.Valid) Name.user("Ána")).name())),
                new Notice.AddressBanned(new AddressBan(
                        Objects.requireNonNull(AddressRange.parse("10.0.0.0/8")), "operator", "spam", 1_000, 0)),
                new Notice.AddressUnbanned(Objects.requireNonNull(AddressRange.parse("2001:db8::/32"))),
                new Notice.MembersChanged(List.of(7L, -8L)),
                new Notice.Spoken(new RoomId(3), 7, "@bob", 8, "@alice"),
                new Notice.Read(new RoomId(3), 7, 99),
                new Notice.Purged(new RoomId(3), Purge.ALL, 12),
                new Notice.Purged(new RoomId(3), Purge.of(7), 12),
                new Notice.Purged(new RoomId(3), new Purge(new Purge.Author(0, "bob"), 55), 12));
        all.forEach(one.bus()::tell);
        await().until(() -> heard.size() >= all.size());
        assertThat(heard).containsExactlyElementsOf(all);
        assertThat(own).isEmpty();
    }

    @Test
    void aNoticeThatOnlyALaterVersionKnowsIsIgnored() {
        String notice = "[\"999\",\"later\",\"7\"]";
        assertThat(redis.command("PUBLISH " + Keys.busChannel(0) + " '1:b" + notice.length() + ":" + notice + "'"))
                .isEqualTo(":2\r\n");
        Notice known = new Notice.SessionBegins(7, 8);
        one.bus().tell(known);
        await().until(() -> !heard.isEmpty());
        assertThat(heard).as("and none was missed").containsExactly(known);
        assertThat(two.lateness()).isNull();
    }

    @Test
    void theOtherHearsWhoseRoomsHaveChanged() {
        RoomRecord room = Objects.requireNonNull(
                get(one.createRoom(RoomRecord.wanted(name("ops"), "", null, false, false), new HeardFeed())));
        MemberRecord member = new MemberRecord(7, "alice", Role.MEMBER, 1, true);
        assertThat(get(one.propose(room.id(), 0, new RoomChange.MembersAre(List.of(member), List.of(8L)))))
                .isTrue();
        await().until(() -> heard.contains(new Notice.MembersChanged(List.of(7L, 8L))));
        assertThat(get(one.propose(room.id(), 1, new RoomChange.Kicked(7, "alice", "bob", ""))))
                .isTrue();
        await().until(() -> heard.contains(new Notice.MembersChanged(List.of(7L))));
        assertThat(get(two.roomsOf(7))).isEmpty();
    }

    @Test
    void whoMayHaveMissedSomethingIsToldSo() {
        assertThat(heard).isEmpty();
        redis.command("CLIENT KILL TYPE pubsub");
        await().until(() -> heard.contains(new Notice.Missed()));
    }

    @Test
    void whoeverOpensARoomIsBroughtWhoIsPresentOnWhichNode() {
        RoomRecord room = Objects.requireNonNull(
                get(one.createRoom(RoomRecord.wanted(name("ops"), "", null, false, false), new HeardFeed())));
        assertThat(get(one.propose(
                        room.id(), 0, new RoomChange.PresentAre(one.node(), List.of(7L, 8L, 9L), List.of()))))
                .isTrue();
        assertThat(get(one.propose(room.id(), 1, new RoomChange.PresentAre(one.node(), List.of(), List.of(8L)))))
                .isTrue();
        CompletableFuture<Map<Long, Set<Long>>> present = new CompletableFuture<>();
        assertThat(get(two.open(room.id(), new PresenceFeed(present)))).isNotNull();
        assertThat(get(present)).isEqualTo(Map.of(one.node(), Set.of(7L, 9L)));
    }

    private record PresenceFeed(CompletableFuture<Map<Long, Set<Long>>> opened) implements RoomFeed {
        @Override
        public void message(long epoch, long sequence, dev.roomtalk.server.store.MessageLog.AppendRequest message) {
            // Nobody says anything.
        }

        @Override
        public void present(Map<Long, Set<Long>> byNode) {
            opened.complete(byNode);
        }
    }
}
