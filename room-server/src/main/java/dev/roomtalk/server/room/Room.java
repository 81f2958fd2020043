package dev.roomtalk.server.room;

import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room: its members, its host, its conversation. Confined to the relay loop that owns it; knows no network, no clock
 * and no database: a command comes in, {@linkplain Effect effects} come out.
 *
 * <p>Over 300 lines, because every command of a room is brought to its part here.
 */
public final class Room {
    private final Charter charter;
    private final @Nullable Pair pair;
    private RoomRules rules;
    private final Effects effects = new Effects();
    private final Roster roster;
    private final RoomBans bans;
    private final Permissions permissions;
    private final Lifetime lifetime;
    private final Profile profile;
    private final Proposals proposals;
    private final Entrance entrance;
    private final Attendance attendance;
    private final Moderation moderation;
    private final UserChanges userChanges;
    private final Conversation conversation;
    private final SlowMode slowMode;
    private final Invitations invitations;
    private final MissedChanges missedChanges;
    private final Moment known;

    /**
     * What was decided about a room when it was made, and does not change.
     *
     * @param passwordNeeded newcomers give a password, which is checked elsewhere
     * @param hidden users who are no members do not learn that it exists; to enter they need an invitation, or the
     *     password if it has one
     * @param ephemeral closes with its last member
     * @param closeWithHost closes when its host leaves, or is away for too long
     * @param history its messages can be read back
     */
    public record Charter(
            Name name,
            boolean passwordNeeded,
            boolean hidden,
            boolean ephemeral,
            boolean closeWithHost,
            boolean history) {
        /** Whether it is a conversation of two users: nobody else enters it, and it has no host. */
        boolean ofTwo() {
            return Pair.isConversation(name);
        }
    }

    /**
     * What the engine remembers of a room from before this start of the server.
     *
     * @param members all of them are absent; a banned user among them is removed
     * @param bans including those that have ended
     * @param invitations including those that have ended
     * @param silentMillis for how long nobody has used it
     * @param epoch the epoch that the next message will be numbered in
     * @param sequence the highest sequence so far
     * @param version of the last change that it knows
     * @param node this one among those that share the engine; 0: no other does
     */
    public record Memory(
            String topic,
            RoomSettings settings,
            List<MemberRecord> members,
            List<Ban> bans,
            List<Invitation> invitations,
            long silentMillis,
            long epoch,
            long sequence,
            long version,
            long node) {}

    /**
     * A room that this process has not had open before.
     *
     * @param now members from before are absent since then
     */
    public Room(Charter charter, RoomRules rules, Memory memory, ConversationBudget budget, Moment now) {
        this(charter, rules, memory, Remainder.unused(memory.silentMillis(), rules, now), budget, now);
    }

    /** @param remainder of the room from when it was open before; how long it was silent is known from there */
    public Room(
            Charter charter,
            RoomRules rules,
            Memory memory,
            Remainder remainder,
            ConversationBudget budget,
            Moment now) {
        this.charter = charter;
        this.pair = Pair.of(charter.name());
        this.rules = rules;
        known = remainder.known();
        bans = new RoomBans(memory.bans(), remainder, now);
        roster = new Roster(memory.members(), remainder.hostAbsentSince(), memory.node());
        removeBanned(memory.bans(), now.millis());
        permissions = new Permissions(charter, roster, bans, effects);
        lifetime = new Lifetime(this::rules, roster, effects, remainder.lastUse());
        slowMode = new SlowMode(permissions::moderates);
        Targets targets = new Targets(permissions::moderates);
        profile = new Profile(charter, this::rules, memory, permissions, lifetime, slowMode, targets, effects);
        invitations = new Invitations(memory.invitations(), remainder);
        proposals = new Proposals(
                memory.version(), this::decide, new UnaskedChanges(lifetime, roster, bans, invitations), effects);
        entrance = new Entrance(charter, this::rules, roster, bans, invitations, proposals::take, effects);
        attendance = new Attendance(charter, this::rules, roster, bans, lifetime, effects);
        moderation = new Moderation(roster, bans, invitations, attendance, effects);
        conversation = new Conversation(
                this::rules, slowMode, targets, effects, budget, remainder, memory.epoch(), memory.sequence());
        userChanges = new UserChanges(roster, bans, attendance, conversation);
        missedChanges = new MissedChanges(profile, moderation, attendance, invitations);
    }

