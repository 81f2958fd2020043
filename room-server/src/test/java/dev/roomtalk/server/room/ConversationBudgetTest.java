package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the conversations of many rooms take together stays within their budget, whatever is said in them. */
class ConversationBudgetTest {
    private static final int RING = 1024;
    private static final long BUDGET = 1 << 20;
    private static final Moment NOW = new Moment(1_000_000, 1_700_000_000_000L);
    private static final RoomRules RULES = new RoomRules(
            100_000,
            4000,
            20,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            RING,
            BUDGET,
            new RoomSettings(50, 1000, 100, 10_000));

    private final ConversationBudget budget = new ConversationBudget(BUDGET);

    private record Guest(long userId, String name, long instance) implements Participant {
        @Override
        public boolean isOver() {
            return false;
        }
    }

    /** A room with an engine that numbers and commits at once. */
    private final class Place {
        private final Guest guest;
        private final Room room;
        private long n;
        private long sequence;
        private boolean stored = true;
        private Moment now = NOW;

        Place(int number) {
            guest = new Guest(number, "guest-" + number, number);
            room = new Room(
                    new Room.Charter(
                            ((Name.Valid) Name.room("room-" + number)).name(), false, false, false, false, true),
                    RULES,
                    new Room.Memory("", RoomSettings.UNSET, List.of(), List.of(), List.of(), 0, 7, 0, 0, 0),
                    budget,
                    NOW);
            enter(guest);
        }

        void enter(Guest who) {
            run(new RoomCommand.Enter(who, 1, null, true, RoomCommand.Manner.MEMBER, null));
        }

        void say(String text) {
            say(guest, ++n, text);
        }

        void say(Guest who, long n, String text) {
            run(new RoomCommand.Publish(who, n, n, text, null));
        }

        List<Effect> run(RoomCommand command) {
            List<Effect> all = new ArrayList<>();
            for (Effect effect : room.handle(command, now)) {
                all.add(effect);
                switch (effect) {
                    case Effect.Recall recall ->
                        all.addAll(run(new RoomCommand.Recalled(recall.enter(), new RoomCommand.Recollection(0, 0))));
                    case Effect.Append append -> {
                        long given = ++sequence;
                        all.addAll(run(new RoomCommand.Said(
                                7,
                                given,
                                append.author().userId(),
                                append.author().name(),
                                append.author().instance(),
                                append.n(),
                                append.text(),
                                append.label(),
                                append.timeMillis())));
                        all.addAll(run(new RoomCommand.Committed(append.append(), 7, given, stored)));
                    }
                    case Effect.Propose proposal -> {
                        all.addAll(run(new RoomCommand.Changed(proposal.expected() + 1, proposal.change())));
                        all.addAll(
                                run(new RoomCommand.Proposed(proposal.proposal(), RoomCommand.Proposed.Outcome.TAKEN)));
                    }
                    default -> {}
                }
            }
            assertThat(budget.taken()).isBetween(0L, BUDGET);
            return all;
        }

        void pass(long millis) {
            now = new Moment(now.millis() + millis, now.unixMillis() + millis);
            run(new RoomCommand.Tick());
        }

        /** How many messages it can repair. */
        long kept() {
            long found = 0;
            for (Effect effect :
                    run(new RoomCommand.Missing(guest, List.of(new RoomCommand.Missing.Range(1, (int) sequence))))) {
                found += effect instanceof Effect.Again ? 1 : 0;
            }
            assertThat(found).isEqualTo(sequence - room.oldestInRing() + 1);
            return found;
        }
    }

