package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.room.SettingsChange;
import dev.roomtalk.server.rooms.LoneRooms.Guest;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.server.store.RoomRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A room that two nodes have open on one engine: what is changed on one of them is changed on both. */
class TwoNodesTest {
    private final KeptEngine engine = new KeptEngine();
    private final LoneRooms one = new LoneRooms(engine);
    private final LoneRooms two = new LoneRooms(engine);
    private final RoomRef onOne = one.make(LoneRooms.wanted("ops"));
    private final RoomRef onTwo = two.find("ops");
    private final Guest alice = one.guest(1, "alice", 100);
    private final Guest bob = two.guest(2, "bob", 200);

    TwoNodesTest() {
        alice.enter(onOne);
        bob.enter(onTwo);
        one.run();
        two.run();
        alice.events.clear();
        two.calls.clear();
    }

    private List<String> members(LoneRooms node, RoomRef room) {
        Guest guest = node.guest(99, "guest", 9900);
        guest.enter(room);
        List<String> names = guest.answers.getLast().getJoined().getMembersList().stream()
                .map(ListedMember::getName)
                .filter(name -> !name.equals("guest"))
                .toList();
        guest.leave(room);
        one.run();
        two.run();
        return names;
    }

    private static List<String> topics(Guest of) {
        return of.events.stream()
                .filter(ServerMessage::hasTopicChanged)
                .map(event -> event.getTopicChanged().getTopic() + " by "
                        + event.getTopicChanged().getName())
                .toList();
    }

    private void setTopic(Guest who, RoomRef room, int request, String topic) {
        who.ask(room, new RoomCommand.SetTopic(who, request, topic));
    }

    @Test
    void whoJoinsAndLeavesOnOneNodeIsAMemberOnBothAndThenOnNone() {
        assertThat(members(one, onOne)).containsExactly("alice", "bob");
        assertThat(members(two, onTwo)).containsExactlyInAnyOrder("alice", "bob");
        Guest carol = two.guest(3, "carol", 300);
        carol.enter(onTwo);
        one.run();
        assertThat(alice.events.getLast().getMemberJoined().getMember().getName())
                .isEqualTo("carol");
        assertThat(one.memberships.contains(3, onOne.number())).isTrue();
        Guest carolsPhone = one.guest(3, "carol", 301);
        carolsPhone.enter(onOne);
        carol.leave(onTwo);
        one.run();
        assertThat(carolsPhone.messages.getLast().hasRoomClosed()).isTrue();
        assertThat(alice.events.getLast().getMemberLeft().getName()).isEqualTo("carol");
        assertThat(one.memberships.contains(3, onOne.number())).isFalse();
        assertThat(members(one, onOne)).containsExactly("alice", "bob");
        assertThat(one.stored(onOne).members()).hasSize(2);
    }

    @Test
    void whoEntersARoomThatIsOpenedForItAndIsAMemberByAnotherNodeIsOneHereToo() {
        Guest alicesPhone = two.guest(1, "alice", 101);
        RoomRef made = one.make(LoneRooms.wanted("dev"));
        alice.enter(made);
        one.run();
        RoomRef opened = two.find("dev");
        alicesPhone.enter(opened);
        two.run();
        assertThat(two.memberships.contains(1, opened.number())).isTrue();
    }

    @Test
    void thereIsOneHostWhicheverNodeTheLastOneLeaves() {
        assertThat(host()).isEqualTo("alice");
        alice.leave(onOne);
        two.run();
        assertThat(host()).isEqualTo("bob");
        bob.ask(onTwo, new RoomCommand.Close(bob, 5));
        assertThat(bob.answers.getLast().hasDone()).isTrue();
    }

    private String host() {
        return one.stored(onOne).members().stream()
                .filter(member -> member.role() == Role.HOST)
                .map(MemberRecord::name)
                .findFirst()
                .orElseThrow();
    }

