package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.room.SettingsChange;
import dev.roomtalk.server.rooms.LoneRooms.Guest;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rooms are open while somebody needs them, and nobody who needs one again notices that it was not. */
class OpenRoomsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(80);

    private final LoneRooms server = new LoneRooms();
    private final RoomRef room = server.make(LoneRooms.wanted("ops").withTopic("of mice"));
    private final Guest alice = server.guest(1, "alice", 100);
    private final Guest bob = server.guest(2, "bob", 200);
    private final Guest carol = server.guest(3, "carol", 300);

    private static RoomCommand.Kick kick(Guest by, Guest whom) {
        return new RoomCommand.Kick(by, 7, whom.userId(), whom.name(), "noise");
    }

    private static RoomCommand.BanUser ban(Guest by, Guest whom, Duration length) {
        return new RoomCommand.BanUser(by, 7, whom.userId(), whom.name(), length.toSeconds(), "", List.of());
    }

    private static RoomCommand.SetRole mute(Guest by, Guest whom, Duration length) {
        return new RoomCommand.SetRole(by, 7, whom.userId(), whom.name(), Role.MUTED, length.toSeconds(), "");
    }

    private static @Nullable ListedMember member(Joined joined, String name) {
        return joined.getMembersList().stream()
                .filter(member -> member.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void letGo() {
        letGo(room);
    }

    private void letGo(RoomRef which) {
        server.pass(A_WHILE);
        assertThat(server.isOpen(which)).isFalse();
    }

    private RefusalReason refusal(Guest who) {
        return who.answers.getLast().getRefusal().getReason();
    }

    @Test
    void aRoomThatNobodyIsInIsLetGoAfter45SecondsAndOpenedAgainAsItWas() {
        Joined first = alice.enter(room).getJoined();
        bob.enter(room);
        bob.disappear(room);
        server.pass(A_WHILE);
        assertThat(server.isOpen(room)).isTrue();
        alice.ask(room, new RoomCommand.SetTopic(alice, 2, "of men"));
        alice.disappear(room);
        RoomRef.Snapshot shown = room.snapshot();
        server.pass(Duration.ofSeconds(44));
        assertThat(server.isOpen(room)).isTrue();
        server.pass(Duration.ofSeconds(2));
        assertThat(server.isOpen(room)).isFalse();
        assertThat(room.snapshot()).isEqualTo(shown);
        assertThat(server.memberships.rooms(bob.userId())).containsExactly(room.number());
        assertThat(server.lookUps).isEmpty();

        Joined again = bob.enter(room).getJoined();
        assertThat(server.lookUps).containsExactly(room.id());
        assertThat(server.isOpen(room)).isTrue();
        assertThat(again.getRoom()).isEqualTo(first.getRoom());
        assertThat(again.getEpoch()).isEqualTo(first.getEpoch());
        assertThat(again.getTopic()).isEqualTo("of men");
        assertThat(Objects.requireNonNull(member(again, "alice")).getPresent()).isFalse();
        assertThat(Objects.requireNonNull(member(again, "alice")).getRole())
                .isEqualTo(dev.roomtalk.proto.Role.ROLE_HOST);
        assertThat(Objects.requireNonNull(member(again, "bob")).getPresent()).isTrue();
    }

    @Test
    void theFeedOfARoomIsOpenAsLongAsTheRoomIs() {
        alice.enter(room);
        assertThat(server.openFeeds).hasSize(1);
        assertThat(server.rooms.open()).isEqualTo(1);
        alice.disappear(room);
        letGo();
        assertThat(server.openFeeds).isEmpty();
        assertThat(server.rooms.open()).isZero();
        bob.enter(room);
        assertThat(server.openFeeds).hasSize(1);
    }

    private static List<String> texts(Guest who) {
        return who.frames.stream()
                .filter(Frame::hasDeliver)
                .map(frame -> frame.getDeliver().getText())
                .toList();
    }

    private static MessageLog.AppendRequest message(Guest who, long n, String text) {
        return new MessageLog.AppendRequest(who.userId(), who.name(), who.instance(), n, text, null, 1_000);
    }

    @Test
    void whatTheEngineBringsWhileARoomIsBeingOpenedWaits() {
        Joined first = alice.enter(room).getJoined();
        alice.disappear(room);
        letGo();
        server.heldLookUps = new ArrayDeque<>();
        server.tell(room, new RoomCommand.Enter(bob, 1, null, false, RoomCommand.Manner.MEMBER, null));
        Objects.requireNonNull(server.latestFeed).message(first.getEpoch(), 1, message(carol, 1, "elsewhere"));
        server.run();
        assertThat(texts(bob)).isEmpty();
        server.release();
        assertThat(bob.answers.getLast().getJoined().getSequence()).isZero();
        assertThat(texts(bob)).containsExactly("elsewhere");
    }

    /** Two nodes on one engine. */
    @Test
    void whatIsSaidOnOneNodeIsShownOnBothInOneOrder() {
        KeptEngine engine = new KeptEngine();
        LoneRooms one = new LoneRooms(engine);
        LoneRooms two = new LoneRooms(engine);
        RoomRef here = one.make(LoneRooms.wanted("ops"));
        RoomRef there = two.find("ops");
        Guest anna = one.guest(1, "anna", 100);
        Guest ben = two.guest(2, "ben", 200);
        anna.enter(here);
        ben.enter(there);
        anna.say(here, 1, "one");
        ben.say(there, 1, "two");
        anna.say(here, 2, "three");
        assertThat(texts(anna)).containsExactly("one", "two", "three").isEqualTo(texts(ben));
        assertThat(ben.frames.stream().filter(Frame::hasAck)).hasSize(1);

        // Its answer was lost, and its author's client has gone to the other node.
        engine.append(room(engine), message(anna, 3, "four"), new Lost());
        one.run();
        Guest moved = two.guest(1, "anna", 100);
        moved.enter(there);
        moved.say(there, 3, "four");
        assertThat(moved.frames.stream().filter(Frame::hasAck)).hasSize(1);
        assertThat(texts(ben)).containsExactly("one", "two", "three", "four").isEqualTo(texts(anna));

        ben.disappear(there);
        moved.disappear(there);
        two.pass(A_WHILE);
        assertThat(two.isOpen(there)).isFalse();
        anna.say(here, 4, "five");
        assertThat(texts(anna)).endsWith("five");
        assertThat(two.isOpen(there)).isFalse();
        Guest again = two.guest(2, "ben", 201);
        assertThat(again.enter(there).getJoined().getSequence()).isEqualTo(5);
        anna.say(here, 5, "six");
        assertThat(texts(again)).containsExactly("six");
    }

    private static RoomId room(KeptEngine engine) {
        return engine.rooms(RoomId.NONE, 1_000)
                .toCompletableFuture()
                .join()
                .getFirst()
                .id();
    }

    /** An answer that nobody gets. */
    private static final class Lost implements MessageLog.AppendAnswer {
        @Override
        public void committed(long epoch, long sequence, boolean stored) {}

        @Override
        public void duplicate(long epoch, long sequence, boolean stored) {}

        @Override
        public void failed() {}

        @Override
        public void unknown() {}
    }

    @Test
    void afterTheStartARoomIsFoundAndOpenedWhenSomebodyNeedsIt() {
        alice.enter(room);
        bob.enter(room);
        LoneRooms again = server.restart();
        RoomRef known = again.find("ops");
        assertThat(again.isOpen(known)).isFalse();
        assertThat(known.snapshot()).isEqualTo(new RoomRef.Snapshot("of mice", 2, 0, false, true));
        assertThat(again.memberships.rooms(bob.userId())).isEmpty();
        assertThat(again.loop.traffic()).containsExactly(new RoomUsage(known, 0, 0, 0));
        again.pass(A_WHILE);
        assertThat(again.lookUps).isEmpty();

        Guest back = again.guest(2, "bob", 200);
        assertThat(again.memberships.rooms(bob.userId())).containsExactly(known.number());
        assertThat(again.lookUps).isEmpty();
        assertThat(back.enter(known).getJoined().getMemberCount()).isEqualTo(2);
    }

    @Test
    void atTheStartTheEngineIsAskedForNothingAndLaterForTheRoomsThatSomebodyNeeds() {
        for (int i = 2; i <= 1_000; i++) {
            server.make(LoneRooms.wanted("room" + i));
        }
        bob.enter(server.find("room7"));
        LoneRooms again = server.restart();
        assertThat(again.calls).isEmpty();
        again.guest(2, "bob", 200);
        again.find("room8");
        assertThat(again.calls).containsExactly("roomsOf", "summaries", "roomNamed", "summaries");
        assertThat(again.directory.all())
                .extracting(known -> known.name().display())
                .containsExactlyInAnyOrder("room7", "room8");
        again.pass(Duration.ofSeconds(30));
        assertThat(again.directory.size()).isEqualTo(2);
    }

    @Test
    void aRoomThatIsClosedIsFoundNoLongerAlsoWhereTheEngineDoesNotKnowYet() {
        server.heldCloses = new CompletableFuture<>();
        alice.enter(room);
        alice.ask(room, new RoomCommand.Close(alice, 2));
        assertThat(server.rooms.look(room.name()).toCompletableFuture().join()).isNull();
        assertThat(server.directory.isClosing(room.id())).isTrue();
        server.heldCloses.complete(null);
        server.run();
        assertThat(server.directory.isClosing(room.id())).isFalse();
        assertThat(server.rooms.look(room.name()).toCompletableFuture().join()).isNull();
    }

    @Test
    void whatIsToldToARoomTheMomentItIsFoundOpensIt() {
        LoneRooms again = server.restart();
        Guest back = again.guest(1, "alice", 100);
        RoomRef found = Objects.requireNonNull(
                again.rooms.look(room.name()).toCompletableFuture().join());
        found.tell(new RoomCommand.Enter(back, 1, null, false, RoomCommand.Manner.MEMBER, null));
        again.run();
        assertThat(back.answers.getLast().hasJoined()).isTrue();
        assertThat(again.rooms.look(room.name()).toCompletableFuture().join()).isSameAs(found);
    }

    @Test
    void ofARoomThatSomebodyFindsBeforeItsMakerDoesThereIsOne() {
        List<RoomRef> found = new ArrayList<>();
        server.made = () -> found.add(server.find("early"));
        RoomRef made = server.make(LoneRooms.wanted("early"));
        assertThat(found).containsExactly(made);
        alice.enter(made);
        alice.say(made, 1, "hello");
        assertThat(alice.frames).anyMatch(frame -> frame.getAck().getSequence() == 1);
        assertThat(server.openFeeds).hasSize(2);
    }

    @Test
    void whoConnectsWhileARoomTellsTheEngineThatItIsGoneIsGone() {
        alice.enter(room);
        bob.enter(room);
        server.beforeProposal = () -> server.rooms.recall(bob.userId());
        bob.leave(room);
        assertThat(server.memberships.rooms(bob.userId())).isEmpty();
    }

    @Test
    void aStrangerWaitsAsLongForAPrivateRoomThatIsNotOpenAsForOneThatIsAndForNone() {
        RoomRef unopened = server.make(LoneRooms.wanted("unopened").asHidden());
        letGo(unopened);
        RoomRef open = server.make(LoneRooms.wanted("open").asHidden());
        server.heldLookUps = new ArrayDeque<>();
        Guest[] strangers = {alice, bob, carol};
        Name[] names = {unopened.name(), open.name(), LoneRooms.wanted("none").name()};
        for (int i = 0; i < names.length; i++) {
            server.rooms
                    .doors()
                    .knock(
                            server.rooms.look(names[i]).toCompletableFuture().join(),
                            names[i],
                            new RoomCommand.Enter(
                                    strangers[i], 1, null, "ab".repeat(32), false, RoomCommand.Manner.MEMBER, null));
        }
        server.run();
        server.passMillis(20);
        server.release();
        // Nothing is left to be asked when they are answered.
        server.heldLookUps = new ArrayDeque<>();
        server.passMillis(29);
        assertThat(strangers).allMatch(stranger -> stranger.answers.isEmpty());
        server.passMillis(1);
        assertThat(strangers).allMatch(stranger -> refusal(stranger) == RefusalReason.NO_SUCH_ROOM);
    }

    @Test
    void whatComesWhileARoomIsBeingOpenedWaitsInItsOrder() {
        alice.enter(room);
        alice.disappear(room);
        letGo();
        server.heldLookUps = new ArrayDeque<>();
        server.tell(room, new RoomCommand.Enter(alice, 1, null, false, RoomCommand.Manner.MEMBER, null));
        server.tell(room, new RoomCommand.SetTopic(alice, 2, "first"));
        server.tell(room, new RoomCommand.SetTopic(alice, 3, "second"));
        int before = alice.answers.size();
        assertThat(server.lookUps).hasSize(1);
        server.release();
        assertThat(alice.answers.subList(before, alice.answers.size()))
                .extracting(answer -> answer.getRequestId())
                .containsExactly(1, 2, 3);
        assertThat(room.snapshot().topic()).isEqualTo("second");
        assertThat(server.lookUps).hasSize(1);
    }

    @Test
    void whoComesWhileTooManyWaitIsToldThatTheServerIsBusy() {
        letGo();
        server.heldLookUps = new ArrayDeque<>();
        for (int i = 0; i < 1_024; i++) {
            server.tell(room, new RoomCommand.AskMembers(alice, i));
        }
        assertThat(alice.answers).isEmpty();
        assertThat(bob.enter(room).getRefusal().getReason()).isEqualTo(RefusalReason.BUSY);
        server.release();
        assertThat(alice.answers).hasSize(1_024);
    }

    @Test
    void whereTheEngineCannotTellWhatWaitsIsRefusedAndTheNextRequestAsksAgain() {
        letGo();
        server.failing = true;
        assertThat(bob.enter(room).getRefusal().getReason()).isEqualTo(RefusalReason.BUSY);
        assertThat(server.isOpen(room)).isFalse();
        server.failing = false;
        assertThat(bob.enter(room).hasJoined()).isTrue();
        assertThat(server.lookUps).hasSize(2);
    }

    @Test
    void whatWaitsForARoomThatTheEngineHasNoLongerIsToldThatThereIsNone() {
        letGo();
        server.engine().closeRoom(room.id());
        assertThat(bob.enter(room).getRefusal().getReason()).isEqualTo(RefusalReason.NO_SUCH_ROOM);
        assertThat(server.directory.size()).isZero();
        assertThat(bob.enter(room).getRefusal().getReason()).isEqualTo(RefusalReason.NO_SUCH_ROOM);
        assertThat(server.lookUps).hasSize(1);
    }

    @Test
    void whoComesBackGoesOnWhereItWas() {
        bob.enter(room);
        long epoch = alice.enter(room).getJoined().getEpoch();
        for (int n = 1; n <= 3; n++) {
            alice.say(room, n, "text " + n);
        }
        alice.disappear(room);
        bob.disappear(room);
        letGo();

        Joined back = bob.enter(room, new RoomCommand.Resume(epoch, 1)).getJoined();
        assertThat(back.getEpoch()).isEqualTo(epoch);
        assertThat(back.getResumed()).isEqualTo(1);
        assertThat(back.getSequence()).isEqualTo(3);
        // Nothing is to be had by Nack, and everything from history.
        assertThat(back.getOldest()).isEqualTo(4);
        assertThat(bob.ask(room, new RoomCommand.AskHistory(bob, 5, 1, 3, 0, 0, 0))
                        .getHistoryPage()
                        .getMessagesList())
                .extracting(Deliver::getSequence)
                .containsExactly(2L, 3L);
        alice.enter(room);
        alice.frames.clear();
        alice.say(room, 4, "text 4");
        assertThat(alice.frames).anyMatch(frame -> frame.getDeliver().getSequence() == 4);
        assertThat(alice.frames).anyMatch(frame -> frame.getAck().getSequence() == 4);
    }

    @Test
    void whatIsSaidAgainIsAnsweredAgainAndNotDelivered() {
        long epoch = alice.enter(room).getJoined().getEpoch();
        alice.say(room, 1, "one");
        alice.say(room, 2, "two");
        alice.disappear(room);
        letGo();
        assertThat(alice.enter(room, new RoomCommand.Resume(epoch, 0))
                        .getJoined()
                        .getHighestN())
                .isEqualTo(2);
        alice.frames.clear();
        alice.say(room, 2, "two");
        assertThat(alice.frames).extracting(Frame::getKindCase).containsExactly(Frame.KindCase.ACK);
        Ack ack = alice.frames.getFirst().getAck();
        assertThat(ack.getSequence()).isEqualTo(2);
        assertThat(ack.getStored()).isTrue();
    }

    @Test
    void anAuthorsNumberIsGivenToNobodyElseAndItsNameIsKnown() {
        alice.enter(room);
        alice.say(room, 1, "one");
        alice.disappear(room);
        letGo();
        Joined joined = bob.enter(room).getJoined();
        bob.say(room, 1, "two");
        Author before = joined.getAuthorsList().getFirst();
        Author now = bob.frames.stream()
                .filter(Frame::hasDeliver)
                .findFirst()
                .orElseThrow()
                .getDeliver()
                .getAuthorInfo();
        assertThat(before.getName()).isEqualTo("alice");
        assertThat(now.getName()).isEqualTo("bob");
        assertThat(now.getNumber()).isNotEqualTo(before.getNumber());
        assertThat(bob.ask(room, new RoomCommand.AskAuthors(bob, 5, List.of(before.getNumber(), now.getNumber())))
                        .getAuthorList()
                        .getAuthorsList())
                .extracting(Author::getName)
                .containsExactly("alice", "bob");
    }

    @Test
    void aKickedSessionDoesNotComeBackByItselfHoweverLongItWas() {
        alice.enter(room);
        long epoch = bob.enter(room).getJoined().getEpoch();
        alice.ask(room, kick(alice, bob));
        alice.disappear(room);
        letGo();
        bob.enter(room, new RoomCommand.Resume(epoch, 0));
        assertThat(refusal(bob)).isEqualTo(RefusalReason.KICKED);
        assertThat(bob.enter(room).hasJoined()).isTrue();
    }

    @Test
    void bansMutesAndInvitationsEndWhenTheyWereToWhateverTheWallClockSays() {
        for (int hours : List.of(-24, 24)) {
            LoneRooms one = new LoneRooms();
            RoomRef ops = one.make(LoneRooms.wanted("ops").asHidden());
            Guest host = one.guest(1, "alice", 100);
            Guest banned = one.guest(2, "bob", 200);
            Guest muted = one.guest(3, "carol", 300);
            Guest invited = one.guest(4, "dave", 400);
            Guest late = one.guest(5, "eve", 500);
            one.tell(ops, new RoomCommand.Enter(host, 1, null, false, RoomCommand.Manner.CREATOR, null));
            one.wall = one.wall.plus(Duration.ofHours(hours));
            host.ask(ops, ban(host, banned, Duration.ofMinutes(10)));
            host.ask(ops, mute(host, muted, Duration.ofMinutes(10)));
            host.ask(ops, new RoomCommand.Invite(host, 8, "token", "ab".repeat(32), 2, 600));
            one.wall = one.wall.minus(Duration.ofHours(hours));
            host.disappear(ops);
            one.pass(Duration.ofMinutes(9));
            assertThat(one.isOpen(ops)).isFalse();

            assertThat(come(ops, invited)).isEqualTo(RefusalReason.REFUSAL_UNSPECIFIED);
            assertThat(come(ops, muted)).isEqualTo(RefusalReason.REFUSAL_UNSPECIFIED);
            assertThat(come(ops, banned)).isNotEqualTo(RefusalReason.REFUSAL_UNSPECIFIED);
            muted.say(ops, 1, "hm");
            assertThat(muted.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.MUTED);
            muted.disappear(ops);
            invited.disappear(ops);
            one.pass(Duration.ofSeconds(50));
            assertThat(one.isOpen(ops)).isFalse();
            one.pass(Duration.ofSeconds(20));

            muted.enter(ops);
            muted.say(ops, 2, "hm");
            assertThat(muted.frames).anyMatch(frame -> frame.getAck().getSequence() == 1);
            assertThat(come(ops, late)).isEqualTo(RefusalReason.BAD_INVITATION);
            assertThat(host.ask(ops, new RoomCommand.AskBans(host, 9, 0))
                            .getBanList()
                            .getBanCount())
                    .isZero();
        }
    }

    private static RefusalReason come(RoomRef ops, Guest who) {
        return who.ask(
                        ops,
                        new RoomCommand.Enter(who, 1, null, "ab".repeat(32), false, RoomCommand.Manner.MEMBER, null))
                .getRefusal()
                .getReason();
    }

    @Test
    void theTimeOfAnAbsentHostGoesOn() {
        alice.enter(room);
        bob.enter(room);
        alice.disappear(room);
        bob.disappear(room);
        server.pass(Duration.ofMinutes(9));
        assertThat(server.isOpen(room)).isFalse();
        bob.enter(room);
        server.pass(Duration.ofSeconds(30));
        assertThat(host(bob)).isEqualTo("alice");
        server.pass(Duration.ofSeconds(40));
        assertThat(host(bob)).isEqualTo("bob");
    }

    private String host(Guest asking) {
        return asking.ask(room, new RoomCommand.AskMembers(asking, 4)).getMemberList().getMembersList().stream()
                .filter(member -> member.getRole() == dev.roomtalk.proto.Role.ROLE_HOST)
                .findFirst()
                .orElseThrow()
                .getName();
    }

    @Test
    void anAbsentHostHasItsTimeFromTheStartOn() {
        alice.enter(room);
        bob.enter(room);
        LoneRooms again = server.restart();
        again.pass(Duration.ofMinutes(11));
        RoomRef known = again.find("ops");
        Guest back = again.guest(2, "bob", 200);
        back.enter(known);
        again.pass(Duration.ofSeconds(2));
        assertThat(again.stored(known).members())
                .filteredOn(member -> member.role() == Role.HOST)
                .extracting(MemberRecord::name)
                .containsExactly("bob");
    }

    @Test
    void aRoomThatNobodyUsesExpiresInTime() {
        alice.enter(room);
        alice.disappear(room);
        letGo();
        RoomRef asked = server.make(LoneRooms.wanted("asked"));
        letGo(asked);
        server.leap(Duration.ofDays(20));
        // Who only looks does not use it.
        server.tell(room, new RoomCommand.AskMembers(new Operator("root"), 1));
        letGo();
        server.lookUps.clear();
        server.leap(Duration.ofDays(10).minus(Duration.ofMinutes(10)));
        server.pass(Duration.ofMinutes(3));
        assertThat(server.directory.size()).isEqualTo(2);
        assertThat(server.lookUps).isEmpty();
        server.pass(Duration.ofMinutes(8));
        assertThat(server.directory.size()).isZero();
        assertThat(server.engine()
                        .rooms(RoomId.NONE, 1_000)
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        assertThat(server.memberships.count(alice.userId())).isZero();
    }

    @Test
    void aRoomThatNobodyUsesSinceBeforeTheStartHasADayLeft() {
        server.engine().closeRoom(room.id());
        RoomRecord old = LoneRooms.wanted("old")
                .withLastUsed(server.wall.minus(Duration.ofDays(100)).toEpochMilli());
        server.engine().createRoom(old);
        LoneRooms again = server.restart();
        again.pass(Duration.ofSeconds(1));
        again.leap(Duration.ofDays(1).minus(Duration.ofMinutes(1)));
        again.pass(Duration.ofSeconds(50));
        assertThat(again.directory.size()).isEqualTo(1);
        again.failing = true;
        again.pass(Duration.ofSeconds(20));
        assertThat(again.directory.size()).isEqualTo(1);
        again.failing = false;
        again.pass(Duration.ofSeconds(2));
        assertThat(again.directory.size()).isZero();
    }

    @Test
    void aRoomThatNobodyNeedsExpiresAsSoonAsOneThatSomebodyKnows() {
        for (int i = 0; i < 600; i++) {
            server.engine()
                    .createRoom(LoneRooms.wanted("old" + i)
                            .withLastUsed(server.wall.minus(Duration.ofDays(28)).toEpochMilli()));
        }
        LoneRooms again = server.restart();
        again.pass(Duration.ofSeconds(10));
        assertThat(again.directory.size()).isZero();
        again.leap(Duration.ofDays(1));
        again.pass(Duration.ofSeconds(10));
        assertThat(again.directory.size()).isEqualTo(600);
        again.leap(Duration.ofDays(1).minus(Duration.ofMinutes(1)));
        again.pass(Duration.ofSeconds(30));
        assertThat(again.directory.size()).isEqualTo(600);
        again.pass(Duration.ofSeconds(60));
        assertThat(again.directory.size()).isZero();
        assertThat(again.engine().rooms()).isEqualTo(1);
    }

    @Test
    void aRoomWithoutHistoryIsOpenAsLongAsItHasMessages() {
        RoomRef passing = server.make(LoneRooms.wanted("passing").withoutHistory());
        RoomRef silent = server.make(LoneRooms.wanted("silent").withoutHistory());
        Guest aliceThere = server.guest(1, "alice", 101);
        alice.enter(passing);
        aliceThere.enter(silent);
        alice.say(passing, 1, "for the moment");
        alice.disappear(passing);
        aliceThere.disappear(silent);
        server.pass(Duration.ofMinutes(10));
        assertThat(server.isOpen(passing)).isTrue();
        assertThat(server.isOpen(silent)).isFalse();
        assertThat(bob.enter(passing).getJoined().getOldest()).isEqualTo(1);
    }

    @Test
    void aRoomIsOpenAsLongAsSomebodyHasToWaitInIt() {
        alice.enter(room);
        bob.enter(room);
        alice.ask(room, new RoomCommand.Change(alice, 2, slow(600)));
        bob.say(room, 1, "one");
        alice.disappear(room);
        bob.disappear(room);
        server.pass(Duration.ofMinutes(9));
        assertThat(server.isOpen(room)).isTrue();
        bob.enter(room);
        bob.say(room, 2, "two");
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.TOO_FAST);
        bob.disappear(room);
        server.pass(Duration.ofMinutes(2));
        assertThat(server.isOpen(room)).isFalse();
    }

    private static SettingsChange slow(int seconds) {
        return new SettingsChange(null, null, null, null, seconds, null);
    }

    @Test
    void aRoomIsOpenWhileSomethingIsUnderway() {
        alice.enter(room);
        bob.enter(room);
        server.heldAnswers = new CompletableFuture<>();
        alice.ask(room, ban(alice, bob, Duration.ofHours(1)));
        alice.disappear(room);
        server.pass(A_WHILE);
        assertThat(server.isOpen(room)).isTrue();
        server.heldAnswers.complete(null);
        server.pass(A_WHILE);
        assertThat(server.isOpen(room)).isFalse();

        RoomRef locked =
                server.make(RoomRecord.wanted(LoneRooms.wanted("locked").name(), "", "hash", false, false));
        server.tell(locked, new RoomCommand.Enter(carol, 1, "guess", false, RoomCommand.Manner.MEMBER, null));
        server.pass(A_WHILE);
        assertThat(server.isOpen(locked)).isTrue();
        server.passwordChecks.remove().accept(new PasswordCheck.Compared(true));
        server.run();
        assertThat(carol.answers.getLast().hasJoined()).isTrue();
    }

    @Test
    void aRoomIsOpenWhileTheEngineHasAMessage() {
        KeptEngine engine = new KeptEngine();
        LoneRooms slow = new LoneRooms(engine);
        RoomRef ops = slow.make(LoneRooms.wanted("ops"));
        Guest host = slow.guest(1, "alice", 100);
        host.enter(ops);
        engine.hold();
        host.say(ops, 1, "numbered, and not committed");
        host.disappear(ops);
        slow.pass(Duration.ofMinutes(10));
        assertThat(slow.isOpen(ops)).isTrue();
    }

    @Test
    void anEngineThatKeepsNothingOverItsEndKeepsNoRoomOpen() {
        LoneRooms inMemory = new LoneRooms(new MemoryEngine(
                () -> 0,
                () -> Instant.parse("2026-11-30T12:00:00Z"),
                () -> 7,
                10,
                Duration.ofDays(1),
                new Retention(100, 100_000, 1_000_000)));
        RoomRef ops = inMemory.make(LoneRooms.wanted("ops"));
        Guest host = inMemory.guest(1, "alice", 100);
        host.enter(ops);
        host.say(ops, 1, "one");
        host.disappear(ops);
        inMemory.pass(A_WHILE);
        assertThat(inMemory.isOpen(ops)).isFalse();
        Guest newcomer = inMemory.guest(2, "bob", 200);
        assertThat(newcomer.enter(ops).getJoined().getSequence()).isEqualTo(1);
        assertThat(newcomer.ask(ops, new RoomCommand.AskHistory(newcomer, 5, 0, 1, 0, 0, 0))
                        .getHistoryPage()
                        .getMessagesList())
                .extracting(Deliver::getText)
                .containsExactly("one");
    }

    @Test
    void aDeletedUserLeavesTheRoomsThatItIsAMemberOfAndNoOtherIsOpenedForThat() {
        alice.enter(room);
        bob.enter(room);
        alice.disappear(room);
        bob.disappear(room);
        RoomRef other = server.make(LoneRooms.wanted("other"));
        letGo();
        letGo(other);
        server.heldLookUps = new ArrayDeque<>();
        CompletableFuture<Void> told =
                server.rooms.everyRoom().forgetUser(alice.userId()).toCompletableFuture();
        server.run();
        assertThat(server.lookUps).containsExactly(room.id());
        assertThat(told).isNotDone();
        server.release();
        assertThat(told).isCompleted();
        assertThat(server.stored(room).members())
                .extracting(MemberRecord::name, MemberRecord::role)
                .containsExactly(org.assertj.core.api.Assertions.tuple("bob", Role.HOST));
        assertThat(server.memberships.count(alice.userId())).isZero();
        assertThat(room.snapshot().members()).isEqualTo(1);
    }

    @Test
    void whereARoomCannotBeOpenedForAUserThatIsDeletedThatIsSaid() {
        alice.enter(room);
        alice.disappear(room);
        letGo();
        server.failing = true;
        CompletableFuture<Void> told =
                server.rooms.everyRoom().forgetUser(alice.userId()).toCompletableFuture();
        server.run();
        assertThat(told).isCompletedExceptionally();
    }

    @Test
    void nothingIsOpenedForWhatChangesNothing() {
        alice.enter(room);
        alice.disappear(room);
        letGo();
        server.rooms.everyRoom().tell(new RoomCommand.RenameUser(alice.userId(), "alicia"));
        server.rooms.everyRoom().forgetUser(bob.userId());
        server.tell(room, new RoomCommand.ForgetMessages(message -> true));
        server.tell(room, new RoomCommand.Gone(bob, true));
        new RoomFrames(server.loop, new KnownRooms(server.directory, server.memberships))
                .take(
                        alice,
                        Frame.newBuilder()
                                .setPublish(Publish.newBuilder()
                                        .setRoom(room.number())
                                        .setN(1)
                                        .setText(ByteString.copyFromUtf8("into the dark")))
                                .build());
        assertThat(alice.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.NOT_A_MEMBER);
        server.run();
        assertThat(server.lookUps).isEmpty();
        assertThat(server.isOpen(room)).isFalse();
    }

    @Test
    void whoIsRenamedWhileARoomIsBeingOpenedHasTheNewNameThere() {
        alice.enter(room);
        alice.disappear(room);
        letGo();
        server.heldLookUps = new ArrayDeque<>();
        server.tell(room, new RoomCommand.AskMembers(alice, 5));
        server.rooms.everyRoom().tell(new RoomCommand.RenameUser(alice.userId(), "alicia"));
        server.release();
        assertThat(bob.enter(room).getJoined().getMembersList())
                .extracting(ListedMember::getName)
                .contains("alicia");
    }

    @Test
    void aVisitorsMembershipEndsBeforeTheRoomIsLetGo() {
        alice.enter(room);
        alice.disappear(room);
        server.rooms.follow(withPresenceDelay(Duration.ofMinutes(5)), LoneRooms.RATES);
        server.run();
        server.tell(room, new RoomCommand.Enter(bob, 1, null, false, RoomCommand.Manner.VISITOR, null));
        bob.disappear(room);
        server.pass(Duration.ofMinutes(4));
        assertThat(server.isOpen(room)).isTrue();
        server.pass(Duration.ofMinutes(2));
        assertThat(server.isOpen(room)).isFalse();
        assertThat(server.memberships.count(bob.userId())).isZero();
    }

    private static RoomRules withPresenceDelay(Duration delay) {
        RoomRules rules = LoneRooms.RULES;
        return new RoomRules(
                rules.members(),
                rules.messageBytes(),
                rules.topicBytes(),
                delay,
                rules.hostGrace(),
                rules.roomExpiry(),
                rules.ring(),
                rules.conversationBytes(),
                rules.standard());
    }

    @Test
    void aRoomIsOpenedWithTheRulesOfNow() {
        alice.enter(room);
        alice.disappear(room);
        letGo();
        server.rooms.follow(
                new RoomRules(
                        1,
                        4000,
                        200,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        Duration.ofDays(30),
                        16,
                        Long.MAX_VALUE,
                        new RoomSettings(50, 1000, 100, 10_000)),
                LoneRooms.RATES);
        server.run();
        bob.enter(room);
        assertThat(refusal(bob)).isEqualTo(RefusalReason.ROOM_FULL);
    }

    @Test
    void howMuchARoomWasUsedIsCountedOn() {
        alice.enter(room);
        alice.say(room, 1, "one");
        RoomUsage used = server.loop.traffic().getFirst();
        alice.disappear(room);
        letGo();
        assertThat(server.loop.traffic()).containsExactly(new RoomUsage(room, 0, 1, used.bytes()));
        alice.enter(room);
        alice.say(room, 2, "two");
        assertThat(server.loop.traffic().getFirst().messages()).isEqualTo(2);
    }

    @Test
    void anEphemeralRoomClosesWithItsLastMemberAlsoWhereItIsOpenedForThat() {
        RoomRef brief = server.make(RoomRecord.wanted(LoneRooms.wanted("brief").name(), "", null, true, false));
        alice.enter(brief);
        alice.disappear(brief);
        letGo(brief);
        alice.leave(brief);
        assertThat(server.directory.find("brief")).isNull();
    }
}
