package dev.roomtalk.server.room;

import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room: its members, its host, its conversation. Confined to the relay loop that owns it; knows no network, no clock and no
 * database: a command comes in, {@linkplain Effect effects} come out.
 *
 * <p>It never makes a sequence number: a message goes to the engine, is fanned out when the engine has numbered it, and
 * acknowledged when the engine has committed it.
 */
public final class Room {
    private final Charter charter;
    private RoomRules rules;
    private final Roster roster;
    private final Door door;
    private final Invitations invitations;
    private final Moderation moderation;
    private final Pace pace;
    private final Conversation conversation;
    private List<Effect> effects = new ArrayList<>();
    private String topic;
    private RoomSettings settings;
    private long lastActivity;
    private boolean countChanged;
    private boolean closed;

    /**
     * What was fixed when the room was made.
     *
     * @param passwordNeeded newcomers give a password, checked elsewhere
     * @param hidden strangers do not learn that it is there; they need a password, if it has one, or an invitation
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
        /** One that everybody sees. */
        public Charter(Name name, boolean passwordNeeded, boolean ephemeral, boolean closeWithHost, boolean history) {
            this(name, passwordNeeded, false, ephemeral, closeWithHost, history);
        }
    }

    /**
     * What the engine remembers of a room.
     *
     * @param members all of them away; who is banned is none
     * @param bans also such as have ended
     * @param invitations the same
     * @param silentMillis for how long nobody has used it
     * @param epoch the epoch that the next message will be numbered in
     * @param sequence the highest sequence so far
     */
    public record Memory(
            String topic,
            RoomSettings settings,
            List<MemberRecord> members,
            List<Ban> bans,
            List<Invitation> invitations,
            long silentMillis,
            long epoch,
            long sequence) {
        /** Without invitations. */
        public Memory(
                String topic,
                RoomSettings settings,
                List<MemberRecord> members,
                List<Ban> bans,
                long silentMillis,
                long epoch,
                long sequence) {
            this(topic, settings, members, bans, List.of(), silentMillis, epoch, sequence);
        }
    }

    /** @param now who is away is away since then */
    public Room(Charter charter, RoomRules rules, Memory memory, Moment now) {
        this.charter = charter;
        this.rules = rules;
        this.door = new Door(memory.bans(), now);
        this.roster = new Roster(memory.members(), now.millis());
        // A crash may have come between the ban and the end of the membership.
        memory.bans().stream()
                .filter(ban -> door.isBanned(ban.userId(), now.millis()))
                .map(ban -> roster.find(ban.userId()))
                .filter(Objects::nonNull)
                .forEach(roster::remove);
        this.invitations = new Invitations(memory.invitations());
        this.moderation = new Moderation(roster, door, invitations, new Moderated());
        this.topic = memory.topic();
        this.settings = memory.settings();
        this.pace = new Pace(this::waitsForNothing);
        pace.set(settings.slowSeconds());
        this.conversation = new Conversation(rules, pace, memory.epoch(), memory.sequence());
        this.lastActivity = now.millis() - Math.min(memory.silentMillis(), rules.longestSilence());
    }

    /** Carries out a command, and returns what is to be done, in order. */
    public List<Effect> handle(RoomCommand command, Moment moment) {
        long now = moment.millis();
        effects = new ArrayList<>();
        if (closed) {
            refuseClosed(command);
            return effects;
        }
        switch (command) {
            case RoomCommand.Publish c -> publish(c, moment);
            case RoomCommand.Numbered c -> {
                lastActivity = now;
                conversation.numbered(c, moment, effects);
            }
            case RoomCommand.Committed c -> conversation.committed(c, effects);
            case RoomCommand.Duplicate c -> conversation.duplicate(c, moment, effects);
            case RoomCommand.AppendFailed c -> conversation.failed(c, effects);
            case RoomCommand.Missing c -> {
                if (roster.participants().contains(c.who())) {
                    conversation.missing(c, effects);
                }
            }
            case RoomCommand.Enter c -> enter(c, moment);
            case RoomCommand.InvitationUsed c -> {
                if (c.counted()) {
                    effects.add(new Effect.Recall(c.enter()));
                } else {
                    invitations.use(Objects.requireNonNull(c.enter().invitation()), -1);
                    refuse(c.enter().who(), c.enter().request(), Refused.BUSY);
                }
            }
            case RoomCommand.PasswordChecked c -> {
                if (c.right()) {
                    effects.add(new Effect.Recall(c.enter()));
                } else {
                    refuse(
                            c.enter().who(),
                            c.enter().request(),
                            charter.hidden() ? Refused.NO_SUCH_ROOM : Refused.WRONG_PASSWORD);
                }
            }
            case RoomCommand.Recalled c -> {
                if (c.known() == null) {
                    giveInvitationBack(c.enter());
                    refuse(c.enter().who(), c.enter().request(), Refused.BUSY);
                } else {
                    admit(c.enter(), c.known(), moment);
                }
            }
            case RoomCommand.Leave c -> leave(c, now);
            case RoomCommand.Gone c -> gone(c, now);
            case RoomCommand.SetTopic c -> setTopic(c, now);
            case RoomCommand.Change c -> change(c);
            case RoomCommand.Close c -> close(c);
            case RoomCommand.Act c -> {
                Member by = c.who().operates() ? Member.operator(c.who()) : memberOf(c.who(), c.request());
                if (by != null) {
                    moderation.act(c, by, moment);
                }
            }
            case RoomCommand.AskMembers c -> {
                if (c.who().operates() || memberOf(c.who(), c.request()) != null) {
                    effects.add(new Effect.Members(c.who(), c.request(), roster.views(door, now), roster.size()));
                }
            }
            case RoomCommand.AskAuthors c -> {
                if (memberOf(c.who(), c.request()) != null) {
                    effects.add(new Effect.Authors(c.who(), c.request(), conversation.authors(c.numbers())));
                }
            }
            case RoomCommand.AskHistory c -> {
                if (memberOf(c.who(), c.request()) != null) {
                    effects.add(conversation.history(c, charter.history()));
                }
            }
            case RoomCommand.Tick _ -> tick(now);
        }
        keepMembers();
        return effects;
    }

    private void keepMembers() {
        Effect.KeepMembers changes = roster.takeChanges();
        // With a room that is no more its members are forgotten.
        if (changes != null && !closed) {
            effects.add(changes);
        }
    }

    private void refuseClosed(RoomCommand command) {
        switch (command) {
            case RoomCommand.Asked c -> refuse(c.who(), c.request(), Refused.NO_SUCH_ROOM);
            case RoomCommand.PasswordChecked c ->
                refuse(c.enter().who(), c.enter().request(), Refused.NO_SUCH_ROOM);
            case RoomCommand.Recalled c -> refuse(c.enter().who(), c.enter().request(), Refused.NO_SUCH_ROOM);
            case RoomCommand.InvitationUsed c ->
                refuse(c.enter().who(), c.enter().request(), Refused.NO_SUCH_ROOM);
            case RoomCommand.Publish c ->
                effects.add(new Effect.RefuseMessage(c.who(), c.n(), Refused.NO_SUCH_ROOM, 0));
            case RoomCommand.Silent _ -> {}
        }
    }

    private void refuse(Participant who, int request, Refused why) {
        effects.add(new Effect.Refuse(who, request, why));
    }

    private void publish(RoomCommand.Publish message, Moment now) {
        long silence = silence(message.who().userId(), now.millis());
        if (roster.participants().contains(message.who()) && silence > 0) {
            effects.add(new Effect.RefuseMessage(
                    message.who(),
                    message.n(),
                    Refused.MUTED,
                    silence == Long.MAX_VALUE ? 0 : (int) Math.min(silence, Integer.MAX_VALUE)));
        } else if (roster.participants().contains(message.who())) {
            conversation.publish(message, now, effects);
        } else {
            effects.add(new Effect.RefuseMessage(message.who(), message.n(), Refused.NOT_A_MEMBER, 0));
        }
    }

    /** How long somebody may not speak yet, in milliseconds. Whoever has become host may. */
    private long silence(long userId, long now) {
        Member host = roster.host();
        return host != null && host.userId == userId ? 0 : door.silenceMillis(userId, now);
    }

    /** In a slow room the host and moderators need not wait. */
    private boolean waitsForNothing(long userId) {
        Member member = roster.find(userId);
        return member != null && (member.moderator || member.equals(roster.host()));
    }

    private void enter(RoomCommand.Enter c, Moment now) {
        door.asks(c);
        boolean member = roster.find(c.who().userId()) != null;
        Effect.Answer keptOut = door.keepsOut(c, member, now.millis());
        if (keptOut != null) {
            // That its address is banned there tells a stranger that there is such a room.
            boolean unseen = charter.hidden()
                    && keptOut instanceof Effect.KeepOut k
                    && k.ban().userId() != c.who().userId();
            effects.add(unseen ? new Effect.Refuse(c.who(), c.request(), Refused.NO_SUCH_ROOM) : keptOut);
            return;
        }
        boolean open = !charter.passwordNeeded() && !charter.hidden();
        if (member || open || c.manner() == RoomCommand.Manner.CREATOR) {
            // An invitation that is not needed is not used.
            effects.add(new Effect.Recall(withoutInvitation(c)));
        } else if (c.invitation() != null) {
            useInvitation(c, c.invitation(), now);
        } else if (c.password() != null && charter.passwordNeeded()) {
            effects.add(new Effect.CheckPassword(c, c.password()));
        } else {
            refuse(c.who(), c.request(), charter.hidden() ? Refused.NO_SUCH_ROOM : Refused.PASSWORD_NEEDED);
        }
    }

    private static RoomCommand.Enter withoutInvitation(RoomCommand.Enter c) {
        return new RoomCommand.Enter(c.who(), c.request(), c.password(), c.quiet(), c.manner(), c.resume());
    }

    private void useInvitation(RoomCommand.Enter c, String hash, Moment now) {
        Refused why = invitations.refuses(hash, now.unixMillis());
        if (why != null) {
            refuse(
                    c.who(),
                    c.request(),
                    why == Refused.BAD_INVITATION && charter.hidden() ? Refused.NO_SUCH_ROOM : why);
        } else if (roster.size() >= rules.members()) {
            refuse(c.who(), c.request(), Refused.ROOM_FULL);
        } else {
            // Counted at once: of two that come with the last use one is too late.
            effects.add(new Effect.UseInvitation(c, Objects.requireNonNull(invitations.use(hash, 1))));
        }
    }

    /** Who has shown it does not come in, or has come in otherwise meanwhile. */
    private void giveInvitationBack(RoomCommand.Enter c) {
        Invitation back = c.invitation() == null ? null : invitations.use(c.invitation(), -1);
        if (back != null) {
            effects.add(new Effect.GiveInvitationBack(back));
        }
    }

    private void admit(RoomCommand.Enter c, RoomCommand.Recollection known, Moment now) {
        Participant who = c.who();
        if (who.isOver()) {
            giveInvitationBack(c);
            return;
        }
        boolean visits = c.manner() == RoomCommand.Manner.VISITOR;
        Member member = roster.find(who.userId());
        // Whatever happened while the engine was asked.
        Effect.Answer keptOut = door.keepsOut(c, member != null, now.millis());
        if (keptOut != null) {
            giveInvitationBack(c);
            effects.add(keptOut);
            return;
        }
        if (member != null) {
            giveInvitationBack(c);
        } else {
            if (roster.size() >= rules.members()) {
                giveInvitationBack(c);
                refuse(who, c.request(), Refused.ROOM_FULL);
                return;
            }
            member = roster.add(who, now.unixMillis(), visits);
            effects.add(new Effect.Membership(who.userId(), true));
            countChanged = true;
        }
        boolean returns = !member.present();
        roster.arrive(member, who);
        if (!visits) {
            roster.stays(member);
        }
        lastActivity = now.millis();
        if (roster.host() == null && !member.visiting) {
            makeHost(member, who);
        }
        if (!c.quiet() && !member.announced) {
            roster.announce(member);
            tellUnlessCrowded(new Effect.Joined(roster.view(member, door, now.millis())), who);
        } else if (returns && !member.toldPresent) {
            member.toldPresent = true;
            if (member.announced) {
                tellUnlessCrowded(new Effect.Presence(member.userId, member.name, true), who);
            }
        }
        effects.add(new Effect.Admit(
                who,
                c.request(),
                new Effect.Welcome(
                        topic,
                        epoch(),
                        sequence(),
                        oldestInRing(),
                        roster.views(door, now.millis()),
                        roster.size(),
                        conversation.toldAuthors(),
                        Math.max(conversation.highestN(who), known.highestN()),
                        charter.history(),
                        charter.hidden(),
                        settings(),
                        resumed(c.resume(), known.epochEnd()))));
    }

    private long resumed(RoomCommand.@Nullable Resume resume, long epochEnd) {
        if (resume == null) {
            return -1;
        }
        return Math.min(resume.sequence(), resume.epoch() == epoch() ? sequence() : epochEnd);
    }

    private void leave(RoomCommand.Leave c, long now) {
        Member member = memberOf(c.who(), c.request());
        if (member == null) {
            return;
        }
        for (Participant session : member.sessions) {
            effects.add(
                    session.equals(c.who())
                            ? new Effect.Dismiss(session)
                            : new Effect.Expel(session, new Effect.Ended("you have left the room in another session")));
        }
        leaves(member, now);
        effects.add(new Effect.Done(c.who(), c.request()));
    }

    private final class Moderated implements Moderation.Membership {
        @Override
        public void add(Effect effect) {
            effects.add(effect);
        }

        @Override
        public void putOut(Member member, Effect.Removed removed, long now) {
            for (Participant session : member.sessions) {
                effects.add(new Effect.Expel(session, removed));
            }
            effects.add(new Effect.Tell(removed, null));
            remove(member, now, null);
        }

        @Override
        public void makeHost(Member member) {
            Room.this.makeHost(member, null);
        }

        @Override
        public void keepMembers() {
            Room.this.keepMembers();
        }
    }

    private void leaves(Member member, long now) {
        remove(member, now, member.announced ? new Effect.Left(member.userId, member.name) : null);
    }

    /** Ends a membership; its sessions have been dismissed. */
    private void remove(Member member, long now, Effect.@Nullable Left told) {
        boolean wasHost = member.equals(roster.host());
        roster.remove(member);
        lastActivity = now;
        countChanged = true;
        effects.add(new Effect.Membership(member.userId, false));
        if (told != null) {
            tellUnlessCrowded(told, null);
        }
        if (roster.size() == 0 && charter.ephemeral()) {
            end("the room has closed with its last member");
        } else if (wasHost && charter.closeWithHost()) {
            end("the room has closed: its host " + member.name + " has left");
        } else if (wasHost) {
            passHost();
        }
    }

    private void gone(RoomCommand.Gone c, long now) {
        Member member = roster.depart(c.who(), now);
        if (member == null) {
            return;
        }
        effects.add(new Effect.Dismiss(c.who()));
        if (!member.present() && c.onPurpose()) {
            tellAbsent(member, now);
        }
    }

    private void tellAbsent(Member member, long now) {
        if (member.visiting) {
            leaves(member, now);
            return;
        }
        member.toldPresent = false;
        if (member.announced) {
            tellUnlessCrowded(new Effect.Presence(member.userId, member.name, false), null);
        }
    }

    private void passHost() {
        Member heir = roster.heir();
        if (heir != null) {
            makeHost(heir, null);
        }
    }

    private void makeHost(Member member, @Nullable Participant except) {
        roster.makeHost(member);
        if (roster.size() > 1) {
            effects.add(new Effect.Tell(new Effect.HostIs(member.userId, member.name), except));
        }
    }

    private void setTopic(RoomCommand.SetTopic c, long now) {
        Member member = memberOf(c.who(), c.request());
        if (member == null) {
            return;
        }
        if (silence(member.userId, now) > 0) {
            refuse(c.who(), c.request(), Refused.MUTED);
            return;
        }
        if (c.topic().getBytes(StandardCharsets.UTF_8).length > rules.topicBytes()) {
            refuse(c.who(), c.request(), Refused.TOO_LONG);
            return;
        }
        topic = c.topic();
        lastActivity = now;
        effects.add(new Effect.Done(c.who(), c.request()));
        effects.add(new Effect.Tell(new Effect.TopicIs(topic, member.name), null));
    }

    private void change(RoomCommand.Change c) {
        Member host = hostOf(c.who(), c.request());
        if (host == null) {
            return;
        }
        if (!charter.history() && c.change().ofHistory()) {
            refuse(c.who(), c.request(), Refused.NO_HISTORY);
            return;
        }
        settings = c.change().of(settings);
        pace.set(settings.slowSeconds());
        effects.add(new Effect.KeepSettings(settings));
        effects.add(new Effect.Done(c.who(), c.request()));
        effects.add(new Effect.Tell(new Effect.SettingsAre(settings(), host.name), null));
    }

    /** In effect. */
    private RoomSettings settings() {
        return charter.history() ? settings.within(rules.standard()) : settings.withoutHistory();
    }

    private void close(RoomCommand.Close c) {
        if (c.who().operates()) {
            end("the room was closed by " + c.who().name());
            effects.add(new Effect.Done(c.who(), c.request()));
            return;
        }
        Member member = hostOf(c.who(), c.request());
        if (member == null) {
            return;
        }
        end("the room was closed by its host " + member.name);
        effects.add(new Effect.Done(c.who(), c.request()));
    }

    private void end(String sentence) {
        // First of all its name is free, so that whoever is told of the end can make it again.
        effects.add(new Effect.Closed());
        effects.add(new Effect.Tell(new Effect.Ended(sentence), null));
        roster.participants().forEach(p -> effects.add(new Effect.Dismiss(p)));
        roster.userIds().forEach(id -> effects.add(new Effect.Membership(id, false)));
        closed = true;
    }

    private @Nullable Member memberOf(Participant who, int request) {
        Member member = roster.find(who.userId());
        if (member == null) {
            refuse(who, request, charter.hidden() ? Refused.NO_SUCH_ROOM : Refused.NOT_A_MEMBER);
        }
        return member;
    }

    private @Nullable Member hostOf(Participant who, int request) {
        Member member = memberOf(who, request);
        if (member != null && !member.equals(roster.host())) {
            refuse(who, request, Refused.NOT_HOST);
            return null;
        }
        return member;
    }

    private void tick(long now) {
        for (Member absent : roster.absentSince(now - rules.presenceDelay().toMillis())) {
            tellAbsent(absent, now);
        }
        if (closed) {
            return;
        }
        Member host = roster.host();
        if (host != null
                && !host.present()
                && now - host.absentSince >= rules.hostGrace().toMillis()
                && roster.hasHeirPresent()) {
            if (charter.closeWithHost()) {
                end("the room has closed: its host " + host.name + " has been away for too long");
                return;
            }
            passHost();
        }
        if (countChanged && roster.size() > RoomRules.CROWD) {
            effects.add(new Effect.Tell(new Effect.Count(roster.size()), null));
        }
        countChanged = false;
        door.sweep(now);
        conversation.forgetAuthors(now);
        if (roster.participants().isEmpty()
                && now - lastActivity >= rules.roomExpiry().toMillis()) {
            end("the room has expired: nobody has been here for "
                    + rules.roomExpiry().toDays() + " days");
        }
    }

    private void tellUnlessCrowded(Effect.Event event, @Nullable Participant except) {
        if (roster.size() <= RoomRules.CROWD) {
            effects.add(new Effect.Tell(event, except));
        }
    }

    /** From now on these hold; the ring remains as long as it is. */
    public void follow(RoomRules changed) {
        rules = changed;
        conversation.follow(changed);
    }

    public Charter charter() {
        return charter;
    }

    public String topic() {
        return topic;
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

    /** Everybody that deliveries and events go to. */
    public Set<Participant> participants() {
        return roster.participants();
    }

    public long epoch() {
        return conversation.epoch();
    }

    public long sequence() {
        return conversation.sequence();
    }

    /** The lowest sequence that {@link RoomCommand.Missing} can bring. */
    public long oldestInRing() {
        return conversation.oldestInRing();
    }
}