    /** Ends the memberships of banned users: a crash may have come between a ban and the end of the membership. */
    private void removeBanned(List<Ban> kept, long now) {
        kept.stream()
                .filter(ban -> bans.isBanned(ban.userId(), now))
                .map(ban -> roster.find(ban.userId()))
                .filter(Objects::nonNull)
                .forEach(banned -> roster.remove(banned, false));
    }

    private RoomRules rules() {
        return rules;
    }

    /** Carries out a command, and returns what is to be done, in order. */
    public List<Effect> handle(RoomCommand command, Moment moment) {
        List<Effect> wanted = effects.begin();
        if (lifetime.closed()) {
            refuseClosed(command);
        } else {
            carryOut(command, moment);
            conversation.endIf(lifetime.closed());
            if (lifetime.closed()) {
                proposals.end();
            } else {
                proposals.proposeUnasked(moment);
            }
        }
        return wanted;
    }

    /** The effects that {@link #handle} returned were carried out, and nobody looks at the list any more. */
    public void performed(List<Effect> done) {
        effects.end(done);
    }

    private void carryOut(RoomCommand command, Moment moment) {
        long now = moment.millis();
        switch (command) {
            case RoomCommand.Publish c -> publish(c, moment);
            case RoomCommand.TargetFound c -> {
                if (conversation.lookedUp(c)) {
                    publish(c.message().with(Objects.requireNonNull(c.found())), moment);
                }
            }
            case RoomCommand.Said c -> {
                lifetime.used(now);
                conversation.said(c, moment);
            }
            case RoomCommand.Committed c -> conversation.committed(c, moment);
            case RoomCommand.Duplicate c -> conversation.duplicate(c, charter.history(), moment);
            case RoomCommand.AppendFailed c -> conversation.failed(c);
            case RoomCommand.Missing c -> {
                if (roster.participants().contains(c.who())) {
                    conversation.missing(c);
                }
            }
            case RoomCommand.Enter c -> entrance.ask(c, moment);
            case RoomCommand.PasswordChecked c -> entrance.passwordChecked(c);
            case RoomCommand.Recalled c -> {
                if (entrance.admits(c, moment)) {
                    attendance.arrive(c.enter(), moment);
                    welcome(c.enter(), Objects.requireNonNull(c.known()), now);
                }
            }
            case RoomCommand.Leave c -> {
                Member member = permissions.member(c);
                if (member != null) {
                    attendance.leave(c, member, now);
                }
            }
            case RoomCommand.Gone c -> attendance.gone(c, now);
            case RoomCommand.Types c -> attendance.types(c.who(), now);
            case RoomCommand.SaysAway c -> attendance.saysAway(c.userId());
            case RoomCommand.Changing c -> proposals.take(c, moment);
            case RoomCommand.Proposed c -> proposals.answered(c, moment);
            case RoomCommand.Changed c -> {
                if (proposals.isNew(c)) {
                    changed(c, moment);
                }
            }
            case RoomCommand.Restated c -> {
                if (proposals.restated(c.version())) {
                    missedChanges.apply(c.now(), moment);
                    proposals.goOn(moment);
                }
            }
            case RoomCommand.Present c -> attendance.elsewhere().present(c.byNode(), now);
            case RoomCommand.NodeEnded c -> attendance.elsewhere().nodeEnded(c.node(), now);
            case RoomCommand.Immediate c -> {
                Member by = permissions.memberOrOperator(c);
                if (by != null) {
                    moderation.act(c, by, moment);
                }
            }
            case RoomCommand.AskMembers c -> {
                if (permissions.memberOrOperator(c) != null) {
                    effects.add(new Effect.Members(c.who(), c.request(), roster.views(bans, now), roster.size()));
                }
            }
            case RoomCommand.AskAuthors c -> {
                if (permissions.member(c) != null) {
                    effects.add(new Effect.Authors(c.who(), c.request(), conversation.authors(c.numbers())));
                }
            }
            case RoomCommand.AskHistory c -> {
                if (permissions.member(c) != null) {
                    effects.add(conversation.history(c, charter.history()));
                }
            }
            case RoomCommand.ForgetUser c -> userChanges.forget(c.userId(), now);
            case RoomCommand.ForgetMessages c -> conversation.forget(c.which());
            case RoomCommand.RenameUser c -> userChanges.rename(c.userId(), c.name(), now);
            case RoomCommand.Tick _ -> tick(moment);
        }
    }

