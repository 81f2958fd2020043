package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomCommand.AskBans;
import dev.roomtalk.server.room.RoomCommand.BanUser;
import dev.roomtalk.server.room.RoomCommand.Enter;
import dev.roomtalk.server.room.RoomCommand.Kick;
import dev.roomtalk.server.room.RoomCommand.Manner;
import dev.roomtalk.server.room.RoomCommand.Publish;
import dev.roomtalk.server.room.RoomCommand.SetRole;
import dev.roomtalk.server.room.RoomCommand.Tick;
import dev.roomtalk.server.room.RoomCommand.Unban;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kicks, bans and mutes, and who may use them. */
class BansTest {
    private static final RoomRules RULES = new RoomRules(
            100,
            4000,
            20,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            16,
            Long.MAX_VALUE,
            new RoomSettings(50, 1000, 100, 10_000));

    private record Guest(long userId, String name, long instance, String address) implements Participant {
        Guest(long userId, String name, long instance) {
            this(userId, name, instance, "");
        }

        @Override
        public boolean isOver() {
            return false;
        }
    }

    private final Guest alice = new Guest(1, "alice", 100);
    private final Guest bob = new Guest(2, "bob", 200);
    private final Guest bobsPhone = new Guest(2, "bob", 201);
    private final Guest carol = new Guest(3, "carol", 300);
    private long now = 1_000_000;
    private long wall = 1_700_000_000_000L;
    private Room room = room(List.of(), List.of());

    private Room room(List<MemberRecord> members, List<Ban> bans) {
        Name name = ((Name.Valid) Name.room("ops")).name();
        return new Room(
                new Room.Charter(name, false, false, false, false, true),
                RULES,
                new Room.Memory("", RoomSettings.UNSET, members, bans, List.of(), 0, 7, 60, 0, 0),
                new ConversationBudget(Long.MAX_VALUE),
                new Moment(now, wall));
    }

    /** What the engine was told of members. */
    private final List<RoomChange.MembersAre> proposed = new ArrayList<>();

    /** With an engine that takes and keeps changes at once. */
    private List<Effect> tell(RoomCommand command) {
        List<Effect> all = new ArrayList<>();
        for (Effect effect : room.handle(command, new Moment(now, wall))) {
            if (effect instanceof Effect.Recall recall) {
                all.addAll(tell(new RoomCommand.Recalled(recall.enter(), new RoomCommand.Recollection(0, 0))));
            } else if (effect instanceof Effect.Propose proposal) {
                if (proposal.change() instanceof RoomChange.MembersAre members) {
                    proposed.add(members);
                }
                all.addAll(tell(new RoomCommand.Changed(proposal.expected() + 1, proposal.change())));
                all.addAll(tell(new RoomCommand.Proposed(proposal.proposal(), RoomCommand.Proposed.Outcome.TAKEN)));
            } else if (!(effect instanceof Effect.WriteDown)) {
                all.add(effect);
            }
        }
        return all;
    }

    private List<Effect> enter(Guest who, Manner manner) {
        return enter(who, manner, null);
    }

    private List<Effect> enter(Guest who, Manner manner, RoomCommand.@Nullable Resume resume) {
        return tell(new Enter(who, 1, null, false, manner, resume));
    }

