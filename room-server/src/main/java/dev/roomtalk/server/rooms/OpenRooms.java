package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.ConversationBudget;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.util.List;

/** Opens the rooms of a node, each on the loop that its name chooses, with the rules that hold now. Any thread. */
public final class OpenRooms {
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

    /** The way into these rooms. */
    public Doors doors() {
        return new Doors(directory, name -> loop(name).thread(), passwords);
    }

    /** The loop that a room of this name is on. */
    private LoopRooms loop(Name name) {
        return loops.get(Math.floorMod(name.key().hashCode(), loops.size()));
    }

    /** Serves a room that the engine has. */
    public RoomRef open(RoomRecord record) {
        int number = directory.takeNumber();
        LoopRooms loop = loop(record.name());
        boolean passwordNeeded = record.passwordHash() != null;
        long silent =
                record.lastUsed() == 0 ? 0 : Math.max(0, loop.thread().moment().agedMillis() - record.lastUsed());
        Room room = new Room(
                new Room.Charter(
                        record.name(),
                        passwordNeeded,
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
                        silent,
                        record.epoch(),
                        record.sequence()),
                budgets.get(loop.thread().index()),
                loop.thread().moment());
        RoomRef ref = new RoomRef(
                number,
                record.id(),
                record.name(),
                loop,
                new RoomRef.Snapshot(
                        record.topic(), room.memberCount(), 0, passwordNeeded, record.history(), record.hidden()));
        room.memberIds().forEach(userId -> memberships.add(userId, number));
        RoomHost host = new RoomHost(
                ref,
                room,
                record.passwordHash(),
                loops,
                engine,
                memberships,
                passwords,
                moderationLog,
                rates,
                directory::remove);
        directory.add(ref);
        loop.thread().execute(() -> loop.host(host));
        return ref;
    }
}
