package dev.roomtalk.server.rooms;

import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Moment;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomFeed;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room on its relay loop: gives it its commands, and carries out the effects that it answers with. What it stores
 * goes through its {@link RoomStore}. Confined to that loop. Over 300 lines, because each kind of effect is carried out
 * here.
 */
final class RoomHost {
    private static final Logger LOG = LoggerFactory.getLogger(RoomHost.class);

    /**
     * How long a room stays open that nobody is in: repair lasts 30 s, and a lost connection has come back by then, if
     * it comes back at once.
     */
    private static final int UNUSED_MILLIS = 45_000;

    private final RoomRef ref;
    private final Room room;
    private final LoopRooms own;
    private final LoopThread thread;
    private final Counters counters;
    private final RoomDelivery delivery;
    private final RoomStore store;
    private final Memberships memberships;
    private final PasswordCheck passwords;
    private final @Nullable String passwordHash;
    private final ModerationLog moderationLog;
    private final RoomDirectory directory;
    private final ConversationNews news;
    private final Absences absences;
    private final ChangeLimit changes;
    private PublishLimit publishLimit;
    /** Passwords that are being compared. */
    private int passwordChecks;

    /** When it was last given a command, in milliseconds of the loop. */
    private long lastCommand;

    /**
     * A room that the engine has opened.
     *
     * @param before the room until now: how much it was used is counted on
     * @param feed with which it was opened
     */
    RoomHost(
            UnopenedRoom before,
            Room room,
            @Nullable String passwordHash,
            List<LoopRooms> loops,
            RoomEngine engine,
            RoomFeed feed,
            Memberships memberships,
            PasswordCheck passwords,
            ModerationLog moderationLog,
            RoomRates rates,
            RoomDirectory directory,
            ConversationNews news,
            Absences absences) {
        this.ref = before.ref();
        this.room = room;
        this.passwordHash = passwordHash;
        this.own = ref.rooms();
        this.thread = own.thread();
        this.counters = own.counters();
        this.delivery = new RoomDelivery(before, room, loops);
        this.store = new RoomStore(ref, engine, feed, this::handle);
        this.memberships = memberships;
        this.passwords = passwords;
        this.moderationLog = moderationLog;
        this.directory = directory;
        this.news = news;
        // Nobody is told who looks at a conversation.
        this.absences = ref.pair() == null ? absences : Absences.NONE;
        this.changes = new ChangeLimit(ref, memberships);
        this.publishLimit = rates.limit(thread.nanoTime());
        this.lastCommand = thread.now();
    }

    RoomRef ref() {
        return ref;
    }

    RoomUsage traffic() {
        return delivery.traffic();
    }

    /** Whether the session is in the room. */
    boolean has(RoomSession session) {
        return room.participants().contains(session);
    }

    /** Of the last message that the feed has brought. */
    long sequence() {
        return room.sequence();
    }

    /** Of the last change that the feed has brought. */
    long version() {
        return room.version();
    }

    /** Whether one more message would only wait on this loop. */
    boolean isBusy() {
        return own.busy();
    }

    /**
     * A message of this many bytes came: 0, it is within the rate of all members together; otherwise the milliseconds
     * to wait.
     */
    int takePublish(int bytes) {
        return publishLimit.take(thread.nanoTime(), bytes);
    }

    void follow(RoomRules rules, RoomRates rates) {
        room.follow(rules);
        publishLimit = rates.limit(thread.nanoTime());
    }

    void tick() {
        room.performed(carryOut(new RoomCommand.Tick(), thread.moment()));
    }

    /** Whether nobody needs it open: nobody is in it or has asked it anything for a while, and nothing is underway. */
    boolean mayBeLetGo() {
        return thread.now() - lastCommand >= UNUSED_MILLIS
                && passwordChecks == 0
                && store.isIdle()
                && room.mayBeLetGo(thread.moment());
    }

    /** Ends it without closing the room. */
    UnopenedRoom letGo() {
        store.letGo();
        RoomUsage usage = delivery.traffic();
        return new UnopenedRoom(ref, room.letGo(thread.moment()), usage.messages(), usage.bytes());
    }

    void handle(RoomCommand command) {
        if (command instanceof RoomCommand.Recalled recalled) {
            arrives(recalled);
        } else if (!changes.refuses(command)) {
            room.performed(carryOut(command));
        }
    }

    /** A user who is not a member has a place for this room before it enters, or does not enter. */
    private void arrives(RoomCommand.Recalled c) {
        long userId = c.enter().who().userId();
        boolean member = memberships.contains(userId, ref.number());
        boolean place = member || memberships.enter(userId, ref.number());
        List<Effect> effects = carryOut(new RoomCommand.Recalled(c.enter(), c.known(), place));
        // A room that was opened just now may have had it as a member already, by another node.
        if (!member
                && !room.memberIds().contains(userId)
                && effects.stream().noneMatch(Effect.Membership.class::isInstance)) {
            memberships.remove(userId, ref.number());
        }
    }

    private List<Effect> carryOut(RoomCommand command) {
        Moment now = thread.moment();
        lastCommand = now.millis();
        return carryOut(command, now);
    }

    private List<Effect> carryOut(RoomCommand command, Moment now) {
        List<Effect> effects = room.handle(command, now);
        // What a nested command brings is not what this one was decided on.
        long version = room.version();
        for (int i = 0; i < effects.size(); i++) {
            perform(effects.get(i), version);
        }
        return effects;
    }