    /** Two nodes that have not heard of each other make another member host each: the first one's stays. */
    @Test
    void ofTwoHostsThatNodesMakeAtOnceThereIsOneInTheEnd() {
        Guest carol = one.guest(3, "carol", 300);
        Guest dave = one.guest(4, "dave", 400);
        carol.enter(onOne);
        dave.enter(onOne);
        two.run();
        Operator operator = new Operator("root");
        two.beforeProposal = () -> alice.ask(onOne, role(alice, 2, carol, Role.HOST));
        two.tell(onTwo, role(operator, 3, dave, Role.HOST));
        one.run();
        two.run();
        one.run();
        assertThat(one.stored(onOne).members())
                .filteredOn(member -> member.role() == Role.HOST)
                .extracting(MemberRecord::name)
                .containsExactly("dave");
    }

    /** Whoever comes in on a node that does not know of the ban yet is out when it does. */
    @Test
    void whoEntersWhileAnotherNodeBansItIsNoMember() {
        Guest carol = two.guest(3, "carol", 300);
        two.beforeProposal =
                () -> alice.ask(onOne, new RoomCommand.BanUser(alice, 2, 3, "carol", 0, "spam", List.of()));
        carol.enter(onTwo);
        two.run();
        one.run();
        assertThat(carol.messages.getLast().getUserRemoved().getBanned()).isTrue();
        assertThat(members(one, onOne)).containsExactly("alice", "bob");
        assertThat(members(two, onTwo)).containsExactlyInAnyOrder("alice", "bob");
        assertThat(one.stored(onOne).members()).hasSize(2);
    }

    private static RoomCommand.SetRole role(Participant by, int request, Guest whom, Role role) {
        return new RoomCommand.SetRole(by, request, whom.userId(), whom.name(), role, 0, "");
    }

    @Test
    void aTopicIsShownOnBothNodesInOneOrder() {
        setTopic(alice, onOne, 2, "tea");
        two.run();
        setTopic(bob, onTwo, 3, "coffee");
        one.run();
        assertThat(topics(alice)).containsExactly("tea by alice", "coffee by bob");
        assertThat(topics(bob)).isEqualTo(topics(alice));
        assertThat(alice.answers).extracting(ServerMessage::getRequestId).containsExactly(1, 2);
        assertThat(bob.answers).extracting(ServerMessage::getRequestId).containsExactly(1, 3);
        assertThat(onOne.snapshot().topic()).isEqualTo("coffee");
        assertThat(onTwo.snapshot().topic()).isEqualTo("coffee");
    }

