package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Message;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.Refused;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.store.Engine;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A room on its relay loop: takes its commands, and carries out what it wants done. Confined to that loop. */
final class RoomHost implements Tails.Room {
    private static final Logger LOG = LoggerFactory.getLogger(RoomHost.class);

    private final RoomRef ref;
    private final Room room;
    private final RelayLoop loop;
    private final List<RelayLoop> loops;
    private final Engine engine;
    private final RoomKeeper keeper;
    private final Memberships memberships;
    private final PasswordCheck passwords;
    private final @Nullable String passwordHash;
    private final Trail trail;
    private final Consumer<RoomRef> onClosed;
    private PublishLimit publishLimit;
    private final Set<Session> attached = new HashSet<>();
    private final int[] sessionsByLoop;
    private final long firstEpoch;
    private final boolean[] behind;
    /** A message was fanned out, and what comes 60 ms after the last one is still to come. */
    private boolean tailAwaited;

    private long spokeAt;

    /** So far; and the bytes of their frames. */
    private long messages;

    private long bytes;

    RoomHost(
            RoomRef ref,
            Room room,
            @Nullable String passwordHash,
            List<RelayLoop> loops,
            Engine engine,
            Memberships memberships,
            PasswordCheck passwords,
            Trail trail,
            RoomRates rates,
            Consumer<RoomRef> onClosed) {
        this.ref = ref;
        this.room = room;
        this.firstEpoch = room.epoch();
        this.passwordHash = passwordHash;
        this.loop = ref.loop();
        this.loops = loops;
        this.engine = engine;
        this.keeper = new RoomKeeper(ref, engine, this::handle);
        this.memberships = memberships;
        this.passwords = passwords;
        this.trail = trail;
        this.onClosed = onClosed;
        this.publishLimit = rates.limit(loop.nanoTime());
        this.sessionsByLoop = new int[loops.size()];
        this.behind = new boolean[loops.size()];
    }

    RoomRef ref() {
        return ref;
    }

    /** How it has been used so far. */
    Census.OfRoom report() {
        return new Census.OfRoom(ref, attached.size(), messages, bytes);
    }

    /** How fast it takes messages of all its members together. */
    PublishLimit publishLimit() {
        return publishLimit;
    }

    @Override
    public long sequence() {
        return room.sequence();
    }

    void follow(RoomRules rules, RoomRates rates) {
        room.follow(rules);
        publishLimit = rates.limit(loop.nanoTime());
    }

    void tick() {
        handle(new RoomCommand.Tick());
    }

    void handle(RoomCommand command) {
        List<Effect> effects = room.handle(command, loop.moment());
        // Before anybody is answered: who knows of it finds it written down.
        if ((command instanceof RoomCommand.About || command instanceof RoomCommand.Close)
                && command instanceof RoomCommand.Asked asked
                && effects.stream().noneMatch(effect -> effect instanceof Effect.Refuse)) {
            trail.done(ref, asked);
        }
        for (Effect effect : effects) {
            perform(effect);
        }
    }