    /** What a request changes; null: nothing, and it has been refused. */
    private @Nullable RoomChange decide(RoomCommand.Changing request, Moment moment) {
        return switch (request) {
            case RoomCommand.SetTopic c -> profile.decide(c, moment.millis());
            case RoomCommand.Change c -> profile.decide(c);
            case RoomCommand.Close c -> {
                Member by = permissions.hostOrOperator(c);
                yield by == null
                        ? null
                        : new RoomChange.Closed(
                                "the room was closed by " + (by.isOperator() ? "" : "its host ") + by.name);
            }
            case RoomCommand.About c -> {
                Member by = permissions.memberOrOperator(c);
                yield by == null ? null : moderation.decide(c, by, moment);
            }
            case RoomCommand.Inviting c -> {
                Member by = permissions.memberOrOperator(c);
                yield by == null ? null : moderation.decide(c, by, moment);
            }
            case RoomCommand.UseInvitation c -> entrance.decide(c, moment);
        };
    }

    /** A change is applied here for the first time. */
    private void changed(RoomCommand.Changed brought, Moment moment) {
        Proposals.Underway own = proposals.own(brought);
        if (own == null) {
            roster.follow(true);
            apply(brought.change(), moment);
            roster.follow(false);
        } else {
            proposals.begins(own);
            if (!brought.change().isOfSessions()) {
                apply(brought.change(), moment);
            }
            proposals.applied(own);
        }
        if (!lifetime.closed()) {
            proposals.goOn(moment);
        }
    }

    /** Every node that has the room open does this, with the same changes in the same order. */
    private void apply(RoomChange change, Moment moment) {
        switch (change) {
            case RoomChange.TopicIs c -> profile.apply(c, moment.millis());
            case RoomChange.SettingsAre c -> profile.apply(c);
            case RoomChange.Kicked c -> moderation.apply(c, moment);
            case RoomChange.Banned c -> moderation.apply(c, moment);
            case RoomChange.Unbanned c -> moderation.apply(c);
            case RoomChange.RoleIs c -> moderation.apply(c, moment.millis());
            case RoomChange.MembersAre c -> attendance.apply(c, moment.millis());
            case RoomChange.PresentAre c -> attendance.elsewhere().apply(c, moment.millis());
            case RoomChange.InvitationIs c -> invitations.apply(c, moment);
            case RoomChange.InvitationEnded c -> invitations.apply(c);
            case RoomChange.Closed c -> lifetime.apply(c);
        }
    }

    private void refuseClosed(RoomCommand command) {
        switch (command) {
            case RoomCommand.Enter c -> effects.refuse(c, Refused.NO_SUCH_ROOM, c.asked());
            case RoomCommand.Asked c -> effects.refuse(c, Refused.NO_SUCH_ROOM);
            case RoomCommand.PasswordChecked c -> refuseClosed(c.enter());
            case RoomCommand.Recalled c -> refuseClosed(c.enter());
            case RoomCommand.Publish c -> effects.refuse(c, Refused.NO_SUCH_ROOM, 0);
            case RoomCommand.Silent _ -> {}
        }
    }