    @Test
    void theMostSilentRoomsGiveTheirOldestMessagesFirst() {
        String text = "x".repeat(4000);
        List<Place> places = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            Place place = new Place(i);
            places.add(place);
            for (int m = 0; m < 20; m++) {
                place.say(text);
            }
        }
        assertThat(budget.taken()).isGreaterThan(BUDGET - 2 * 5000);
        assertThat(places.getFirst().kept()).isZero();
        assertThat(places.getLast().kept()).isEqualTo(20);
        List<Long> kept = places.stream().map(Place::kept).toList();
        assertThat(kept).isSorted();
        assertThat(kept.stream().filter(k -> k != 0 && k != 20).count()).isLessThanOrEqualTo(1);
    }

    @Test
    void aRoomInWhichPeopleSpeakKeepsItsMessagesWhileOthersAreFilled() {
        Place ours = new Place(1);
        ours.say("hello");
        for (int i = 2; i <= 500; i++) {
            new Place(i).say("x".repeat(4000));
            ours.say("hello");
        }
        assertThat(ours.kept()).isEqualTo(500);
    }

    @Test
    void oneRoomAloneHasTheBudgetAndItsRing() {
        Place place = new Place(1);
        for (int i = 0; i < 2 * RING; i++) {
            place.say("short");
        }
        assertThat(place.kept()).isEqualTo(RING);
        for (int i = 0; i < RING; i++) {
            place.say("ш".repeat(2000));
        }
        assertThat(place.kept()).isBetween(200L, (long) RING / 2);
    }

    @Test
    void aRoomThatIsLetGoGivesEverythingBack() {
        Place place = new Place(1);
        place.say("hello");
        place.run(new RoomCommand.Gone(place.guest, true));
        assertThat(place.room.mayBeLetGo(place.now)).isFalse();
        place.pass(30_000);
        assertThat(place.room.mayBeLetGo(place.now)).isTrue();
        assertThat(budget.taken()).isPositive();
        place.room.letGo(place.now);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aRoomThatClosesGivesEverythingBack() {
        Place place = new Place(1);
        for (int i = 0; i < 50; i++) {
            place.say("hello");
        }
        assertThat(budget.taken()).isPositive();
        place.run(new RoomCommand.Close(place.guest, 2));
        assertThat(budget.taken()).isZero();
    }

    /** Who comes later reads the history. */
    @Test
    void aRoomThatIsSilentGivesBackWhatIsStored() {
        Place place = new Place(1);
        for (int i = 0; i < 50; i++) {
            place.say("x".repeat(1000));
        }
        place.pass(Conversation.REPAIR_MILLIS - 1);
        assertThat(place.kept()).isEqualTo(50);
        place.pass(1);
        assertThat(place.kept()).isZero();
        assertThat(budget.taken()).isLessThan(1000);
        place.say("again");
        assertThat(place.kept()).isEqualTo(1);
    }

    /** What no history has is kept as long as there is room for it. */
    @Test
    void itKeepsWhatIsNotStored() {
        Place place = new Place(1);
        place.say("one");
        place.stored = false;
        place.say("two");
        place.stored = true;
        place.say("three");
        place.pass(10 * Conversation.REPAIR_MILLIS);
        assertThat(place.kept()).isEqualTo(3);
    }

    /** Messages that come early wait for one that may never come. */
    @Test
    void messagesThatWaitAreWithinTheBudget() {
        String text = "x".repeat(4000);
        for (int i = 1; i <= 20; i++) {
            Place place = new Place(i);
            for (int n = 2; n <= 200; n++) {
                place.run(new RoomCommand.Publish(place.guest, n, 1, text, null));
            }
        }
        assertThat(budget.taken()).isGreaterThan(BUDGET / 2);
    }

    /** One user after another says something, and each time as another instance. */
    @Test
    void rememberedAuthorsAreWithinTheBudget() {
        Place place = new Place(1);
        for (int i = 0; i < 20_000; i++) {
            Guest guest = new Guest(2, "bob", i);
            place.enter(guest);
            place.say(guest, 1, "a");
            place.run(new RoomCommand.Gone(guest, true));
        }
        assertThat(budget.taken()).isGreaterThan(BUDGET / 2);
        // Who was forgotten speaks on, and is answered.
        Guest first = new Guest(2, "bob", 0);
        place.enter(first);
        assertThat(place.run(new RoomCommand.Publish(first, 2, 2, "b", null)))
                .anyMatch(effect -> effect instanceof Effect.Acknowledge);
    }
}