    @Test
    void settingsOfOneNodeHoldOnTheOther() {
        alice.ask(onOne, new RoomCommand.Change(alice, 2, new SettingsChange(7, null, null, null, 60, null)));
        two.run();
        bob.say(onTwo, 1, "one");
        bob.say(onTwo, 2, "two");
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.TOO_FAST);
        assertThat(bob.events.stream().filter(ServerMessage::hasRoomChanged))
                .singleElement()
                .satisfies(event -> assertThat(event.getRoomChanged().getName()).isEqualTo("alice"));
    }

    @Test
    void aBanOfOneNodeHoldsOnTheOther() {
        alice.ask(onOne, new RoomCommand.BanUser(alice, 2, bob.userId(), "bob", 0, "spam", List.of()));
        two.run();
        assertThat(two.memberships.contains(bob.userId(), onTwo.number())).isFalse();
        bob.enter(onTwo);
        assertThat(bob.answers.getLast().getRefusal().getReason()).isEqualTo(RefusalReason.BANNED);
        alice.ask(onOne, new RoomCommand.Unban(alice, 3, bob.userId(), "bob"));
        two.run();
        bob.enter(onTwo);
        assertThat(bob.answers.getLast().hasJoined()).isTrue();
    }

    @Test
    void aMuteOfOneNodeHoldsOnTheOther() {
        alice.ask(onOne, new RoomCommand.SetRole(alice, 2, bob.userId(), "bob", Role.MUTED, 0, ""));
        two.run();
        bob.say(onTwo, 1, "but");
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.MUTED);
    }

    @Test
    void aRoomThatOneNodeClosesIsClosedOnBoth() {
        alice.ask(onOne, new RoomCommand.Close(alice, 2));
        assertThat(alice.answers.getLast().hasDone()).isTrue();
        two.run();
        assertThat(bob.events.getLast().getRoomClosed().getSentence())
                .isEqualTo("the room was closed by its host alice");
        assertThat(two.isOpen(onTwo)).isFalse();
        assertThat(two.memberships.rooms(2)).isEmpty();
        two.make(LoneRooms.wanted("ops"));
    }

    /** Somebody comes in on another node while its last member leaves: it closes, or it does not, on both. */
    @Test
    void aRoomThatClosesWithItsLastMemberStaysWhereAnotherNodeLetsSomebodyIn() {
        RoomRef lab = one.make(RoomRecord.wanted(LoneRooms.wanted("lab").name(), "", null, true, false));
        RoomRef labOnTwo = two.find("lab");
        alice.enter(lab);
        two.run();
        one.beforeProposal = () -> bob.enter(labOnTwo);
        alice.leave(lab);
        two.run();
        one.run();
        assertThat(one.isOpen(lab)).isTrue();
        assertThat(two.isOpen(labOnTwo)).isTrue();
        bob.leave(labOnTwo);
        one.run();
        assertThat(one.isOpen(lab)).isFalse();
        assertThat(two.isOpen(labOnTwo)).isFalse();
    }

    /** Both nodes know of one use that is left; one of the two who come is let in. */
    @Test
    void theLastUseOfAnInvitationIsSpentOnce() {
        RoomRef club = one.make(LoneRooms.wanted("club").asHidden());
        alice.ask(club, new RoomCommand.Enter(alice, 1, null, false, RoomCommand.Manner.CREATOR, null));
        RoomRef clubOnTwo = two.find("club");
        String hash = "ab".repeat(32);
        alice.ask(club, new RoomCommand.Invite(alice, 2, "cd".repeat(32), hash, 1, 600));
        assertThat(alice.answers.getLast().hasInvited()).isTrue();
        Guest carol = one.guest(3, "carol", 300);
        two.beforeProposal = () -> carol.ask(club, withInvitation(carol, hash));
        bob.ask(clubOnTwo, withInvitation(bob, hash));
        assertThat(carol.answers.getLast().hasJoined()).isTrue();
        assertThat(bob.answers.getLast().getRefusal().getReason()).isEqualTo(RefusalReason.BAD_INVITATION);
        assertThat(one.stored(club).invitations().getFirst().used()).isEqualTo(1);
        alice.ask(club, new RoomCommand.Uninvite(alice, 3, hash.substring(0, 8)));
        two.run();
        bob.ask(clubOnTwo, withInvitation(bob, hash));
        assertThat(bob.answers.getLast().getRefusal().getReason()).isEqualTo(RefusalReason.NO_SUCH_ROOM);
    }

    private static RoomCommand.Enter withInvitation(Guest who, String hash) {
        return new RoomCommand.Enter(who, 1, null, hash, false, RoomCommand.Manner.MEMBER, null);
    }

    /** It is muted between the decision that it may speak and the engine. */
    @Test
    void whatIsSaidBeforeTheMuteOfAnotherNodeIsKnownIsNotTaken() {
        two.beforeAppend = () -> alice.ask(onOne, role(alice, 2, bob, Role.MUTED));
        bob.say(onTwo, 1, "but");
        assertThat(alice.answers.getLast().hasDone()).isTrue();
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.BUSY);
        bob.say(onTwo, 1, "but");
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.MUTED);
        assertThat(one.stored(onOne).sequence()).isZero();
    }

    @Test
    void aRequestThatWasDecidedBeforeTheOtherNodesChangeCameIsDecidedAgain() {
        two.beforeProposal = () -> setTopic(alice, onOne, 2, "tea");
        setTopic(bob, onTwo, 3, "coffee");
        one.run();
        assertThat(two.calls).filteredOn("propose"::equals).hasSize(2);
        assertThat(bob.answers.getLast().hasDone()).isTrue();
        assertThat(topics(bob)).containsExactly("tea by alice", "coffee by bob");
        assertThat(topics(alice)).isEqualTo(topics(bob));
        assertThat(one.stored(onOne).topic()).isEqualTo("coffee");
    }

    @Test
    void whatComesWhileTheRoomIsBeingOpenedIsNotMissed() {
        bob.disappear(onTwo);
        two.pass(Duration.ofSeconds(80));
        assertThat(two.isOpen(onTwo)).isFalse();
        two.beforeAnswer = () -> setTopic(alice, onOne, 2, "tea");
        bob.enter(onTwo);
        assertThat(bob.answers.getLast().getJoined().getTopic()).isEmpty();
        assertThat(topics(bob)).containsExactly("tea by alice");
        assertThat(onTwo.snapshot().topic()).isEqualTo("tea");
    }

    private RoomState state(String topic, int lines) {
        return new RoomState(
                new RoomChange.TopicIs(topic, "carol"),
                new RoomChange.SettingsAre(new RoomSettings(lines, 0, 0, 0), "carol"),
                one.stored(onOne).members(),
                List.of(),
                List.of(),
                Map.of(),
                false);
    }

    @Test
    void ofChangesThatWereMissedTheOutcomeIsShownOnce() {
        one.tell(onOne, new RoomCommand.Restated(7, state("tea", 0)));
        one.tell(onOne, new RoomCommand.Restated(7, state("older", 3)));
        one.tell(onOne, new RoomCommand.Changed(6, new RoomChange.TopicIs("older", "carol")));
        assertThat(topics(alice)).containsExactly("tea by carol");
        assertThat(alice.events).noneMatch(ServerMessage::hasRoomChanged);
        one.tell(onOne, new RoomCommand.Restated(8, state("tea", 3)));
        assertThat(topics(alice)).hasSize(1);
        assertThat(alice.events.stream().filter(ServerMessage::hasRoomChanged))
                .singleElement()
                .satisfies(event -> assertThat(event.getRoomChanged().getName()).isEqualTo("carol"));
    }

    /** A failover has lost bans, but for these: both nodes are told so. */
    private void lose(List<Ban> left) {
        restate(engine.loseBans(onOne.id(), left), left);
    }

    private void restate(long version, List<Ban> left) {
        RoomState known = state("", 0);
        RoomState after =
                new RoomState(known.topic(), known.settings(), known.members(), left, List.of(), Map.of(), true);
        one.tell(onOne, new RoomCommand.Restated(version, after));
        two.tell(onTwo, new RoomCommand.Restated(version, after));
        settle();
    }

    private void settle() {
        for (int i = 0; i < 3; i++) {
            one.run();
            two.run();
        }
    }

    private static List<String> roles(Guest of) {
        return of.events.stream()
                .filter(ServerMessage::hasRoleChanged)
                .map(event -> event.getRoleChanged().getName() + " "
                        + event.getRoleChanged().getRole())
                .toList();
    }

    @Test
    void aMuteThatAFailoverHasLostIsToldTheEngineAgainAndNobodyElse() {
        alice.ask(onOne, role(alice, 2, bob, Role.MUTED));
        settle();
        List<Ban> before = one.stored(onOne).bans();
        lose(List.of());
        assertThat(one.stored(onOne).bans()).isEqualTo(before).hasSize(1);
        assertThat(roles(alice)).containsExactly("bob ROLE_MUTED");
        assertThat(roles(bob)).containsExactly("bob ROLE_MUTED");
        bob.say(onTwo, 1, "but");
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.MUTED);
        one.calls.clear();
        two.calls.clear();
        one.pass(Duration.ofSeconds(5));
        two.pass(Duration.ofSeconds(5));
        assertThat(one.calls).doesNotContain("propose");
        assertThat(two.calls).doesNotContain("propose");
    }

    @Test
    void ofTwoMutesOfOneUserTheLaterHoldsAfterALossToo() {
        alice.ask(onOne, new RoomCommand.SetRole(alice, 2, bob.userId(), "bob", Role.MUTED, 60, ""));
        settle();
        List<Ban> earlier = one.stored(onOne).bans();
        one.pass(Duration.ofSeconds(1));
        two.pass(Duration.ofSeconds(1));
        alice.ask(onOne, role(alice, 3, bob, Role.MUTED));
        settle();
        lose(earlier);
        assertThat(one.stored(onOne).bans())
                .singleElement()
                .satisfies(ban -> assertThat(ban.until()).isZero());
    }

    @Test
    void aLostBanThatIsLiftedBeforeTheEngineIsToldStaysLifted() {
        alice.ask(onOne, new RoomCommand.BanUser(alice, 2, 3, "carol", 0, "spam", List.of()));
        settle();
        long version = engine.loseBans(onOne.id(), List.of());
        one.beforeProposal = () -> {
            restate(version, List.of());
            two.tell(onTwo, new RoomCommand.Unban(new Operator("root"), 3, 3, "carol"));
        };
        restate(version, List.of());
        assertThat(one.stored(onOne).bans()).isEmpty();
        Guest carol = one.guest(3, "carol", 300);
        carol.enter(onOne);
        assertThat(carol.answers.getLast().hasJoined()).isTrue();
    }

    /** A node has opened the room in between, and lets in who is banned. */
    @Test
    void whoHasComeInWhereALostBanWasNotKnownIsOutWhenItIsToldAgain() {
        alice.ask(onOne, new RoomCommand.BanUser(alice, 2, 3, "carol", 0, "spam", List.of()));
        settle();
        engine.loseBans(onOne.id(), List.of());
        LoneRooms three = new LoneRooms(engine);
        RoomRef onThree = three.find("ops");
        Guest carol = three.guest(3, "carol", 300);
        carol.enter(onThree);
        assertThat(carol.answers.getLast().hasJoined()).isTrue();
        lose(List.of());
        three.run();
        assertThat(carol.messages.getLast().getUserRemoved().getBanned()).isTrue();
        assertThat(one.stored(onOne).members()).hasSize(2);
        assertThat(members(one, onOne)).containsExactly("alice", "bob");
    }

    @Test
    void aRequestThatIsUnderwayWhenChangesWereMissedIsDecidedAgain() {
        two.calls.clear();
        two.heldProposals = new CompletableFuture<>();
        two.tell(onTwo, new RoomCommand.SetTopic(bob, 3, "coffee"));
        two.tell(onTwo, new RoomCommand.Restated(7, state("tea", 0)));
        assertThat(two.calls).filteredOn("propose"::equals).hasSize(2);
        two.heldProposals.complete(null);
        two.run();
        assertThat(topics(bob)).containsExactly("tea by carol", "coffee by bob");
        assertThat(bob.answers).extracting(ServerMessage::getRequestId).containsExactly(1, 3);
        assertThat(bob.answers.getLast().hasDone()).isTrue();
        assertThat(onTwo.snapshot().topic()).isEqualTo("coffee");
    }

    @Test
    void aRoomIsOpenAsLongAsAProposalIsUnderway() {
        LoneRooms slow = new LoneRooms(engine);
        RoomRef room = slow.find("ops");
        Guest carol = slow.guest(3, "carol", 300);
        carol.enter(room);
        slow.heldProposals = new CompletableFuture<>();
        slow.tell(room, new RoomCommand.SetTopic(carol, 2, "tea"));
        slow.tell(room, new RoomCommand.Gone(carol, false));
        slow.pass(Duration.ofSeconds(80));
        assertThat(slow.isOpen(room)).isTrue();
        slow.heldProposals.complete(null);
        slow.pass(Duration.ofSeconds(80));
        assertThat(slow.isOpen(room)).isFalse();
        assertThat(slow.stored(room).version()).isEqualTo(4);
        assertThat(engine.propose(room.id(), 0, new RoomChange.TopicIs("late", "eve"))
                        .toCompletableFuture()
                        .join())
                .isFalse();
    }
}