    private void publish(RoomCommand.Publish message, Moment now) {
        long mute = permissions.muteMillis(message.who().userId(), now.millis());
        if (!permissions.maySpeak(message.who(), now.millis())) {
            effects.refuse(message, permissions.toWhoIsNotIn(message.who()), 0);
        } else if (mute > 0) {
            int wait = mute == Long.MAX_VALUE ? 0 : (int) Math.min(mute, Integer.MAX_VALUE);
            effects.refuse(message, Refused.MUTED, wait);
        } else {
            conversation.publish(message, now);
        }
    }

    /** Answers a session that has entered with the room as it is. */
    private void welcome(RoomCommand.Enter c, RoomCommand.Recollection known, long now) {
        effects.add(new Effect.Admit(
                c.who(),
                c.request(),
                new Effect.Welcome(
                        topic(),
                        epoch(),
                        sequence(),
                        oldestInRing(),
                        roster.views(bans, now),
                        roster.size(),
                        conversation.toldAuthors(),
                        Math.max(conversation.highestN(c.who()), known.highestN()),
                        charter.history(),
                        charter.hidden(),
                        profile.settings(),
                        conversation.resumed(c.resume(), known.epochEnd()))));
    }

    private void tick(Moment moment) {
        long now = moment.millis();
        attendance.tick(now);
        if (!lifetime.closed()) {
            bans.sweep(moment);
            conversation.forgetAuthors(now);
            if (charter.history()) {
                conversation.rest(now);
            }
            lifetime.expire(now);
        }
        if (!lifetime.closed()) {
            proposals.tick(moment);
        }
    }

    /** Applies changed rules from now on; the ring keeps its size. */
    public void follow(RoomRules changed) {
        rules = changed;
    }

    /**
     * Whether the engine and a {@link Remainder} know everything that is to be known of it: nobody is in it, nothing is
     * underway, and the ring has no message that somebody might ask for. A room without history has its messages
     * nowhere else, and so it stays open for as long as it has one.
     */
    public boolean mayBeLetGo(Moment moment) {
        return !lifetime.closed()
                && roster.participants().isEmpty()
                && !roster.hasVisitors()
                && conversation.isEmpty()
                && proposals.areDone()
                && !slowMode.someoneWaits(moment.millis());
    }

    /** Ends it without closing the room, which is opened again from what the engine knows and this. */
    public Remainder letGo(Moment moment) {
        Remainder remainder = new Remainder(
                known,
                lifetime.lastUse(),
                attendance.hostAbsentSince(moment.millis()),
                conversation.nextAuthor(),
                conversation.latestAuthors(),
                bans.endings(),
                invitations.endings(),
                bans.kicks());
        conversation.endIf(true);
        return remainder;
    }

    /** What the room is called by this participant; a conversation, by the name that the other user has now. */
    public String nameFor(Participant who) {
        return who.operates() ? charter.name().display() : nameFor(who.userId());
    }

    /** What the room is called by this user. */
    public String nameFor(long userId) {
        if (pair == null) {
            return charter.name().display();
        }
        Member other = roster.find(pair.other(userId));
        return Pair.shown(other == null ? "" : other.name);
    }

    public Charter charter() {
        return charter;
    }

    public String topic() {
        return profile.topic();
    }

    public int memberCount() {
        return roster.size();
    }

    /** Members with at least one session. */
    public int presentCount() {
        return roster.presentCount();
    }

    public Set<Long> memberIds() {
        return roster.userIds();
    }

    /** The sessions that deliveries and events go to. */
    public Set<Participant> participants() {
        return roster.participants();
    }

    public long epoch() {
        return conversation.epoch();
    }

    public long sequence() {
        return conversation.sequence();
    }

    /** Of the last change that was applied. */
    public long version() {
        return proposals.version();
    }

    /** The lowest sequence that {@link RoomCommand.Missing} can still repair. */
    public long oldestInRing() {
        return conversation.oldestInRing();
    }
}