    private static <T extends Effect> List<T> only(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static BanUser ban(Guest who, Guest whom, long seconds) {
        return new BanUser(who, 9, whom.userId, whom.name, seconds, "spam", List.of());
    }

    private Ban banned(Guest whom, long until) {
        return new Ban(Ban.Kind.ENTER, whom.userId, whom.name, "alice", "spam", wall, until);
    }

    @BeforeEach
    void begin() {
        enter(alice, Manner.CREATOR);
        enter(bob, Manner.MEMBER);
        enter(bobsPhone, Manner.VISITOR);
        enter(carol, Manner.MEMBER);
    }

    private final Guest mallory = new Guest(4, "mallory", 400, "192.0.2.4/32");
    private final Guest malloryAgain = new Guest(5, "mallory2", 500, "192.0.2.4/32");
    private final Guest sister = new Guest(6, "sister", 600, "192.0.2.4/32");

    private void banWithAddress(long seconds) {
        tell(new BanUser(alice, 9, 4, "mallory", seconds, "spam", List.of("192.0.2.4/32", "198.51.100.1/32")));
    }

    /** The engine ends with it a membership that is older than the ban. */
    @Test
    void aBanEndsTheMembershipAlsoWhenTheClockWasSetBack() {
        enter(alice, Manner.CREATOR);
        enter(bob, Manner.MEMBER);
        long since = wall;
        wall -= 3_600_000;
        List<Effect> effects =
                room.handle(new BanUser(alice, 9, bob.userId, bob.name, 60, "spam", List.of()), new Moment(now, wall));
        Ban ban = effects.stream()
                .filter(Effect.Propose.class::isInstance)
                .map(effect -> ((RoomChange.Banned) ((Effect.Propose) effect).change()).ban())
                .findFirst()
                .orElseThrow();
        assertThat(ban.endsMembershipSince(since)).isTrue();
        assertThat(ban.until() - ban.since()).isEqualTo(60_000);
    }

    @Test
    void aBanOfAnAddressKeepsOutWhoeverComesFromThereAndIsNoMember() {
        enter(sister, Manner.MEMBER);
        enter(mallory, Manner.MEMBER);
        banWithAddress(0);
        assertThat(room.participants()).contains(sister).doesNotContain(mallory);
        for (Manner manner : List.of(Manner.MEMBER, Manner.VISITOR)) {
            assertThat(only(Effect.KeepOut.class, enter(mallory, manner))).hasSize(1);
            assertThat(only(Effect.KeepOut.class, enter(malloryAgain, manner)))
                    .extracting(e -> e.ban().userId())
                    .containsExactly(4L);
        }
        assertThat(only(Effect.KeepOut.class, enter(new Guest(7, "other", 700, "198.51.100.1/32"), Manner.MEMBER)))
                .hasSize(1);
        // The empty address is none; a member may bring another session from there.
        assertThat(only(Effect.Admit.class, enter(new Guest(8, "proxied", 800), Manner.MEMBER)))
                .hasSize(1);
        assertThat(only(Effect.Admit.class, enter(new Guest(6, "sister", 601, "192.0.2.4/32"), Manner.MEMBER)))
                .hasSize(1);
    }

    @Test
    void withABanItsAddressIsFreeAndWithTheLastOfSeveral() {
        banWithAddress(60);
        tell(new BanUser(alice, 9, 5, "mallory2", 120, "spam", List.of("192.0.2.4/32")));
        tell(new Unban(alice, 9, 4, "mallory"));
        assertThat(only(Effect.KeepOut.class, enter(sister, Manner.MEMBER))).hasSize(1);
        now += 120_000;
        assertThat(only(Effect.Admit.class, enter(sister, Manner.MEMBER))).hasSize(1);
    }

    @Test
    void aBanOfTheNameAloneTakesThePlaceOfOneWithTheAddress() {
        banWithAddress(0);
        tell(new BanUser(alice, 9, 4, "mallory", 0, "spam", List.of()));
        assertThat(only(Effect.Admit.class, enter(sister, Manner.MEMBER))).hasSize(1);
    }

    @Test
    void aBanOfAnAddressIsRememberedAndGoesOnAfterAStart() {
        banWithAddress(0);
        Ban kept = new Ban(
                Ban.Kind.ENTER, 4, "mallory", "alice", "spam", wall, 0, List.of("192.0.2.4/32", "198.51.100.1/32"));
        room = room(List.of(), List.of(kept));
        assertThat(only(Effect.KeepOut.class, enter(sister, Manner.MEMBER)))
                .extracting(Effect.KeepOut::ban)
                .containsExactly(kept);
    }

    @Test
    void whoIsKickedIsOutWithEverySessionAndEverybodyIsToldWhy() {
        List<Effect> effects = tell(new Kick(alice, 9, 2, "bob", "spam"));
        Effect.Removed removed = new Effect.Removed(2, "bob", "alice", "spam", false, 0, true);
        assertThat(effects)
                .containsExactly(
                        new Effect.Expel(bob, removed),
                        new Effect.Expel(bobsPhone, removed),
                        new Effect.Tell(removed, null),
                        new Effect.Membership(2, false),
                        new Effect.Done(alice, 9));
        assertThat(room.participants()).containsExactly(alice, carol);
        assertThat(tell(new Publish(bob, 1, 1, "but", null)))
                .containsExactly(new Effect.RefuseMessage(bob, 1, Refused.NOT_A_MEMBER, 0));
        assertThat(tell(new RoomCommand.AskHistory(bob, 3, 0, 100, 0, 0, 0)))
                .containsExactly(new Effect.Refuse(bob, 3, Refused.NOT_A_MEMBER));
    }

    @Test
    void whoWasKickedComesInAgainWhenAskedToAndNotByItself() {
        tell(new Kick(alice, 9, 2, "bob", "spam"));
        assertThat(enter(bob, Manner.MEMBER, new RoomCommand.Resume(7, 60)))
                .containsExactly(new Effect.StayOut(bob, 1, "alice", "spam"));
        assertThat(only(Effect.Admit.class, enter(bob, Manner.MEMBER))).hasSize(1);
        // And from then on as anybody.
        assertThat(only(Effect.Admit.class, enter(bobsPhone, Manner.MEMBER, new RoomCommand.Resume(7, 60))))
                .hasSize(1);
    }

    @Test
    void aSessionThatWasOnItsWayInStaysOut() {
        Guest tablet = new Guest(2, "bob", 202);
        Enter enter = new Enter(tablet, 4, null, false, Manner.MEMBER, null);
        room.handle(enter, new Moment(now, wall));
        tell(new Kick(alice, 9, 2, "bob", ""));
        assertThat(tell(new RoomCommand.Recalled(enter, new RoomCommand.Recollection(0, 0))))
                .containsExactly(new Effect.StayOut(tablet, 4, "alice", ""));
        Enter again = new Enter(tablet, 5, null, false, Manner.MEMBER, null);
        room.handle(again, new Moment(now, wall));
        tell(ban(alice, bob, 0));
        assertThat(tell(new RoomCommand.Recalled(again, new RoomCommand.Recollection(0, 0))))
                .containsExactly(new Effect.KeepOut(tablet, 5, banned(bob, 0)));
    }

    @Test
    void whoIsBannedIsPutOutAndComesInInNoWay() {
        Effect.Removed removed = new Effect.Removed(2, "bob", "alice", "spam", true, 0, true);
        assertThat(tell(ban(alice, bob, 0)))
                .containsExactly(
                        new Effect.Expel(bob, removed),
                        new Effect.Expel(bobsPhone, removed),
                        new Effect.Tell(removed, null),
                        new Effect.Membership(2, false),
                        new Effect.Done(alice, 9));
        for (Manner manner : List.of(Manner.MEMBER, Manner.VISITOR)) {
            assertThat(enter(bob, manner)).containsExactly(new Effect.KeepOut(bob, 1, banned(bob, 0)));
            assertThat(enter(bob, manner, new RoomCommand.Resume(7, 60)))
                    .containsExactly(new Effect.KeepOut(bob, 1, banned(bob, 0)));
        }
        assertThat(room.memberIds()).containsExactly(1L, 3L);
    }

    /** What an engine is asked that does not answer by itself. */
    private Effect.Propose proposal(RoomCommand command) {
        return only(Effect.Propose.class, room.handle(command, new Moment(now, wall)))
                .getFirst();
    }

    /** A change of another node. */
    private RoomCommand.Changed changed(RoomChange change) {
        return new RoomCommand.Changed(room.version() + 1, change);
    }

    private static RoomCommand.Changed brought(Effect.Propose proposal) {
        return new RoomCommand.Changed(proposal.expected() + 1, proposal.change());
    }

    @Test
    void whatAModeratorDoesIsWrittenDownFirstAndAnsweredWhenItIsKept() {
        BanUser request = ban(alice, bob, 0);
        Effect.Propose proposal = proposal(request);
        assertThat(room.memberIds()).contains(2L);
        List<Effect> applied = room.handle(brought(proposal), new Moment(now, wall));
        assertThat(applied).startsWith(new Effect.WriteDown(request));
        assertThat(only(Effect.Done.class, applied)).isEmpty();
        assertThat(room.memberIds()).doesNotContain(2L);
        assertThat(enter(bob, Manner.MEMBER)).hasOnlyElementsOfType(Effect.KeepOut.class);
        // The next does not wait until it is kept.
        assertThat(tell(new Kick(alice, 10, 3, "carol", ""))).endsWith(new Effect.Done(alice, 10));
        assertThat(tell(new RoomCommand.Proposed(
                        proposal.proposal(), RoomCommand.Proposed.Outcome.FAILED, "its disk is full")))
                .containsExactly(new Effect.DoneUnstored(alice, 9, proposal.change(), "its disk is full"));
    }

    @Test
    void aBanThatTheEngineDoesNotTakeIsNone() {
        Effect.Propose proposal = proposal(ban(alice, bob, 0));
        assertThat(tell(new RoomCommand.Proposed(proposal.proposal(), RoomCommand.Proposed.Outcome.FAILED, "")))
                .containsExactly(new Effect.Refuse(alice, 9, Refused.BUSY));
        assertThat(room.memberIds()).contains(2L);
        assertThat(only(Effect.Admit.class, enter(bob, Manner.MEMBER))).hasSize(1);
    }

    @Test
    void whatAnotherNodesModeratorDoesHoldsHereAndTheEngineIsToldByThatNode() {
        Effect.Removed removed = new Effect.Removed(2, "bob", "eve", "spam", true, 0, true);
        Ban ban = new Ban(Ban.Kind.ENTER, 2, "bob", "eve", "spam", wall, 0);
        proposed.clear();
        assertThat(tell(changed(new RoomChange.Banned(ban))))
                .containsExactly(
                        new Effect.Expel(bob, removed),
                        new Effect.Expel(bobsPhone, removed),
                        new Effect.Tell(removed, null),
                        new Effect.Membership(2, false));
        assertThat(enter(bob, Manner.MEMBER)).containsExactly(new Effect.KeepOut(bob, 1, ban));
        assertThat(tell(changed(new RoomChange.Unbanned(ban.key(), "bob")))).isEmpty();
        assertThat(only(Effect.Admit.class, enter(bob, Manner.MEMBER))).hasSize(1);
        Ban mute = new Ban(Ban.Kind.SPEAK, 3, "carol", "eve", "", wall, 0);
        tell(changed(new RoomChange.Banned(mute)));
        assertThat(tell(new Publish(carol, 1, 1, "but", null)))
                .containsExactly(new Effect.RefuseMessage(carol, 1, Refused.MUTED, 0));
        proposed.clear();
        tell(changed(new RoomChange.RoleIs(3, "carol", Role.MODERATOR, "eve", "", true)));
        assertThat(roleOf(carol)).isEqualTo(Role.MODERATOR);
        assertThat(only(Effect.Expel.class, tell(changed(new RoomChange.Kicked(3, "carol", "eve", "")))))
                .hasSize(1);
        tell(changed(new RoomChange.RoleIs(2, "bob", Role.HOST, "eve", "", false)));
        assertThat(roleOf(bob)).isEqualTo(Role.HOST);
        assertThat(proposed).isEmpty();
    }

    @Test
    void whoIsNoModeratorAnyLongerWhenItIsDecidedAgainIsRefused() {
        role(alice, bob, Role.MODERATOR);
        Effect.Propose proposal = proposal(ban(bob, carol, 0));
        tell(new RoomCommand.Proposed(proposal.proposal(), RoomCommand.Proposed.Outcome.STALE));
        assertThat(tell(new RoomCommand.Changed(
                        proposal.expected() + 1, new RoomChange.RoleIs(2, "bob", Role.MEMBER, "eve", "", false))))
                .contains(new Effect.Refuse(bob, 9, Refused.NOT_MODERATOR));
        assertThat(room.memberIds()).contains(3L);
    }

    @Test
    void whoIsNoMemberCanBeBannedToo() {
        Guest mallory = new Guest(4, "mallory", 400);
        assertThat(tell(ban(alice, mallory, 0)))
                .containsExactly(
                        new Effect.Tell(new Effect.Removed(4, "mallory", "alice", "spam", true, 0, false), null),
                        new Effect.Done(alice, 9));
        assertThat(enter(mallory, Manner.MEMBER)).containsExactly(new Effect.KeepOut(mallory, 1, banned(mallory, 0)));
    }

    @Test
    void aBanEndsWhenItsTimeIsOverWhateverTheClockSays() {
        tell(ban(alice, bob, 60));
        wall += Duration.ofDays(400).toMillis();
        now += 59_999;
        assertThat(only(Effect.KeepOut.class, enter(bob, Manner.MEMBER))).hasSize(1);
        wall -= Duration.ofDays(800).toMillis();
        now += 1;
        assertThat(only(Effect.Admit.class, enter(bob, Manner.MEMBER))).hasSize(1);
    }

    @Test
    void aBanThatWasMadeWhileTheClockHadJumpedForwardLastsNoLongerThanItWasTo() {
        long ahead = wall + Duration.ofDays(100).toMillis();
        Ban made = new Ban(Ban.Kind.ENTER, bob.userId, bob.name, "alice", "spam", ahead, ahead + 60_000);
        Ban muted = new Ban(Ban.Kind.SPEAK, carol.userId, carol.name, "alice", "spam", ahead, ahead + 60_000);
        room = room(
                List.of(
                        new MemberRecord(1, "alice", Role.HOST, 5, true),
                        new MemberRecord(3, "carol", Role.MEMBER, 7, true)),
                List.of(made, muted));
        enter(alice, Manner.MEMBER);
        now += 59_999;
        assertThat(only(Effect.KeepOut.class, enter(bob, Manner.MEMBER))).hasSize(1);
        assertThat(roleOf(carol)).isEqualTo(Role.MUTED);
        now += 1;
        assertThat(only(Effect.Admit.class, enter(bob, Manner.MEMBER))).hasSize(1);
        assertThat(roleOf(carol)).isEqualTo(Role.MEMBER);
    }

    /** For how long that was is known an hour after the start. */
    @Test
    void aBanThatEndedWhileTheServerWasAwayEndsWhenThatIsKnown() {
        Guest dave = new Guest(4, "dave", 400);
        room = room(List.of(), List.of(banned(dave, wall + 60_000)));
        tell(new Tick());
        assertThat(only(Effect.KeepOut.class, enter(dave, Manner.MEMBER))).hasSize(1);
        room.handle(new Tick(), new Moment(now, wall, wall + 60_000));
        assertThat(only(Effect.Admit.class, enter(dave, Manner.MEMBER))).hasSize(1);
    }

    @Test
    void aBanIsLifted() {
        tell(ban(alice, bob, 0));
        assertThat(tell(new Unban(alice, 9, 2, "bob"))).containsExactly(new Effect.Done(alice, 9));
        assertThat(only(Effect.Admit.class, enter(bob, Manner.MEMBER))).hasSize(1);
        assertThat(tell(new Unban(alice, 9, 2, "bob")))
                .containsExactly(new Effect.Refuse(alice, 9, Refused.NOT_BANNED, "bob"));
    }

    @Test
    void onlyTheHostAndModeratorsMayAndNotToThemselves() {
        Effect refused = new Effect.Refuse(bob, 9, Refused.NOT_MODERATOR);
        assertThat(tell(new Kick(bob, 9, 3, "carol", ""))).containsExactly(refused);
        assertThat(tell(ban(bob, carol, 0))).containsExactly(refused);
        assertThat(tell(new Unban(bob, 9, 3, "carol"))).containsExactly(refused);
        assertThat(tell(new AskBans(bob, 9, 0))).containsExactly(refused);
        Guest stranger = new Guest(9, "stranger", 900);
        assertThat(tell(ban(stranger, alice, 0))).containsExactly(new Effect.Refuse(stranger, 9, Refused.NOT_A_MEMBER));
        assertThat(tell(ban(alice, alice, 0))).containsExactly(new Effect.Refuse(alice, 9, Refused.ONESELF, "alice"));
        assertThat(tell(new Kick(alice, 9, 1, "alice", "")))
                .containsExactly(new Effect.Refuse(alice, 9, Refused.ONESELF, "alice"));
        assertThat(tell(new Kick(alice, 9, 77, "nobody", "")))
                .containsExactly(new Effect.Refuse(alice, 9, Refused.NO_SUCH_MEMBER, "nobody"));
        assertThat(room.memberIds()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void bansAreListedTheNewestFirstPageByPage() {
        for (int i = 0; i < 150; i++) {
            tell(ban(alice, new Guest(1000 + i, "user" + i, 1), i < 10 ? 60 : 0));
        }
        tell(ban(alice, new Guest(1020, "user20", 1), 0));
        now += 60_000;
        Effect.Bans first =
                only(Effect.Bans.class, tell(new AskBans(alice, 9, 0))).getFirst();
        assertThat(first.count()).isEqualTo(140);
        assertThat(first.bans()).hasSize(100).extracting(Ban::name).startsWith("user20", "user149", "user148");
        Effect.Bans rest =
                only(Effect.Bans.class, tell(new AskBans(alice, 9, 100))).getFirst();
        assertThat(rest.bans()).hasSize(40).extracting(Ban::name).endsWith("user10");
    }

    @Test
    void thereAreNoMoreBansThanHavePlaceAndThoseThatHaveEndedTakeNone() {
        for (int i = 0; i < Ban.MAX_PER_ROOM; i++) {
            tell(ban(alice, new Guest(1000 + i, "user" + i, 1), i == 5 ? 60 : 0));
        }
        assertThat(tell(ban(alice, bob, 0))).containsExactly(new Effect.Refuse(alice, 9, Refused.TOO_MANY_BANS, "bob"));
        assertThat(room.memberIds()).contains(2L);
        now += 60_000;
        assertThat(only(Effect.Done.class, tell(ban(alice, bob, 0)))).hasSize(1);
    }

    @Test
    void afterARestartBansGoOnAndWhoIsBannedIsNoMember() {
        room = room(
                List.of(
                        new MemberRecord(1, "alice", Role.HOST, 5, true),
                        new MemberRecord(2, "bob", Role.MEMBER, 6, true),
                        new MemberRecord(3, "carol", Role.MEMBER, 7, true)),
                List.of(banned(bob, 0), banned(carol, wall - 1), banned(new Guest(4, "dave", 1), wall + 5000)));
        assertThat(room.memberIds()).containsExactly(1L, 3L);
        tell(new Tick());
        assertThat(proposed.getLast()).isEqualTo(new RoomChange.MembersAre(List.of(), List.of(2L)));
        assertThat(only(Effect.KeepOut.class, enter(bob, Manner.MEMBER))).hasSize(1);
        Guest dave = new Guest(4, "dave", 400);
        assertThat(only(Effect.KeepOut.class, enter(dave, Manner.MEMBER))).hasSize(1);
        now += 5000;
        assertThat(only(Effect.Admit.class, enter(dave, Manner.MEMBER))).hasSize(1);
    }

    private List<Effect> role(Guest who, Guest whom, Role role) {
        return tell(new SetRole(who, 9, whom.userId, whom.name, role, 0, "because"));
    }

    private static List<Effect> refused(Guest who, Refused why, String about) {
        return List.of(new Effect.Refuse(who, 9, why, about));
    }

    private Role roleOf(Guest whom) {
        return only(Effect.Members.class, tell(new RoomCommand.AskMembers(alice, 9))).getFirst().members().stream()
                .filter(member -> member.userId() == whom.userId)
                .findFirst()
                .orElseThrow()
                .role();
    }

    private static Effect roleIs(Guest whom, Role role, String by) {
        return new Effect.Tell(new Effect.RoleIs(whom.userId, whom.name, role, by, "because", 0), null);
    }

    @Test
    void aModeratorPutsOutAndSilencesMembersAndNobodyAboveThem() {
        Guest dave = new Guest(4, "dave", 400);
        enter(dave, Manner.MEMBER);
        assertThat(role(alice, bob, Role.MODERATOR))
                .containsExactly(roleIs(bob, Role.MODERATOR, "alice"), new Effect.Done(alice, 9));
        assertThat(proposed.getLast())
                .isEqualTo(new RoomChange.MembersAre(
                        List.of(new MemberRecord(2, "bob", Role.MODERATOR, wall, true)), List.of()));
        role(alice, carol, Role.MODERATOR);
        for (Guest above : List.of(alice, carol)) {
            assertThat(tell(new Kick(bob, 9, above.userId, above.name, "")))
                    .isEqualTo(refused(bob, Refused.OUT_OF_REACH, above.name));
            assertThat(tell(ban(bob, above, 0))).isEqualTo(refused(bob, Refused.OUT_OF_REACH, above.name));
            assertThat(role(bob, above, Role.MUTED)).isEqualTo(refused(bob, Refused.OUT_OF_REACH, above.name));
            assertThat(role(bob, above, Role.MEMBER)).isEqualTo(refused(bob, Refused.OUT_OF_REACH, above.name));
        }
        for (Role power : List.of(Role.HOST, Role.MODERATOR)) {
            assertThat(role(bob, dave, power)).isEqualTo(refused(bob, Refused.NOT_HOST, ""));
            assertThat(role(dave, dave, power)).isEqualTo(refused(dave, Refused.NOT_HOST, ""));
        }
        assertThat(role(dave, bob, Role.MUTED)).isEqualTo(refused(dave, Refused.NOT_MODERATOR, ""));
        assertThat(tell(new RoomCommand.Close(bob, 9))).isEqualTo(refused(bob, Refused.NOT_HOST, ""));
        role(bob, dave, Role.MUTED);
        assertThat(roleOf(dave)).isEqualTo(Role.MUTED);
        role(bob, dave, Role.MEMBER);
        assertThat(roleOf(dave)).isEqualTo(Role.MEMBER);
        tell(new Kick(bob, 9, 4, "dave", ""));
        assertThat(room.memberIds()).containsExactly(1L, 2L, 3L);
        // And a member like others steps down, or is made to.
        assertThat(role(bob, bob, Role.MEMBER)).contains(roleIs(bob, Role.MEMBER, "bob"), new Effect.Done(bob, 9));
        assertThat(tell(ban(bob, dave, 0))).isEqualTo(refused(bob, Refused.NOT_MODERATOR, ""));
        role(alice, carol, Role.MEMBER);
        assertThat(roleOf(carol)).isEqualTo(Role.MEMBER);
        assertThat(role(alice, carol, Role.MEMBER)).isEqualTo(refused(alice, Refused.UNCHANGED, "carol"));
    }

    @Test
    void whoIsKickedIsModeratorNoMore() {
        role(alice, bob, Role.MODERATOR);
        tell(new Kick(alice, 9, 2, "bob", ""));
        enter(bob, Manner.MEMBER);
        assertThat(roleOf(bob)).isEqualTo(Role.MEMBER);
    }

    @Test
    void theHostGivesItsRoleToAnother() {
        assertThat(role(alice, bob, Role.HOST))
                .containsExactly(new Effect.Tell(new Effect.HostIs(2, "bob"), null), new Effect.Done(alice, 9));
        assertThat(proposed.getLast())
                .isEqualTo(new RoomChange.MembersAre(
                        List.of(
                                new MemberRecord(1, "alice", Role.MEMBER, wall, true),
                                new MemberRecord(2, "bob", Role.HOST, wall, true)),
                        List.of()));
        assertThat(roleOf(alice)).isEqualTo(Role.MEMBER);
        assertThat(role(alice, carol, Role.MODERATOR)).isEqualTo(refused(alice, Refused.NOT_HOST, ""));
        Guest visitor = new Guest(5, "visitor", 500);
        enter(visitor, Manner.VISITOR);
        assertThat(role(bob, visitor, Role.HOST)).isEqualTo(refused(bob, Refused.NO_SUCH_MEMBER, "visitor"));
        assertThat(role(bob, new Guest(6, "gone", 1), Role.MODERATOR))
                .isEqualTo(refused(bob, Refused.NO_SUCH_MEMBER, "gone"));
        assertThat(role(bob, bob, Role.HOST)).isEqualTo(refused(bob, Refused.ONESELF, "bob"));
    }

    @Test
    void aModeratorWhoIsThereIsHostBeforeOthers() {
        role(alice, carol, Role.MODERATOR);
        assertThat(tell(new RoomCommand.Leave(alice, 9)))
                .contains(new Effect.Tell(new Effect.HostIs(3, "carol"), null));
    }

    @Test
    void whoIsMutedDoesNotSpeakUntilThatEndsAlsoWhenItComesAgain() {
        assertThat(tell(new SetRole(alice, 9, 2, "bob", Role.MUTED, 60, "because")))
                .containsExactly(
                        new Effect.Tell(
                                new Effect.RoleIs(2, "bob", Role.MUTED, "alice", "because", wall + 60_000), null),
                        new Effect.Done(alice, 9));
        now += 10_000;
        assertThat(tell(new Publish(bob, 1, 1, "but", null)))
                .containsExactly(new Effect.RefuseMessage(bob, 1, Refused.MUTED, 50_000));
        assertThat(tell(new RoomCommand.SetTopic(bob, 9, "but"))).isEqualTo(refused(bob, Refused.MUTED, ""));
        tell(new RoomCommand.Leave(bob, 9));
        enter(bob, Manner.VISITOR);
        assertThat(tell(new Publish(bob, 2, 2, "but", null)))
                .containsExactly(new Effect.RefuseMessage(bob, 2, Refused.MUTED, 50_000));
        assertThat(roleOf(bob)).isEqualTo(Role.MUTED);
        assertThat(only(Effect.Bans.class, tell(new AskBans(alice, 9, 0)))
                        .getFirst()
                        .bans())
                .isEmpty();
        now += 50_000;
        assertThat(only(Effect.Append.class, tell(new Publish(bob, 3, 3, "thanks", null))))
                .hasSize(1);
        assertThat(roleOf(bob)).isEqualTo(Role.MEMBER);
    }

    @Test
    void aMuteIsLiftedAndEndsWithPower() {
        role(alice, bob, Role.MODERATOR);
        role(alice, bob, Role.MUTED);
        assertThat(tell(new Publish(bob, 1, 1, "but", null)))
                .containsExactly(new Effect.RefuseMessage(bob, 1, Refused.MUTED, 0));
        assertThat(tell(new Kick(bob, 9, 3, "carol", ""))).isEqualTo(refused(bob, Refused.NOT_MODERATOR, ""));
        assertThat(role(alice, bob, Role.MEMBER))
                .containsExactly(roleIs(bob, Role.MEMBER, "alice"), new Effect.Done(alice, 9));
        role(alice, bob, Role.MUTED);
        assertThat(role(alice, bob, Role.MODERATOR)).contains(new Effect.Done(alice, 9));
        assertThat(roleOf(bob)).isEqualTo(Role.MODERATOR);
        role(alice, bob, Role.MUTED);
        // Whoever becomes host without being given the role speaks.
        tell(new RoomCommand.Leave(carol, 9));
        tell(new RoomCommand.Leave(alice, 9));
        assertThat(only(Effect.Append.class, tell(new Publish(bob, 2, 2, "well", null))))
                .hasSize(1);
    }

    @Test
    void rolesAndMutesSurviveARestart() {
        room = room(
                List.of(
                        new MemberRecord(1, "alice", Role.HOST, 5, true),
                        new MemberRecord(2, "bob", Role.MODERATOR, 6, true),
                        new MemberRecord(3, "carol", Role.MEMBER, 7, true)),
                List.of(new Ban(Ban.Kind.SPEAK, 3, "carol", "alice", "", 5, 0)));
        assertThat(roleOf(bob)).isEqualTo(Role.MODERATOR);
        assertThat(roleOf(carol)).isEqualTo(Role.MUTED);
        assertThat(room.memberIds()).containsExactly(1L, 2L, 3L);
    }

    private List<Effect> says(Guest who, long n, long base) {
        return tell(new Publish(who, n, base, "text", null));
    }

    /** What the feed brings of a message that the room has given to the engine. */
    private static RoomCommand.Said said(Effect.Append append, long sequence) {
        return new RoomCommand.Said(
                7,
                sequence,
                append.author().userId(),
                append.author().name(),
                append.author().instance(),
                append.n(),
                append.text(),
                append.label(),
                append.timeMillis());
    }

    private static List<Effect> tooFast(Guest who, long n, int waitMillis) {
        return List.of(new Effect.RefuseMessage(who, n, Refused.TOO_FAST, waitMillis));
    }

    @Test
    void inASlowRoomMembersWaitBetweenMessagesWhateverSessionTheyUse() {
        tell(new RoomCommand.Change(alice, 9, new SettingsChange(null, null, null, null, 10, null)));
        role(alice, carol, Role.MODERATOR);
        Effect.Append first = only(Effect.Append.class, says(bob, 1, 1)).getFirst();
        tell(said(first, 61));
        now += 4000;
        assertThat(says(bob, 2, 1)).isEqualTo(tooFast(bob, 2, 6000));
        assertThat(says(bobsPhone, 1, 1)).isEqualTo(tooFast(bobsPhone, 1, 6000));
        // What comes again was said already.
        assertThat(says(bob, 1, 1)).isEmpty();
        tell(new RoomCommand.Committed(first.append(), 7, 61, true));
        assertThat(says(bob, 1, 1)).containsExactly(new Effect.Acknowledge(bob, 1, 7, 61, true));
        now += 6000;
        // What came early has its turn 10 s later.
        assertThat(says(bob, 3, 2)).isEmpty();
        Effect.Append second = only(Effect.Append.class, says(bob, 2, 2)).getFirst();
        assertThat(tell(said(second, 62))).containsAll(tooFast(bob, 3, 10_000));
        now += 10_000;
        assertThat(only(Effect.Append.class, says(bob, 3, 2))).hasSize(1);
        for (Guest free : List.of(alice, carol)) {
            assertThat(only(Effect.Append.class, says(free, 1, 1))).hasSize(1);
        }
        tell(new RoomCommand.Change(alice, 9, new SettingsChange(null, null, null, null, 0, null)));
        assertThat(only(Effect.Append.class, says(bobsPhone, 1, 1))).hasSize(1);
    }

    @Test
    void whatCouldNotBeTakenIsNoMessageOfASlowRoom() {
        tell(new RoomCommand.Change(alice, 9, new SettingsChange(null, null, null, null, 10, null)));
        Effect.Append first = only(Effect.Append.class, says(bob, 1, 1)).getFirst();
        tell(new RoomCommand.AppendFailed(first.append()));
        assertThat(only(Effect.Append.class, says(bob, 1, 1))).hasSize(1);
    }
}
