package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.room.SettingsChange;
import dev.roomtalk.server.rooms.LoneRooms.Guest;
import dev.roomtalk.server.store.KeptEngine;
import java.time.Duration;
import java.util.List;
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
        alice.ask(onOne, new RoomCommand.Change(alice, 2, new SettingsChange(7, null, null, null, 60)));
        two.run();
        bob.say(onTwo, 1, "one");
        bob.say(onTwo, 2, "two");
        assertThat(bob.frames.getLast().getAck().getRefusal()).isEqualTo(RefusalReason.TOO_FAST);
        assertThat(bob.events.stream().filter(ServerMessage::hasRoomChanged))
                .singleElement()
                .satisfies(event -> assertThat(event.getRoomChanged().getName()).isEqualTo("alice"));
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

    private static RoomState state(String topic, int lines) {
        return new RoomState(
                new RoomChange.TopicIs(topic, "carol"),
                new RoomChange.SettingsAre(new RoomSettings(lines, 0, 0, 0), "carol"));
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

    @Test
    void aRequestThatIsUnderwayWhenChangesWereMissedIsDecidedAgain() {
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
        assertThat(slow.stored(room).version()).isEqualTo(1);
        assertThat(engine.propose(room.id(), 0, new RoomChange.TopicIs("late", "eve"))
                        .toCompletableFuture()
                        .join())
                .isFalse();
    }
}