    /** A command for a room that is no more. Any thread. */
    static void answerClosed(RoomRef ref, RoomCommand command) {
        Refusals.ofClosedRoom(ref, command);
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Append e -> keeper.append(e);
            case Effect.FanOut e -> fanOut(e);
            case Effect.Acknowledge e ->
                sendFrame(e.who(), FrameEncoder.ack(ref.number(), e.n(), told(e.epoch()), e.sequence(), e.stored()));
            case Effect.Again e -> again(e);
            case Effect.TellLatest e ->
                sendFrame(e.who(), FrameEncoder.latest(ref.number(), e.epoch(), e.sequence(), e.oldest()));
            case Effect.RefuseMessage e -> {
                loop.countRefused(Refusals.reason(e.why()));
                sendFrame(
                        e.who(),
                        FrameEncoder.refusedMessage(ref.number(), e.n(), Refusals.reason(e.why()), e.waitMillis()));
            }
            case Effect.Admit e -> admit(e);
            case Effect.Dismiss e -> dismiss((Session) e.who());
            case Effect.Expel e -> {
                session(e.who()).link().send(RoomEvents.event(ref.number(), e.event()));
                dismiss((Session) e.who());
            }
            case Effect.CheckPassword e -> checkPassword(e);
            case Effect.Recall e -> keeper.recall(e.enter(), room.epoch());
            case Effect.ReadHistory e -> readHistory(e);
            case Effect.Answer e ->
                asker(e.who()).answer(RoomEvents.answer(e, ref.name().display()));
            case Effect.Tell e -> tell(e);
            case Effect.Membership e -> membership(e);
            case Effect.KeepMembers e -> keeper.keep(e);
            case Effect.KeepSettings e -> keeper.keep(e);
            case Effect.KeepBan e ->
                answerWhenStored(
                        e.who(),
                        e.request(),
                        engine.ban(ref.name(), e.ban()),
                        (e.ban().kind() == Ban.Kind.ENTER ? "the ban" : "the mute")
                                + " holds as long as this server runs, and is not stored yet");
            case Effect.LiftBan e ->
                answerWhenStored(
                        e.who(),
                        e.request(),
                        engine.unban(ref.name(), e.ban().key()),
                        e.ban().name()
                                + " may come in, but if this server ends now is banned again: that is not stored yet");
            case Effect.KeepInvitation e -> invite(e);
            case Effect.EndInvitation e ->
                answerWhenStored(
                        e.who(),
                        e.request(),
                        engine.uninvite(ref.name(), e.invitation().hash()),
                        "nobody comes in with it, but if this server ends now somebody may again: that is not stored yet");
            case Effect.UseInvitation e -> {
                var _ = engine.invite(ref.name(), e.invitation())
                        .whenComplete((done, failure) ->
                                ref.tell(new RoomCommand.InvitationUsed(e.enter(), failure == null)));
            }
            case Effect.GiveInvitationBack e -> engine.invite(ref.name(), e.invitation());
            case Effect.Closed e -> {
                loop.unhost(ref.number());
                // In this order: as long as the room is listed, its name means no other to the engine.
                onClosed.accept(ref);
                engine.closeRoom(ref.name());
            }
        }
    }

    private static Asker asker(Participant who) {
        return (Asker) who;
    }

    private static Session session(Participant who) {
        return (Session) who;
    }

    private void fanOut(Effect.FanOut e) {
        loop.count(Counter.MESSAGES);
        Message message = e.message();
        byte[] frame = FrameEncoder.deliver(ref.number(), message, told(message.epoch()), e.introduces(), false);
        messages++;
        bytes += frame.length;
        long oldest = room.oldestInRing();
        for (RelayLoop target : loops) {
            if (sessionsByLoop[target.index()] > 0
                    && !on(
                            target,
                            () -> target.deliver(ref.number(), frame, message.epoch(), message.sequence(), oldest))) {
                // Its members learn from the next message, or from Latest, that they miss one.
                behind[target.index()] = true;
                loop.count(Counter.DELIVERIES_BEHIND);
            }
        }
        spokeAt = loop.now();
        if (!tailAwaited) {
            tailAwaited = true;
            loop.tails().watch(this);
        }
    }

    @Override
    public void tellLatest() {
        long epoch = room.epoch();
        long sequence = room.sequence();
        long oldest = room.oldestInRing();
        for (RelayLoop target : loops) {
            int index = target.index();
            boolean toEverybody = behind[index];
            if (sessionsByLoop[index] > 0
                    && on(target, () -> target.tellLatest(ref.number(), epoch, sequence, oldest, toEverybody))) {
                behind[index] = false;
            }
        }
    }

    /** When the last message was fanned out, by {@link RelayLoop#now}. */
    @Override
    public long spokeAt() {
        return spokeAt;
    }

    /** The next message has a tail of its own. */
    @Override
    public void tailTold() {
        tailAwaited = false;
    }

    /** Traffic for a loop, this one or another; false: it has too much waiting. */
    private boolean on(RelayLoop target, Runnable command) {
        if (target == loop) {
            command.run();
            return true;
        }
        return target.offer(command);
    }

    private void again(Effect.Again e) {
        Session session = (Session) e.who();
        byte[] frame =
                FrameEncoder.deliver(ref.number(), e.message(), told(e.message().epoch()), false, true);
        on(session.loop(), () -> session.relay().repair(frame));
    }

    private void sendFrame(Participant who, byte[] frame) {
        Session session = (Session) who;
        on(session.loop(), () -> session.loop().send(session, frame));
    }

    private void admit(Effect.Admit e) {
        Session session = (Session) e.who();
        Effect.Welcome welcome = e.welcome();
        RelayLoop target = session.loop();
        if (attached.add(session)) {
            sessionsByLoop[target.index()]++;
        }
        long oldest = room.oldestInRing();
        lifecycle(target, () -> target.join(ref.number(), session, welcome.epoch(), welcome.sequence(), oldest));
        session.answer(RoomEvents.joined(ref, e.request(), welcome, engine.durable()));
        show();
    }

    private void dismiss(Session session) {
        if (attached.remove(session)) {
            RelayLoop target = session.loop();
            sessionsByLoop[target.index()]--;
            lifecycle(target, () -> target.leave(ref.number(), session));
        }
        show();
    }

    private void lifecycle(RelayLoop target, Runnable command) {
        if (target == loop) {
            command.run();
        } else {
            target.execute(command);
        }
    }

    /** The epoch to say with a frame; 0: all sessions know it from their Joined. */
    private long told(long epoch) {
        return epoch == firstEpoch && room.epoch() == firstEpoch ? 0 : epoch;
    }

    /** @param otherwise what is told to who asked, where it cannot be stored now */
    private static void answerWhenStored(Participant who, int request, CompletionStage<Void> stored, String otherwise) {
        var _ = stored.whenComplete((done, failure) -> asker(who).answer(RoomEvents.done(request, failure, otherwise)));
    }

    /** What is not stored is not handed out: it might be forgotten. */
    private void invite(Effect.KeepInvitation e) {
        var _ = engine.invite(ref.name(), e.invitation())
                .whenComplete((done, failure) -> session(e.who())
                        .answer(RoomEvents.invited(e, failure, ref.name().display())));
    }

    private void readHistory(Effect.ReadHistory e) {
        Session session = session(e.asked().who());
        var _ = engine.read(ref.name(), HistoryPages.range(e.asked()))
                .whenComplete((page, failure) -> session.answer(
                        failure == null
                                ? HistoryPages.page(e, ref.number(), page)
                                : Refusals.message(
                                        e.asked().request(),
                                        Refused.BUSY,
                                        ref.name().display())));
    }

    private void checkPassword(Effect.CheckPassword e) {
        Session session = (Session) e.enter().who();
        int request = e.enter().request();
        String room = ref.name().display();
        passwords.check(session, room, Objects.requireNonNull(passwordHash), e.password(), outcome -> {
            switch (outcome) {
                case PasswordCheck.Compared c -> ref.tell(new RoomCommand.PasswordChecked(e.enter(), c.right()));
                case PasswordCheck.NotNow later -> session.answer(Refusals.later(request, later));
            }
        });
    }

    private void tell(Effect.Tell e) {
        if (e.event() instanceof Effect.TopicIs topic) {
            engine.setTopic(ref.name(), topic.topic());
        } else if (e.event() instanceof Effect.Ended ended) {
            LOG.atInfo().addKeyValue("room", ref.name().display()).log("room closed: {}", ended.sentence());
        }
        // Who has been told sees it in the list of rooms.
        show();
        byte[] record = FrameEncoder.record(RoomEvents.event(ref.number(), e.event()));
        for (Participant participant : room.participants()) {
            if (!participant.equals(e.except())) {
                session(participant).link().sendEncoded(record);
            }
        }
    }

    private void membership(Effect.Membership e) {
        if (e.member()) {
            memberships.add(e.userId(), ref.number());
        } else {
            memberships.remove(e.userId(), ref.number());
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
