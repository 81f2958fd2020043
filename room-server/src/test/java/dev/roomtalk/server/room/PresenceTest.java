package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often the members of a room are told who comes and goes. */
class PresenceTest {
    private static final RoomRules RULES = new RoomRules(
            1_000,
            4_000,
            500,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            16,
            Long.MAX_VALUE,
            RoomSettings.UNSET);

    private long now = 1_000_000;
    private final Room room = new Room(
            new Room.Charter(((Name.Valid) Name.room("ops")).name(), false, false, false, false, true),
            RULES,
            new Room.Memory("", RoomSettings.UNSET, List.of(), List.of(), List.of(), 0, 7, 0, 0, 0),
            new ConversationBudget(Long.MAX_VALUE),
            moment());

    /** What a client that listens believes of each user: present, or absent; not a member if it has no entry. */
    private final Map<Long, Boolean> believed = new HashMap<>();

    private int count;

    private record Guest(long userId, String name, long instance) implements Participant {
        @Override
        public boolean isOver() {
            return false;
        }
    }

    private Moment moment() {
        return new Moment(now, 1_700_000_000_000L + now);
    }

    /** How many events everybody was told. */
    private int tell(RoomCommand command) {
        int events = 0;
        for (Effect effect : room.handle(command, moment())) {
            switch (effect) {
                case Effect.Recall recall ->
                    events += tell(new RoomCommand.Recalled(recall.enter(), new RoomCommand.Recollection(0, 0)));
                case Effect.Tell tell -> {
                    events++;
                    believe(tell.event());
                }
                default -> {}
            }
        }
        return events;
    }

    private void believe(Effect.Event event) {
        switch (event) {
            case Effect.Joined e -> believed.put(e.member().userId(), e.member().present());
            case Effect.Left e -> believed.remove(e.userId());
            case Effect.Presence e -> believed.put(e.userId(), e.present());
            case Effect.Count e -> count = e.members();
            default -> {}
        }
    }

    /** What everybody was told last of how many members there are; 0 for nothing. */
    private int toldCount() {
        int told = count;
        count = 0;
        return told;
    }

    private int enter(Guest who, boolean quiet) {
        return tell(new RoomCommand.Enter(who, 1, null, quiet, RoomCommand.Manner.MEMBER, null));
    }

    private int tick() {
        now += 1_000;
        return tell(new RoomCommand.Tick());
    }

    @Test
    void ofOneWhoJoinsAndLeavesAgainAndAgainOthersAreToldSoOftenASecond() {
        enter(new Guest(1, "alice", 1), false);
        Guest bob = new Guest(2, "bob", 2);
        for (int second = 0; second < 5; second++) {
            int told = 0;
            for (int i = 0; i < 400; i++) {
                told += enter(bob, false);
                told += tell(new RoomCommand.Leave(bob, 1));
            }
            told += tick();
            assertThat(told).isLessThanOrEqualTo(2 * Attendance.TOLD_AT_ONCE);
        }
        assertThat(believed).doesNotContainKey(2L);
        enter(bob, false);
        assertThat(believed).containsEntry(2L, true);
    }

    @Test
    void ofOneWhoComesAndGoesQuietlyOthersAreToldHowManyMembersThereAre() {
        enter(new Guest(1, "alice", 1), false);
        tick();
        assertThat(toldCount()).isZero();
        Guest bob = new Guest(2, "bob", 2);
        assertThat(enter(bob, true)).isZero();
        tick();
        assertThat(toldCount()).isEqualTo(2);
        tick();
        assertThat(toldCount()).isZero();
        // Those who hear that bob has joined count another member.
        enter(new Guest(2, "bob", 3), false);
        tick();
        assertThat(toldCount()).isEqualTo(2);
        tell(new RoomCommand.Leave(bob, 1));
        tick();
        assertThat(toldCount()).isZero();
        // Back within the second: nothing has changed.
        Guest carol = new Guest(3, "carol", 4);
        enter(carol, true);
        tell(new RoomCommand.Leave(carol, 1));
        assertThat(tick()).isZero();
        enter(carol, true);
        tick();
        assertThat(toldCount()).isEqualTo(2);
        tell(new RoomCommand.Leave(carol, 1));
        tick();
        assertThat(toldCount()).isEqualTo(1);
    }

