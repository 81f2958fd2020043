package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.LoneRooms.Guest;
import dev.roomtalk.server.store.KeptEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A room that two nodes have open: who is connected to one is seen on both. */
class PresenceOverNodesTest extends TwoNodesTrial {
    private static final Duration DELAY = Duration.ofSeconds(11);

    PresenceOverNodesTest() {
        super(1, 2);
        // As the engine says it when the room is opened.
        two.tell(onTwo, new RoomCommand.Present(Map.of(1L, Set.of(1L))));
        settle();
        alice.events.clear();
        bob.events.clear();
    }

    private Set<String> present(LoneRooms node, RoomRef room, Guest asks) {
        asks.ask(room, new RoomCommand.AskMembers(asks, 50));
        node.run();
        return asks.answers.getLast().getMemberList().getMembersList().stream()
                .filter(ListedMember::getPresent)
                .map(ListedMember::getName)
                .collect(Collectors.toSet());
    }

    private static List<String> presence(Guest of) {
        return of.events.stream()
                .filter(ServerMessage::hasPresenceChanged)
                .map(event -> event.getPresenceChanged().getName() + " "
                        + event.getPresenceChanged().getPresent())
                .toList();
    }

    @Test
    void whoIsConnectedToOneNodeIsPresentOnBoth() {
        assertThat(present(one, onOne, alice)).containsExactlyInAnyOrder("alice", "bob");
        assertThat(present(two, onTwo, bob)).containsExactlyInAnyOrder("alice", "bob");
        bob.disappear(onTwo);
        settle();
        assertThat(presence(alice)).as("he may come again at once").isEmpty();
        pass(DELAY);
        assertThat(presence(alice)).containsExactly("bob false");
        assertThat(present(one, onOne, alice)).containsExactly("alice");
        bob.enter(onTwo);
        settle();
        assertThat(presence(alice)).containsExactly("bob false", "bob true");
    }

    @Test
    void whoJoinsOnOneNodeIsShownOnTheOtherAsPresentAtOnce() {
        Guest carol = two.guest(3, "carol", 300);
        carol.enter(onTwo);
        settle();
        assertThat(alice.events)
                .filteredOn(ServerMessage::hasMemberJoined)
                .extracting(event -> event.getMemberJoined().getMember().getName())
                .containsExactly("carol");
        assertThat(presence(alice)).isEmpty();
        assertThat(present(one, onOne, alice)).contains("carol");
        carol.disappear(onTwo);
        settle();
        pass(DELAY);
        assertThat(presence(alice)).containsExactly("carol false");
    }

    @Test
    void whoGoesFromOneNodeAndIsOnAnotherIsPresent() {
        Guest bobsPhone = one.guest(2, "bob", 201);
        bobsPhone.enter(onOne);
        settle();
        bob.disappear(onTwo);
        settle();
        pass(DELAY);
        assertThat(present(two, onTwo, bobAgain())).contains("bob");
        assertThat(presence(alice)).isEmpty();
    }

    private Guest bobAgain() {
        Guest carol = two.guest(3, "carol", 300);
        carol.enter(onTwo);
        settle();
        return carol;
    }

    @Test
    void thePeopleOfANodeThatHasEndedAreShownAsAbsentAndStayMembers() {
        bob.disappear(onTwo);
        one.tell(onOne, new RoomCommand.Present(Map.of(1L, Set.of(1L), 9L, Set.of(2L))));
        settle();
        pass(DELAY);
        assertThat(presence(alice)).as("he is on node 9").isEmpty();
        one.calls.clear();
        one.tell(onOne, new RoomCommand.NodeEnded(9));
        settle();
        assertThat(one.calls).as("whoever opens the room is told").contains("propose");
        pass(DELAY);
        assertThat(presence(alice)).containsExactly("bob false");
        alice.ask(onOne, new RoomCommand.AskMembers(alice, 60));
        one.run();
        assertThat(alice.answers.getLast().getMemberList().getMembersList())
                .extracting(ListedMember::getName)
                .contains("bob");
    }

    @Test
    void aNodeThatOthersHaveTakenForEndedTellsWhoIsThere() {
        one.tell(onOne, new RoomCommand.NodeEnded(2));
        settle();
        pass(DELAY);
        assertThat(present(one, onOne, alice)).containsExactlyInAnyOrder("alice", "bob");
        assertThat(presence(alice)).isEmpty();
    }

    @Test
    void aHostWhoIsConnectedToAnotherNodeStaysHost() {
        pass(Duration.ofMinutes(11));
        assertThat(bob.events).noneMatch(ServerMessage::hasHostChanged);
        alice.disappear(onOne);
        settle();
        pass(Duration.ofMinutes(11));
        assertThat(bob.events).anyMatch(ServerMessage::hasHostChanged);
    }

    @Test
    void anEngineThatHasLostWhoIsWhereIsToldAgain() {
        two.calls.clear();
        two.tell(onTwo, new RoomCommand.Present(Map.of(1L, Set.of(1L))));
        two.run();
        assertThat(two.calls).contains("propose");
        two.calls.clear();
        two.tell(onTwo, new RoomCommand.Present(Map.of(1L, Set.of(1L), 2L, Set.of(2L))));
        two.run();
        assertThat(two.calls).doesNotContain("propose");
    }

    @Test
    void whoeverIsAloneTellsNobody() {
        LoneRooms alone = new LoneRooms(new KeptEngine());
        RoomRef room = alone.make(LoneRooms.wanted("ops"));
        Guest carol = alone.guest(3, "carol", 300);
        carol.enter(room);
        alone.run();
        alone.calls.clear();
        carol.disappear(room);
        carol.enter(room);
        alone.run();
        assertThat(alone.calls).doesNotContain("propose");
    }
}