    /** @param version of the room when this was decided */
    private void perform(Effect effect, long version) {
        switch (effect) {
            case Effect.Append e -> store.append(e, version);
            case Effect.FindTarget e -> store.findTarget(e.message());
            case Effect.FanOut e -> {
                delivery.fanOut(e);
                tellOfConversation(e.message().author().userId());
            }
            case Effect.Acknowledge e ->
                delivery.send(
                        e.who(),
                        FrameEncoder.ack(
                                ref.number(), e.n(), delivery.shownEpoch(e.epoch()), e.sequence(), e.stored()));
            case Effect.Again e -> delivery.again(e);
            case Effect.TellLatest e ->
                delivery.send(e.who(), FrameEncoder.latest(ref.number(), e.epoch(), e.sequence(), e.oldest()));
            case Effect.RefuseMessage e -> {
                counters.refusedMessage(Refusals.reason(e.why()));
                delivery.send(
                        e.who(),
                        FrameEncoder.refusedMessage(ref.number(), e.n(), Refusals.reason(e.why()), e.waitMillis()));
            }
            case Effect.Admit e -> admit(e);
            case Effect.Dismiss e -> dismiss((RoomSession) e.who());
            case Effect.Expel e -> {
                ((RoomSession) e.who()).link().send(RoomEvents.event(ref.number(), e.event()));
                dismiss((RoomSession) e.who());
            }
            case Effect.CheckPassword e -> checkPassword(e);
            case Effect.Recall e -> store.recall(e.enter(), room.epoch());
            case Effect.ReadHistory e -> store.read(e);
            case Effect.Answer e -> ((Requester) e.who()).answer(RoomEvents.answer(e, room.nameFor(e.who()), absences));
            case Effect.Typing e -> tellOfTyping(e.who());
            case Effect.Tell e -> tell(e);
            case Effect.Membership e -> membership(e);
            case Effect.Propose e -> {
                store.propose(e);
                if (e.change() instanceof RoomChange.MembersAre members) {
                    // Once more: only now does the engine know of it, and whoever asked it meanwhile was told
                    // otherwise.
                    members.gone().forEach(userId -> memberships.remove(userId, ref.number()));
                }
            }
            case Effect.WriteDown e -> moderationLog.done(ref, e.request());
            case Effect.Closed e -> {
                own.unhost(ref.number());
                // In this order: who makes a room of this name, when the engine has freed it, finds none listed.
                directory.close(ref);
                store.closeRoom(() -> directory.closed(ref));
            }
        }
    }

    private void admit(Effect.Admit e) {
        RoomSession session = (RoomSession) e.who();
        Effect.Welcome welcome = e.welcome();
        delivery.attach(session, welcome);
        session.answer(RoomEvents.joined(ref, room.nameFor(session), e.request(), welcome, store.durable(), absences));
        show();
    }

    /** In a conversation somebody has spoken: those sessions of the two that are not in it come to know. */
    private void tellOfConversation(long author) {
        Pair pair = ref.pair();
        if (pair != null) {
            boolean here = room.participants().stream().anyMatch(session -> session.userId() == author);
            news.spoken(ref, room.nameFor(pair.low()), room.nameFor(pair.high()), here);
        }
    }

    private void dismiss(RoomSession session) {
        delivery.detach(session);
        show();
    }

    private void checkPassword(Effect.CheckPassword e) {
        RoomSession session = (RoomSession) e.enter().who();
        int request = e.enter().request();
        passwordChecks++;
        passwords.check(
                session,
                ref.name().key(),
                passwordHash,
                e.password(),
                outcome -> thread.execute(() -> {
                    passwordChecks--;
                    switch (outcome) {
                        case PasswordCheck.Compared c -> handle(new RoomCommand.PasswordChecked(e.enter(), c.right()));
                        case PasswordCheck.NotNow later -> session.answer(Refusals.later(request, later));
                    }
                }));
    }

    private void tell(Effect.Tell e) {
        if (e.event() instanceof Effect.Ended ended) {
            LOG.atInfo().addKeyValue("room", ref.name().display()).log("room closed: {}", ended.sentence());
        }
        // Who has been told sees it in the list of rooms.
        show();
        byte[] record = FrameEncoder.record(RoomEvents.event(ref.number(), e.event()));
        for (Participant participant : room.participants()) {
            if (!participant.equals(e.except())) {
                ((RoomSession) participant).link().sendEncoded(record);
            }
        }
    }

    private void tellOfTyping(Participant typing) {
        byte[] frame = FrameEncoder.typing(ref.number(), typing.userId(), typing.name());
        for (Participant participant : room.participants()) {
            if (participant.userId() != typing.userId() && ((RoomSession) participant).watches()) {
                delivery.send(participant, frame);
            }
        }
    }

    private void membership(Effect.Membership e) {
        if (e.member()) {
            memberships.add(e.userId(), ref.number());
        } else {
            memberships.remove(e.userId(), ref.number());
            show();
        }
    }

    private void show() {
        ref.show(new RoomRef.Snapshot(
                room.topic(),
                room.memberCount(),
                room.presentCount(),
                room.charter().passwordNeeded(),
                room.charter().history(),
                room.charter().hidden()));
    }
}
