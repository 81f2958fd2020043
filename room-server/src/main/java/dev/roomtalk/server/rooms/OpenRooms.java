package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.ConversationBudget;
import dev.roomtalk.server.room.Moment;
import dev.roomtalk.server.room.Remainder;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a node, each on the loop that its name chooses: finds them, makes them, and opens them with the rules
 * that hold then. Any thread.
 *
 * <p>Over 300 lines, because rooms become known, are opened and made here.
 */
public final class OpenRooms {
    /** How often all rooms are looked at while one that was found has its respite. */
    private static final int LOOKS_IN_RESPITE = 24;

    private final List<LoopRooms> loops;
    private final RoomDirectory directory;
    private final Memberships memberships;
    private final PasswordCheck passwords;
    private final RoomEngine engine;
    /** Of each loop: an equal part, because each loop frees memory of its own rooms alone. */
    private final List<ConversationBudget> budgets;

    private final SilentRooms silentRooms;

    private volatile RoomRules rules;
    private volatile RoomRates rates;
    private volatile ModerationLog moderationLog = ModerationLog.NONE;
    private volatile ConversationNews news = ConversationNews.NONE;
    private volatile Absences absences = Absences.NONE;

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
        this.silentRooms = new SilentRooms(
                loops.getFirst().thread(),
                engine,
                this::isSilent,
                this::know,
                () -> this.rules.respite() / LOOKS_IN_RESPITE);
        loops.forEach(loop -> loop.openBy(new Opener()));
    }

    /** Sets where it is written down what moderators do. To be called before a room is opened. */
    public void keep(ModerationLog log) {
        moderationLog = log;
    }

    /** Sets who is told of conversations. To be called before a room is opened. */
    public void tell(ConversationNews whom) {
        news = whom;
    }

    /** Sets who knows since when users are not connected. To be called before a room is opened. */
    public void ask(Absences whom) {
        absences = whom;
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
        return new Doors(this::loop, passwords);
    }

    /** All of these rooms at once. */
    public EveryRoom everyRoom() {
        return new EveryRoom(loops, directory, this::recall);
    }

    /** Learns from the engine which rooms a user is a member of. Done when {@link Memberships} has them. */
    public CompletionStage<Void> recall(long userId) {
        memberships.ask(userId);
        return engine.roomsOf(userId)
                .thenCompose(this::numbers)
                .whenComplete((numbers, failure) -> memberships.told(userId, failure == null ? numbers : List.of()))
                .thenAccept(numbers -> forgetOthers(userId, numbers));
    }

    /** A user may have left rooms on other nodes; of those that are open here their feeds have told it. */
    private void forgetOthers(long userId, List<Integer> numbers) {
        Set<Integer> known = engine.node() == 0 ? Set.of() : memberships.rooms(userId);
        for (int number : known) {
            RoomRef room = numbers.contains(number) ? null : directory.find(number);
            if (room != null) {
                room.rooms().thread().execute(() -> {
                    if (room.rooms().hosted(number) == null) {
                        memberships.remove(userId, number);
                    }
                });
            }
        }
    }

    private CompletionStage<List<Integer>> numbers(List<RoomId> ids) {
        List<RoomId> unknown =
                ids.stream().filter(id -> directory.find(id) == null).toList();
        CompletionStage<List<RoomSummary>> summaries =
                unknown.isEmpty() ? CompletableFuture.completedFuture(List.of()) : engine.summaries(unknown);
        return summaries.thenApply(found -> {
            found.forEach(this::know);
            return ids.stream()
                    .map(directory::find)
                    .filter(Objects::nonNull)
                    .map(RoomRef::number)
                    .toList();
        });
    }

    /** The loop that a room of this name is on. */
    private LoopRooms loop(Name name) {
        return loops.get(Math.floorMod(name.key().hashCode(), loops.size()));
    }

    /**
     * Finds the room of a name; null: there is none. The engine is asked twice in any case, so that it takes as long
     * where there is one that the asker may not know.
     */
    public CompletionStage<@Nullable RoomRef> look(Name name) {
        return engine.roomNamed(name).thenCompose(id -> {
            RoomRef known = id == null ? null : directory.find(id);
            RoomId unknown = id == null || known != null ? RoomId.NONE : id;
            return engine.summaries(List.of(unknown))
                    .thenApply(found -> found.isEmpty() ? known : know(found.getFirst()));
        });
    }

    /** This node knows the room from now on; null: it is closed, and the engine does not know it yet. */
    private @Nullable RoomRef know(RoomSummary room) {
        LoopRooms loop = loop(room.name());
        return directory.add(room.id(), () -> {
            UnopenedRoom unopened = unopened(room, loop);
            // Before anybody finds it: what is told to the room comes after this.
            loop.thread().execute(() -> loop.unopened().add(unopened.withHostAbsentSinceTheStart()));
            return unopened.ref();
        });
    }

    private boolean isSilent(RoomSummary room) {
        long now = loops.getFirst().thread().moment().agedMillis();
        return room.lastUsed() != 0
                && now - room.lastUsed() >= rules.longestSilence()
                && directory.find(room.id()) == null;
    }

    /** Makes a room, and opens it; null: one of that name exists. */
    public CompletionStage<@Nullable RoomRef> make(RoomRecord wanted) {
        LoopRooms loop = loop(wanted.name());
        FeedToLoop feed = new FeedToLoop(loop);
        return engine.createRoom(wanted, feed).thenApply(made -> made == null ? null : open(made, loop, feed));
    }

    private @Nullable RoomRef open(RoomRecord made, LoopRooms loop, FeedToLoop feed) {
        RoomSummary summary = made.summary(made.members().size());
        AtomicBoolean opened = new AtomicBoolean();
        RoomRef ref = directory.add(made.id(), () -> {
            opened.set(true);
            UnopenedRoom room = unopened(summary, loop);
            loop.thread().execute(() -> {
                loop.host(host(room, made, feed));
                feed.begin(room.ref());
            });
            return room.ref();
        });
        if (!opened.get()) {
            // Somebody has found it already, and it is opened as others are.
            engine.letGo(made.id(), feed);
        }
        if (ref != null) {
            made.members().forEach(member -> memberships.add(member.userId(), ref.number()));
        }
        return ref;
    }

    private UnopenedRoom unopened(RoomSummary room, LoopRooms loop) {
        Moment now = loop.thread().moment();
        long silent = room.lastUsed() == 0 ? 0 : Math.max(0, now.agedMillis() - room.lastUsed());
        RoomRef ref = new RoomRef(directory.takeNumber(), room.id(), room.name(), loop, RoomRef.Snapshot.of(room));
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
                        record.sequence(),
                        record.version(),
                        engine.node()),
                engine.node() == 0 ? unopened.remainder() : sharedRemainder(unopened, record, thread.moment()),
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
                directory,
                news,
                absences);
    }

    /** Others may have used the room since it was open here, and its host may have been with them until now. */
    private static Remainder sharedRemainder(UnopenedRoom unopened, RoomRecord record, Moment now) {
        long silent = record.lastUsed() == 0 ? 0 : Math.max(0, now.agedMillis() - record.lastUsed());
        return unopened.remainder()
                .withLastUse(Math.max(unopened.lastUse(), now.millis() - silent))
                .withHostAbsentSince(now.millis());
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
        public void lookForSilentRooms(LoopThread loop) {
            if (loop == loops.getFirst().thread()) {
                silentRooms.tick();
            }
        }

        @Override
        public Duration roomExpiry() {
            return rules.roomExpiry();
        }
    }
}
