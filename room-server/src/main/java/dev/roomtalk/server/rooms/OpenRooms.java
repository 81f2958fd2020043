package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.ConversationBudget;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Moment;
import dev.roomtalk.server.room.Remainder;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a node, each on the loop that its name chooses: makes them known, and opens them with the rules that
 * hold then. Any thread.
 */
public final class OpenRooms {
    /** Rooms that the engine is asked for at once at the start. */
    private static final int PAGE = 1_000;

    private final List<LoopRooms> loops;
    private final RoomDirectory directory;
    private final Memberships memberships;
    private final PasswordCheck passwords;
    private final RoomEngine engine;
    /** Of each loop: an equal part, because each loop frees memory of its own rooms alone. */
    private final List<ConversationBudget> budgets;

    private volatile RoomRules rules;
    private volatile RoomRates rates;
    private volatile ModerationLog moderationLog = ModerationLog.NONE;

    /** @param loops of the node, in the order of their indexes */
    public OpenRooms(
            List<LoopRooms> loops,
            RoomDirectory directory,
            Memberships memberships,
            PasswordCheck passwords,
            RoomEngine engine,
            RoomRules rules,
            RoomRates rates) {
        this.loops = List.copyOf(loops);
        this.directory = directory;
        this.memberships = memberships;
        this.passwords = passwords;
        this.engine = engine;
        this.budgets = loops.stream()
                .map(loop -> new ConversationBudget(rules.conversationBytes() / loops.size()))
                .toList();
        this.rules = rules;
        this.rates = rates;
        loops.forEach(loop -> loop.openBy(new Opener()));
    }

    /** Sets where it is written down what moderators do. To be called before a room is opened. */
    public void keep(ModerationLog log) {
        moderationLog = log;
    }

    /** Rooms follow these from now on, those that there are and those to come. */
    public void follow(RoomRules changed, RoomRates changedRates) {
        rules = changed;
        rates = changedRates;
        loops.forEach(loop -> loop.thread().execute(() -> loop.follow(changed, changedRates)));
    }

    /** How many rooms are open. */
    public int open() {
        return loops.stream().mapToInt(LoopRooms::open).sum();
    }

    /** The way into these rooms. */
    public Doors doors() {
        return new Doors(directory, this::loop, passwords);
    }

    /** All of these rooms at once. */
    public EveryRoom everyRoom() {
        return new EveryRoom(loops);
    }

    /** The loop that a room of this name is on. */
    private LoopRooms loop(Name name) {
        return loops.get(Math.floorMod(name.key().hashCode(), loops.size()));
    }

    /**
     * Serves the rooms that the engine has at the start, and waits for its answers. Each is opened when somebody needs
     * it.
     */
    public void serveKept() {
        List<RoomRecord> page = kept(RoomId.NONE);
        while (!page.isEmpty()) {
            serve(page);
            page = kept(page.getLast().id());
        }
    }

    private List<RoomRecord> kept(RoomId above) {
        return engine.rooms(above, PAGE).toCompletableFuture().join();
    }

    private void serve(List<RoomRecord> records) {
        for (LoopRooms loop : loops) {
            Moment now = loop.thread().moment();
            List<UnopenedRoom> rooms = new ArrayList<>();
            for (RoomRecord record : records) {
                if (loop(record.name()) == loop) {
                    rooms.add(unopened(withoutBanned(record, now), loop, now));
                }
            }
            loop.thread().execute(() -> rooms.forEach(loop.unopened()::add));
        }
    }

    /** Ends the memberships of banned users: a crash may have come between a ban and the end of the membership. */
    private RoomRecord withoutBanned(RoomRecord record, Moment now) {
        Set<Long> banned = record.bans().stream()
                .filter(ban -> ban.kind() == Ban.Kind.ENTER && !ban.ended(now.agedMillis()))
                .map(Ban::userId)
                .collect(Collectors.toSet());
        List<Long> gone = record.members().stream()
                .map(MemberRecord::userId)
                .filter(banned::contains)
                .toList();
        if (gone.isEmpty()) {
            return record;
        }
        var _ = engine.changeMembers(record.id(), List.of(), gone);
        return record.withMembers(record.members().stream()
                .filter(member -> !banned.contains(member.userId()))
                .toList());
    }

    /** Makes a room, and opens it; null: one of that name exists. */
    public CompletionStage<@Nullable RoomRef> make(RoomRecord wanted) {
        LoopRooms loop = loop(wanted.name());
        FeedToLoop feed = new FeedToLoop(loop);
        return engine.createRoom(wanted, feed).thenApply(made -> made == null ? null : open(made, loop, feed));
    }

    private RoomRef open(RoomRecord made, LoopRooms loop, FeedToLoop feed) {
        UnopenedRoom room = unopened(made, loop, loop.thread().moment());
        loop.thread().execute(() -> {
            loop.host(host(room, made, feed));
            feed.begin(room.ref());
        });
        return room.ref();
    }

    private UnopenedRoom unopened(RoomRecord record, LoopRooms loop, Moment now) {
        int number = directory.takeNumber();
        long silent = record.lastUsed() == 0 ? 0 : Math.max(0, now.agedMillis() - record.lastUsed());
        RoomRef ref = new RoomRef(
                number,
                record.id(),
                record.name(),
                loop,
                new RoomRef.Snapshot(
                        record.topic(),
                        record.members().size(),
                        0,
                        record.passwordHash() != null,
                        record.history(),
                        record.hidden()));
        record.members().forEach(member -> memberships.add(member.userId(), number));
        directory.add(ref);
        return new UnopenedRoom(ref, Remainder.unused(silent, rules, now));
    }

    /** On the room's loop. */
    private RoomHost host(UnopenedRoom unopened, RoomRecord record, RoomFeed feed) {
        LoopThread thread = unopened.ref().rooms().thread();
        Room room = new Room(
                new Room.Charter(
                        record.name(),
                        record.passwordHash() != null,
                        record.hidden(),
                        record.ephemeral(),
                        record.closeWithHost(),
                        record.history()),
                rules,
                new Room.Memory(
                        record.topic(),
                        record.settings(),
                        record.members(),
                        record.bans(),
                        record.invitations(),
                        0,
                        record.epoch(),
                        record.sequence()),
                unopened.remainder(),
                budgets.get(thread.index()),
                thread.moment());
        return new RoomHost(
                unopened,
                room,
                record.passwordHash(),
                loops,
                engine,
                feed,
                memberships,
                passwords,
                moderationLog,
                rates,
                directory::remove);
    }

    private final class Opener implements RoomOpener {
        @Override
        public CompletionStage<@Nullable RoomRecord> find(RoomRef room, RoomFeed feed) {
            return engine.open(room.id(), feed);
        }

        @Override
        public RoomHost open(UnopenedRoom room, RoomRecord record, RoomFeed feed) {
            return host(room, record, feed);
        }

        @Override
        public void gone(RoomRef room) {
            directory.remove(room);
        }

        @Override
        public boolean isMember(long userId, RoomRef room) {
            return memberships.contains(userId, room.number());
        }

        @Override
        public Duration roomExpiry() {
            return rules.roomExpiry();
        }
    }
}