    @Test
    void ofOneWhoConnectsAgainAndAgainToo() {
        enter(new Guest(1, "alice", 1), false);
        Guest bob = new Guest(2, "bob", 2);
        enter(bob, false);
        for (int second = 0; second < 5; second++) {
            int told = 0;
            for (int i = 0; i < 400; i++) {
                told += tell(new RoomCommand.Gone(bob, true));
                told += enter(bob, true);
            }
            told += tick();
            assertThat(told).isLessThanOrEqualTo(2 * Attendance.TOLD_AT_ONCE);
        }
        tick();
        assertThat(believed).containsEntry(2L, true);
        tell(new RoomCommand.Gone(bob, true));
        assertThat(believed).containsEntry(2L, false);
    }

    private boolean toldThatIsWriting(Guest guest) {
        return room.handle(new RoomCommand.Types(guest), moment()).contains(new Effect.Typing(guest));
    }

    @Test
    void whoIsWritingOthersAreToldNowAndThenInSmallRooms() {
        Guest alice = new Guest(1, "alice", 1);
        assertThat(toldThatIsWriting(alice)).as("not in the room").isFalse();
        enter(alice, false);
        assertThat(toldThatIsWriting(alice)).isTrue();
        assertThat(toldThatIsWriting(alice)).as("too soon").isFalse();
        now += 2_000;
        assertThat(toldThatIsWriting(alice)).isTrue();
        for (int i = 2; i <= Attendance.MAX_TOLD_OF_TYPING; i++) {
            enter(new Guest(i, "guest" + i, i), false);
        }
        now += 2_000;
        assertThat(toldThatIsWriting(alice)).isTrue();
        enter(new Guest(1000, "one more", 1000), false);
        now += 2_000;
        assertThat(toldThatIsWriting(alice)).as("too many").isFalse();
    }

    @Test
    void ofManyWhoComeAtOnceEverybodyIsToldInTheEnd() {
        enter(new Guest(1, "alice", 1), true);
        List<Guest> guests = new ArrayList<>();
        Set<Long> ids = new HashSet<>();
        for (int i = 2; i <= 190; i++) {
            guests.add(new Guest(i, "guest" + i, i));
            ids.add((long) i);
        }
        int told = guests.stream().mapToInt(guest -> enter(guest, false)).sum();
        assertThat(told).isEqualTo(Attendance.TOLD_AT_ONCE);
        tick();
        assertThat(believed.keySet()).isEqualTo(ids);
        // And of all who go: some at once, the others after the delay of those whose connection was lost.
        guests.forEach(guest -> tell(new RoomCommand.Gone(guest, true)));
        for (int second = 0; second < 12; second++) {
            tick();
        }
        assertThat(believed.values()).hasSize(ids.size()).containsOnly(false);
    }

    @Test
    void aConversationOfTwoHasNoHostAlsoAfterAWhile() {
        Room conversation = new Room(
                new Room.Charter(Pair.of(1, 2).name(), false, false, false, false, true),
                RULES,
                new Room.Memory(
                        "",
                        RoomSettings.UNSET,
                        List.of(
                                new MemberRecord(1, "alice", Role.MEMBER, 1, false),
                                new MemberRecord(2, "bob", Role.MEMBER, 1, false)),
                        List.of(),
                        List.of(),
                        0,
                        7,
                        0,
                        0,
                        0),
                new ConversationBudget(Long.MAX_VALUE),
                moment());
        conversation.handle(
                new RoomCommand.Recalled(
                        new RoomCommand.Enter(new Guest(1, "alice", 1), 1, null, true, RoomCommand.Manner.MEMBER, null),
                        new RoomCommand.Recollection(0, 0)),
                moment());
        for (int second = 0; second < 5; second++) {
            now += RULES.hostGrace().toMillis();
            assertThat(conversation.handle(new RoomCommand.Tick(), moment()))
                    .noneMatch(effect -> effect instanceof Effect.Tell(Effect.HostIs _, var _));
        }
    }
}
