package dev.roomtalk.server.room;

import static dev.roomtalk.server.room.RoomCommand.Manner.CREATOR;
import static dev.roomtalk.server.room.RoomCommand.Manner.MEMBER;
import static dev.roomtalk.server.room.RoomCommand.Manner.VISITOR;
import static dev.roomtalk.server.room.RoomCommand.Proposed.Outcome.FAILED;
import static dev.roomtalk.server.room.RoomCommand.Proposed.Outcome.STALE;
import static dev.roomtalk.server.room.RoomCommand.Proposed.Outcome.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomCommand.Enter;
import dev.roomtalk.server.room.RoomCommand.Gone;
import dev.roomtalk.server.room.RoomCommand.Leave;
import dev.roomtalk.server.room.RoomCommand.Publish;
import dev.roomtalk.server.room.RoomCommand.Tick;
import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final RoomRules RULES = new RoomRules(
            4,
            4000,
            20,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            16,
            Long.MAX_VALUE,
            new RoomSettings(50, 1000, 100, 10_000));

    private final Guest alice = new Guest(1, "alice", 100);
    private final Guest bob = new Guest(2, "bob", 200);
    private final Guest carol = new Guest(3, "carol", 300);
    private long now = 1_000_000;
    private long wall = 1_700_000_000_000L;
    private long engineSequence = 60;
    private boolean engineTakesChanges = true;
    private RoomCommand.@Nullable Recollection known = new RoomCommand.Recollection(0, 0);
    private Room room = room(false, false, false);

    private static final class Guest implements Participant {
        private final long userId;
        private final String name;
        private final long instance;
        private boolean over;

        Guest(long userId, String name, long instance) {
            this.userId = userId;
            this.name = name;
            this.instance = instance;
        }

        @Override
        public long userId() {
            return userId;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long instance() {
            return instance;
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    private Room room(boolean password, boolean ephemeral, boolean closeWithHost) {
        Name name = ((Name.Valid) Name.room("ops")).name();
        return new Room(
                new Room.Charter(name, password, false, ephemeral, closeWithHost, true),
                RULES,
                memory(List.of()),
                new ConversationBudget(Long.MAX_VALUE),
                new Moment(now, wall));
    }

    private static Room.Memory memory(List<MemberRecord> members) {
        return new Room.Memory("", RoomSettings.UNSET, members, List.of(), List.of(), 0, 7, 60, 0, 0);
    }

    /** With an engine that tells what it knows of a newcomer, and takes changes, at once. */
    private List<Effect> tell(RoomCommand command) {
        List<Effect> all = new ArrayList<>();
        for (Effect effect : room.handle(command, new Moment(now, wall))) {
            if (effect instanceof Effect.Recall recall) {
                all.addAll(tell(new RoomCommand.Recalled(recall.enter(), known)));
            } else {
                all.add(effect);
            }
            if (effect instanceof Effect.Propose proposal && engineTakesChanges) {
                all.addAll(tell(new RoomCommand.Changed(proposal.expected() + 1, proposal.change())));
                all.addAll(tell(new RoomCommand.Proposed(proposal.proposal(), RoomCommand.Proposed.Outcome.TAKEN)));
            }
        }
        return all;
    }

    /** What the engine is told of members. */
    private static List<RoomChange.MembersAre> members(List<Effect> effects) {
        return only(Effect.Propose.class, effects).stream()
                .map(Effect.Propose::change)
                .filter(RoomChange.MembersAre.class::isInstance)
                .map(RoomChange.MembersAre.class::cast)
                .toList();
    }

    /** A room that is opened again, with members who come back, the first of them its host: nothing of it changes. */
    private void reopen(Guest... members) {
        List<MemberRecord> records = new ArrayList<>();
        for (Guest member : members) {
            Role role = records.isEmpty() ? Role.HOST : Role.MEMBER;
            records.add(new MemberRecord(member.userId, member.name, role, wall, true));
        }
        room = new Room(
                new Room.Charter(((Name.Valid) Name.room("ops")).name(), false, false, false, false, true),
                RULES,
                memory(records),
                new ConversationBudget(Long.MAX_VALUE),
                new Moment(now, wall));
        for (Guest member : members) {
            enter(member, false);
        }
    }

    /** Runs a command with an engine that numbers and commits at once. */
    private List<Effect> run(RoomCommand command) {
        List<Effect> all = new ArrayList<>();
        for (Effect effect : tell(command)) {
            all.add(effect);
            if (effect instanceof Effect.Append append) {
                long sequence = ++engineSequence;
                all.addAll(run(said(append, 7, sequence)));
                all.addAll(run(new RoomCommand.Committed(append.append(), 7, sequence, true)));
            }
        }
        return all;
    }

    /** What the feed brings of a message that the room has given to the engine. */
    private static RoomCommand.Said said(Effect.Append append, long epoch, long sequence) {
        return new RoomCommand.Said(
                epoch,
                sequence,
                append.author().userId(),
                append.author().name(),
                append.author().instance(),
                append.n(),
                append.text(),
                append.label(),
                append.timeMillis(),
                append.purpose());
    }

    private List<Effect> enter(Guest guest, boolean quiet) {
        return tell(new Enter(guest, 1, null, quiet, MEMBER, null));
    }

    private static Publish publish(Guest who, long n, long base) {
        return new Publish(who, n, base, "text " + n, null);
    }

    private static <T extends Effect> List<T> only(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<Effect.Event> told(List<Effect> effects) {
        return only(Effect.Tell.class, effects).stream().map(Effect.Tell::event).toList();
    }

    private static List<Long> delivered(List<Effect> effects) {
        return only(Effect.FanOut.class, effects).stream()
                .map(f -> f.message().n())
                .toList();
    }

    @Test
    void makerIsHostAndMember() {
        List<Effect> effects = tell(new Enter(alice, 9, null, false, CREATOR, null));

        assertThat(only(Effect.Membership.class, effects)).containsExactly(new Effect.Membership(1, true));
        Effect.Admit admit = only(Effect.Admit.class, effects).getFirst();
        assertThat(admit.request()).isEqualTo(9);
        assertThat(admit.welcome().members()).containsExactly(new MemberView(1, "alice", true, true));
        assertThat(admit.welcome().sequence()).isEqualTo(60);
        assertThat(admit.welcome().epoch()).isEqualTo(7);
    }

    @Test
    void fansOutWhatTheFeedBringsAndAcknowledgesWhatTheEngineHasCommitted() {
        enter(alice, false);

        List<Effect> published = tell(publish(alice, 1, 1));
        Effect.Append append = only(Effect.Append.class, published).getFirst();
        assertThat(published).hasSize(1);

        List<Effect> brought = tell(said(append, 7, 61));
        assertThat(delivered(brought)).containsExactly(1L);
        assertThat(only(Effect.Acknowledge.class, brought)).isEmpty();

        List<Effect> committed = tell(new RoomCommand.Committed(append.append(), 7, 61, true));
        assertThat(committed).containsExactly(new Effect.Acknowledge(alice, 1, 7, 61, true));
    }

    private static Publish about(Guest who, long n, Kind kind, long epoch, long sequence) {
        String text = kind == Kind.REMOVAL ? "" : "new";
        return new Publish(who, n, n, text, null, new Purpose(kind, epoch, sequence), null);
    }

    private List<Message> inRing() {
        return only(Effect.ReadHistory.class, tell(new RoomCommand.AskHistory(alice, 1, 0, Long.MAX_VALUE, 0, 0, 0)))
                .getFirst()
                .ring();
    }

    private static List<Refused> refusals(List<Effect> effects) {
        return only(Effect.RefuseMessage.class, effects).stream()
                .map(Effect.RefuseMessage::why)
                .toList();
    }

    @Test
    void whoWroteAMessageRemovesItAndNobodyElseButModerators() {
        tell(new Enter(alice, 9, null, false, CREATOR, null));
        enter(bob, false);
        enter(carol, false);
        run(publish(bob, 1, 1));
        run(publish(carol, 1, 1));

        // carol's; what refuses it is asked for once more in the log.
        List<Effect> asked = tell(about(bob, 2, Kind.REMOVAL, 7, 62));
        Publish message = only(Effect.FindTarget.class, asked).getFirst().message();
        assertThat(asked).hasSize(1);
        Target found = new Target(3, wall, Kind.TEXT, false);
        assertThat(refusals(tell(new RoomCommand.TargetFound(message, new Target.LookUp(false, found)))))
                .containsExactly(Refused.NOT_AUTHOR);

        List<Effect> removed = run(about(bob, 3, Kind.REMOVAL, 7, 61));
        assertThat(only(Effect.FanOut.class, removed).getFirst().message().purpose())
                .isEqualTo(new Purpose(Kind.REMOVAL, 7, 61));
        assertThat(inRing()).extracting(Message::text).containsExactly("", "text 1", "");
        assertThat(inRing().getFirst().revision()).isEqualTo(new Revision(63, "bob"));

        // alice is the host.
        run(about(alice, 1, Kind.REMOVAL, 7, 62));
        assertThat(inRing()).extracting(Message::text).containsOnly("");
        assertThat(inRing().get(1).revision()).isEqualTo(new Revision(64, "alice"));
    }

    @Test
    void aMessageThatIsNoLongerInTheRingIsLookedForInTheLog() {
        enter(bob, false);
        Publish message = only(Effect.FindTarget.class, tell(about(bob, 1, Kind.REMOVAL, 6, 40)))
                .getFirst()
                .message();

        Target found = new Target(2, wall, Kind.TEXT, false);
        List<Effect> taken = tell(new RoomCommand.TargetFound(message, new Target.LookUp(false, found)));
        assertThat(only(Effect.Append.class, taken).getFirst().purpose()).isEqualTo(new Purpose(Kind.REMOVAL, 6, 40));
    }

    @Test
    void aRemovalThatCameToNothingUsesUpItsNumberAndOneThatCannotBeDecidedDoesNot() {
        enter(bob, false);
        Publish message = only(Effect.FindTarget.class, tell(about(bob, 1, Kind.REMOVAL, 7, 40)))
                .getFirst()
                .message();
        assertThat(only(Effect.RefuseMessage.class, tell(new RoomCommand.TargetFound(message, null))))
                .containsExactly(new Effect.RefuseMessage(bob, 1, Refused.BUSY, 500));
        tell(about(bob, 1, Kind.REMOVAL, 7, 40));
        assertThat(tell(new RoomCommand.TargetFound(message, new Target.LookUp(false, null))))
                .containsExactly(new Effect.RefuseMessage(bob, 1, Refused.NO_SUCH_MESSAGE, 0));
        assertThat(tell(publish(bob, 2, 2))).hasOnlyElementsOfType(Effect.Append.class);
    }

    @Test
    void whatIsAboutAMessageThatOnlyAnotherNodeHasShownYetIsLookedFor() {
        enter(bob, false);
        Publish message = only(Effect.FindTarget.class, tell(about(bob, 1, Kind.REPLY, 7, 4_000)))
                .getFirst()
                .message();
        Target found = new Target(1, wall, Kind.TEXT, false);
        assertThat(tell(new RoomCommand.TargetFound(message, new Target.LookUp(false, found))))
                .hasAtLeastOneElementOfType(Effect.Append.class);
    }

    /** The answer was lost, others of its messages were taken, and the room has forgotten it. */
    @Test
    void whatWasRefusedIsRefusedAgainAndNotTakenForSomethingThatWasTaken() {
        enter(bob, false);
        Publish message = only(Effect.FindTarget.class, tell(about(bob, 1, Kind.EDIT, 6, 40)))
                .getFirst()
                .message();
        Target ofAlice = new Target(1, wall, Kind.TEXT, false);
        Effect.Append again = append(tell(new RoomCommand.TargetFound(message, new Target.LookUp(true, ofAlice))));
        assertThat(tell(new RoomCommand.Duplicate(again.append(), 0, 0, false)))
                .containsExactly(new Effect.RefuseMessage(bob, 1, Refused.NOT_AUTHOR, 0));
        assertThat(append(tell(publish(bob, 2, 2))).n()).isEqualTo(2);
    }

    /** After a restart the room does not know that it has taken it: what it has removed is removed already. */
    @Test
    void aRemovalThatTheEngineHasHadIsGivenToItAgain() {
        enter(bob, false);
        Publish message = only(Effect.FindTarget.class, tell(about(bob, 1, Kind.REMOVAL, 6, 40)))
                .getFirst()
                .message();
        Target removed = new Target(2, wall, Kind.TEXT, true);
        List<Effect> again = tell(new RoomCommand.TargetFound(message, new Target.LookUp(true, removed)));
        assertThat(only(Effect.Append.class, again)).hasSize(1);
    }

    @Test
    void onlyItsAuthorEditsAMessage() {
        enter(alice, false);
        enter(bob, false);
        run(publish(bob, 1, 1));
        Publish message = only(Effect.FindTarget.class, tell(about(alice, 1, Kind.EDIT, 7, 61)))
                .getFirst()
                .message();
        Target found = new Target(2, wall, Kind.TEXT, false);
        assertThat(refusals(tell(new RoomCommand.TargetFound(message, new Target.LookUp(false, found)))))
                .containsExactly(Refused.NOT_AUTHOR);
        run(about(bob, 2, Kind.EDIT, 7, 61));
        assertThat(inRing()).extracting(Message::text).containsExactly("new", "new");
        assertThat(inRing().getFirst().revision()).isEqualTo(new Revision(62, null));
        // What has removed or edited another message is none that could be.
        assertThat(only(Effect.FindTarget.class, tell(about(bob, 3, Kind.EDIT, 7, 62))))
                .hasSize(1);
    }

    @Test
    void firstMessageOfAnAuthorIntroducesIt() {
        enter(alice, false);
        assertThat(only(Effect.FanOut.class, run(publish(alice, 1, 1)))
                        .getFirst()
                        .introduces())
                .isTrue();
        assertThat(only(Effect.FanOut.class, run(publish(alice, 2, 2)))
                        .getFirst()
                        .introduces())
                .isFalse();
    }

    @Test
    void numbersAnInstancesMessagesInItsOwnOrder() {
        enter(alice, false);
        assertThat(run(publish(alice, 3, 1))).isEmpty();
        assertThat(run(publish(alice, 2, 1))).isEmpty();
        assertThat(delivered(run(publish(alice, 1, 1)))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void answersARepeatedMessageTheSameAndRelaysItOnce() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        run(publish(alice, 2, 1));
        List<Effect> again = run(publish(alice, 1, 1));
        assertThat(again).containsExactly(new Effect.Acknowledge(alice, 1, 7, 61, true));
    }

    @Test
    void saysNothingOfARepeatedMessageThatIsNotCommittedYet() {
        enter(alice, false);
        Effect.Append append =
                only(Effect.Append.class, tell(publish(alice, 1, 1))).getFirst();
        assertThat(tell(publish(alice, 1, 1))).isEmpty();
        tell(said(append, 7, 61));
        assertThat(tell(publish(alice, 1, 1))).isEmpty();
    }

    @Test
    void dropsWhatLiesBelowTheBase() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        run(publish(alice, 2, 2));
        assertThat(run(publish(alice, 1, 1))).isEmpty();
    }

    @Test
    void anUnknownInstanceBeginsAtItsBase() {
        enter(alice, false);
        assertThat(run(publish(alice, 41, 40))).isEmpty();
        assertThat(delivered(run(publish(alice, 40, 40)))).containsExactly(40L, 41L);
    }

    @Test
    void givenUpNumbersDoNotHoldUpTheRest() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        assertThat(run(publish(alice, 5, 2))).isEmpty();
        assertThat(delivered(run(publish(alice, 6, 5)))).containsExactly(5L, 6L);
    }

    @Test
    void refusesWhatIsTooFarAhead() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        List<Effect> effects = run(publish(alice, 2 + 256, 2));
        assertThat(effects).containsExactly(new Effect.RefuseMessage(alice, 258, Refused.BUSY, 100));
    }

    @Test
    void aFailedAppendIsRefusedAndMayComeAgain() {
        enter(alice, false);
        Effect.Append append =
                only(Effect.Append.class, tell(publish(alice, 1, 1))).getFirst();
        tell(publish(alice, 2, 1));
        List<Effect> failed = tell(new RoomCommand.AppendFailed(append.append()));
        assertThat(failed).containsExactly(new Effect.RefuseMessage(alice, 1, Refused.BUSY, 500));
        assertThat(delivered(run(publish(alice, 1, 1)))).containsExactly(1L, 2L);
    }

    @Test
    void anAnswerThatComesBeforeTheFeedIsGivenAndShowsNothing() {
        enter(alice, false);
        Effect.Append first = append(tell(publish(alice, 1, 1)));
        tell(publish(alice, 2, 1));
        List<Effect> committed = tell(new RoomCommand.Committed(first.append(), 7, 61, true));
        assertThat(committed).first().isEqualTo(new Effect.Acknowledge(alice, 1, 7, 61, true));
        assertThat(delivered(committed)).isEmpty();
        assertThat(room.sequence()).isEqualTo(60);
        // The next one need not wait for the feed.
        Effect.Append second = append(committed);
        assertThat(second.n()).isEqualTo(2);
        assertThat(delivered(tell(said(first, 7, 61)))).containsExactly(1L);
        assertThat(delivered(tell(said(second, 7, 62)))).containsExactly(2L);
        assertThat(tell(new RoomCommand.Committed(second.append(), 7, 62, true)))
                .containsExactly(new Effect.Acknowledge(alice, 2, 7, 62, true));
    }

    /** What becomes known of a message that nobody knew of, in the orders in which it can. */
    @Test
    void aMessageThatIsSentAgainBecauseItsAnswerWasLostIsShownOnce() {
        enter(alice, false);
        RoomCommand.Publish message = publish(alice, 1, 1);
        List<Effect> again = List.of(new Effect.RefuseMessage(alice, 1, Refused.BUSY, 500));
        Effect.Acknowledge acknowledged = new Effect.Acknowledge(alice, 1, 7, 61, true);

        // The feed has brought it, and then its answer is lost.
        Effect.Append first = append(tell(message));
        assertThat(delivered(tell(said(first, 7, 61)))).containsExactly(1L);
        assertThat(tell(new RoomCommand.AppendFailed(first.append()))).isEqualTo(again);
        Effect.Append second = append(tell(message));
        assertThat(second.n()).isEqualTo(1);
        assertThat(tell(message)).isEmpty();
        assertThat(tell(new RoomCommand.AppendFailed(second.append()))).isEqualTo(again);
        Effect.Append third = append(tell(message));
        assertThat(tell(new RoomCommand.Duplicate(third.append(), 7, 61, true))).containsExactly(acknowledged);
        assertThat(tell(message)).containsExactly(acknowledged);

        // The feed brings it after its answer was lost, and before it comes again.
        Effect.Append lost = append(tell(publish(alice, 2, 2)));
        assertThat(tell(new RoomCommand.AppendFailed(lost.append()))).hasSize(1);
        assertThat(delivered(tell(said(lost, 7, 62)))).containsExactly(2L);
        Effect.Append asked = append(tell(publish(alice, 2, 2)));
        assertThat(tell(new RoomCommand.Duplicate(asked.append(), 7, 62, true)))
                .containsExactly(new Effect.Acknowledge(alice, 2, 7, 62, true));

        // It has come again already when the feed brings it; the next one need not wait any longer.
        lost = append(tell(publish(alice, 3, 3)));
        tell(new RoomCommand.AppendFailed(lost.append()));
        asked = append(tell(publish(alice, 3, 3)));
        assertThat(tell(publish(alice, 4, 3))).isEmpty();
        List<Effect> brought = tell(said(lost, 7, 63));
        assertThat(delivered(brought)).containsExactly(3L);
        assertThat(append(brought).n()).isEqualTo(4);
        assertThat(tell(new RoomCommand.Duplicate(asked.append(), 7, 63, true)))
                .containsExactly(new Effect.Acknowledge(alice, 3, 7, 63, true));

        // Its number is known before the feed brings it.
        enter(bob, false);
        lost = append(tell(publish(bob, 1, 1)));
        tell(new RoomCommand.AppendFailed(lost.append()));
        asked = append(tell(publish(bob, 1, 1)));
        assertThat(tell(new RoomCommand.Duplicate(asked.append(), 7, 65, true)))
                .containsExactly(new Effect.Acknowledge(bob, 1, 7, 65, true));
        assertThat(delivered(tell(said(lost, 7, 65)))).containsExactly(1L);
    }

    private static Effect.Append append(List<Effect> effects) {
        return only(Effect.Append.class, effects).getFirst();
    }

    private static RoomCommand.Said elsewhere(long sequence, String name, long n) {
        return new RoomCommand.Said(7, sequence, 99, name, 990, n, "text " + n, null, 1000 + n);
    }

    /** The log may have lost the end of the epoch before. */
    @Test
    void nobodyIsSentAgainWhatWasSaidInAnEpochThatHasEnded() {
        enter(alice, false);
        tell(elsewhere(61, "zoe", 8));
        tell(new RoomCommand.Said(8, 62, 99, "zoe", 990, 9, "text 9", null, 1009));
        List<Effect> asked = tell(new RoomCommand.Missing(alice, List.of(new RoomCommand.Missing.Range(61, 2))));
        assertThat(only(Effect.Again.class, asked))
                .extracting(again -> again.message().sequence())
                .containsExactly(62L);
        assertThat(only(Effect.TellLatest.class, asked).getFirst().oldest()).isEqualTo(62);
    }

    @Test
    void whatIsSaidOnAnotherNodeIsShownAlike() {
        enter(alice, false);
        Effect.FanOut first =
                only(Effect.FanOut.class, tell(elsewhere(61, "zoe", 8))).getFirst();
        assertThat(first.introduces()).isTrue();
        assertThat(first.message().author().name()).isEqualTo("zoe");
        assertThat(first.message().timeMillis()).isEqualTo(1008);
        Effect.FanOut second =
                only(Effect.FanOut.class, tell(elsewhere(62, "zoe", 9))).getFirst();
        assertThat(second.introduces()).isFalse();
        assertThat(second.message().author()).isEqualTo(first.message().author());
        assertThat(only(Effect.FanOut.class, tell(elsewhere(63, "zara", 10)))
                        .getFirst()
                        .introduces())
                .isTrue();
        assertThat(tell(new RoomCommand.Missing(alice, List.of(new RoomCommand.Missing.Range(61, 3)))))
                .hasSize(3)
                .hasOnlyElementsOfType(Effect.Again.class);
    }

    /** Its author goes on here where its client says that it does, and the engine knows what it had. */
    @Test
    void whoHasSpokenOnAnotherNodeSpeaksHere() {
        enter(alice, false);
        tell(new RoomCommand.Said(7, 61, 1, "alice", alice.instance(), 5, "elsewhere", null, 1000));
        Effect.Append unanswered = append(tell(publish(alice, 5, 5)));
        assertThat(tell(publish(alice, 6, 5))).isEmpty();
        List<Effect> answered = tell(new RoomCommand.Duplicate(unanswered.append(), 7, 61, true));
        assertThat(answered).first().isEqualTo(new Effect.Acknowledge(alice, 5, 7, 61, true));
        assertThat(append(answered).n()).isEqualTo(6);
    }

    @Test
    void whatTheRecordOfTheRoomKnowsAlreadyIsNotShown() {
        enter(alice, false);
        assertThat(tell(elsewhere(59, "zoe", 1))).isEmpty();
        assertThat(tell(elsewhere(60, "zoe", 2))).isEmpty();
        assertThat(delivered(tell(elsewhere(61, "zoe", 3)))).containsExactly(3L);
        assertThat(tell(elsewhere(61, "zoe", 3))).isEmpty();
        assertThat(room.sequence()).isEqualTo(61);
    }

    @Test
    void whatTheFeedCouldNotBringIsLeftToTheHistory() {
        enter(alice, false);
        tell(elsewhere(61, "zoe", 1));
        assertThat(delivered(tell(elsewhere(70, "zoe", 10)))).containsExactly(10L);
        assertThat(room.oldestInRing()).isEqualTo(70);
        assertThat(tell(new RoomCommand.Missing(alice, List.of(new RoomCommand.Missing.Range(62, 8)))))
                .containsExactly(new Effect.TellLatest(alice, 7, 70, 70));
        assertThat(settled()).isEqualTo(69);
    }

    @Test
    void refusesTextThatIsTooLongOrEmptyAndGoesOn() {
        enter(alice, false);
        assertThat(run(new Publish(alice, 1, 1, "x".repeat(4001), null)))
                .containsExactly(new Effect.RefuseMessage(alice, 1, Refused.TOO_LONG, 0));
        assertThat(run(new Publish(alice, 1, 1, "x".repeat(4001), null)))
                .as("the same answer when it comes again")
                .containsExactly(new Effect.RefuseMessage(alice, 1, Refused.TOO_LONG, 0));
        assertThat(run(new Publish(alice, 2, 1, "", null)))
                .containsExactly(new Effect.RefuseMessage(alice, 2, Refused.EMPTY, 0));
        assertThat(run(new Publish(alice, 3, 1, "hi", "a\u202eb")))
                .containsExactly(new Effect.RefuseMessage(alice, 3, Refused.BAD_LABEL, 0));
        assertThat(delivered(run(publish(alice, 4, 1)))).containsExactly(4L);
    }

    @Test
    void refusesMessagesOfWhoIsNotThere() {
        assertThat(run(publish(bob, 1, 1))).containsExactly(new Effect.RefuseMessage(bob, 1, Refused.NOT_A_MEMBER, 0));
    }

    @Test
    void repairsFromTheRingAndSaysWhatIsGone() {
        enter(alice, false);
        for (int n = 1; n <= 20; n++) {
            run(publish(alice, n, n));
        }
        List<Effect> found = tell(new RoomCommand.Missing(alice, List.of(new RoomCommand.Missing.Range(79, 5))));
        assertThat(only(Effect.Again.class, found))
                .extracting(a -> a.message().sequence())
                .containsExactly(79L, 80L);
        assertThat(only(Effect.TellLatest.class, found)).isEmpty();

        List<Effect> gone = tell(new RoomCommand.Missing(
                alice, List.of(new RoomCommand.Missing.Range(62, 1), new RoomCommand.Missing.Range(64, 2))));
        assertThat(only(Effect.Again.class, gone))
                .extracting(a -> a.message().sequence())
                .containsExactly(65L);
        assertThat(only(Effect.TellLatest.class, gone)).containsExactly(new Effect.TellLatest(alice, 7, 80, 65));
    }

    @Test
    void tellsJoinedAndLeft() {
        enter(alice, false);
        assertThat(told(enter(bob, false))).contains(new Effect.Joined(new MemberView(2, "bob", false, true)));
        List<Effect> left = tell(new Leave(bob, 5));
        assertThat(told(left)).containsExactly(new Effect.Left(2, "bob"));
        assertThat(only(Effect.Done.class, left)).containsExactly(new Effect.Done(bob, 5));
        assertThat(only(Effect.Dismiss.class, left)).containsExactly(new Effect.Dismiss(bob));
    }

    @Test
    void quietSessionsComeAndGoWithoutLines() {
        enter(alice, false);
        assertThat(told(enter(bob, true))).isEmpty();
        assertThat(told(tell(new Leave(bob, 5)))).isEmpty();
    }

    @Test
    void aUserWithTwoSessionsIsOneMember() {
        Guest second = new Guest(2, "bob", 201);
        enter(alice, false);
        enter(bob, false);
        assertThat(told(enter(second, false))).isEmpty();
        assertThat(room.memberCount()).isEqualTo(2);
        tell(new Gone(bob, true));
        assertThat(room.presentCount()).isEqualTo(2);
        assertThat(room.participants()).containsExactlyInAnyOrder(alice, second);
    }

    @Test
    void aHiccupShowsNothing() {
        enter(alice, false);
        enter(bob, false);
        assertThat(told(tell(new Gone(bob, false)))).isEmpty();
        now += 9_000;
        assertThat(told(tell(new Tick()))).isEmpty();
        assertThat(told(enter(bob, false))).isEmpty();
    }

    @Test
    void absenceShowsAfterAWhileAndReturnIsTold() {
        enter(alice, false);
        enter(bob, false);
        tell(new Gone(bob, false));
        now += 10_000;
        assertThat(told(tell(new Tick()))).containsExactly(new Effect.Presence(2, "bob", false));
        assertThat(told(tell(new Tick()))).isEmpty();
        assertThat(told(enter(bob, false))).containsExactly(new Effect.Presence(2, "bob", true));
        assertThat(room.memberCount()).isEqualTo(2);
    }

    @Test
    void goodbyeShowsAtOnce() {
        enter(alice, false);
        enter(bob, false);
        assertThat(told(tell(new Gone(bob, true)))).containsExactly(new Effect.Presence(2, "bob", false));
    }

    @Test
    void aVisitorIsAMemberWhileItHasSessions() {
        enter(alice, false);
        Guest first = new Guest(2, "bob", 200);
        Guest second = new Guest(2, "bob", 201);
        tell(new Enter(first, 1, null, true, VISITOR, null));
        tell(new Enter(second, 2, null, true, VISITOR, null));

        tell(new Gone(first, true));
        assertThat(room.participants()).contains(second);
        assertThat(room.memberCount()).isEqualTo(2);
        assertThat(only(Effect.Membership.class, tell(new Gone(second, true))))
                .containsExactly(new Effect.Membership(2, false));
        assertThat(room.memberCount()).isEqualTo(1);
    }

    @Test
    void aVisitorWhoseConnectionBreaksMayComeBack() {
        enter(alice, false);
        tell(new Enter(bob, 1, null, true, VISITOR, null));
        tell(new Gone(bob, false));
        now += RULES.presenceDelay().toMillis() - 1;
        tell(new Tick());
        assertThat(room.memberCount()).isEqualTo(2);
        now++;
        tell(new Tick());
        assertThat(room.memberCount()).isEqualTo(1);
    }

    @Test
    void aMemberWhoVisitsAsWellStaysOne() {
        enter(bob, false);
        Guest script = new Guest(2, "bob", 201);
        tell(new Enter(script, 1, null, true, VISITOR, null));
        tell(new Gone(bob, true));
        tell(new Gone(script, true));
        assertThat(room.memberCount()).isEqualTo(1);
    }

    @Test
    void aVisitorIsNoHost() {
        tell(new Enter(bob, 1, null, true, VISITOR, null));
        assertThat(told(tell(new Enter(alice, 1, null, false, MEMBER, null)))).contains(new Effect.HostIs(1, "alice"));
        assertThat(tell(new RoomCommand.Close(bob, 2))).containsExactly(new Effect.Refuse(bob, 2, Refused.NOT_HOST));
        assertThat(told(tell(new Leave(alice, 2)))).doesNotHaveAnyElementsOfTypes(Effect.HostIs.class);
    }

    @Test
    void whoLeavesInOneSessionIsToldInTheOthers() {
        Guest other = new Guest(1, "alice", 101);
        enter(alice, true);
        enter(other, true);
        assertThat(only(Effect.Expel.class, tell(new Leave(alice, 2))))
                .containsExactly(
                        new Effect.Expel(other, new Effect.Ended("you have left the room in another session")));
        assertThat(room.participants()).isEmpty();
    }

    @Test
    void hostPassesOnWhenItLeaves() {
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        enter(bob, false);
        enter(carol, false);
        tell(new Gone(bob, true));
        assertThat(told(tell(new Leave(alice, 2)))).contains(new Effect.HostIs(3, "carol"));
    }

    @Test
    void hostPassesOnWhenItIsAwayAndAnotherIsPresent() {
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        tell(new Gone(alice, true));
        now += Duration.ofMinutes(11).toMillis();
        assertThat(told(tell(new Tick()))).isEmpty();
        enter(bob, false);
        assertThat(told(tell(new Tick()))).contains(new Effect.HostIs(2, "bob"));
    }

    @Test
    void closesWithItsHostOrItsLastMember() {
        room = room(false, false, true);
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        enter(bob, false);
        assertThat(only(Effect.Closed.class, tell(new Leave(alice, 2)))).hasSize(1);
        assertThat(tell(new Enter(carol, 3, null, false, MEMBER, null)))
                .containsExactly(new Effect.Refuse(carol, 3, Refused.NO_SUCH_ROOM));

        room = room(false, true, false);
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        assertThat(only(Effect.Closed.class, tell(new Gone(alice, true)))).isEmpty();
        assertThat(only(Effect.Closed.class, tell(new Leave(alice, 2)))).hasSize(1);
    }

    @Test
    void afterARestartItsMembersAreAwayAndTheHostIsWhoItWas() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        room = new Room(
                new Room.Charter(name, true, false, false, false, true),
                RULES,
                memory(List.of(
                        new MemberRecord(2, "bob", Role.MEMBER, 5, true),
                        new MemberRecord(1, "alice", Role.HOST, 6, true),
                        new MemberRecord(4, "dave", Role.MEMBER, 7, false))),
                new ConversationBudget(Long.MAX_VALUE),
                new Moment(now, wall));
        List<Effect> back = enter(bob, false);
        // A member needs no password, and was told of before.
        Effect.Admit admit = only(Effect.Admit.class, back).getFirst();
        assertThat(admit.welcome().members())
                .containsExactly(
                        new MemberView(2, "bob", false, true),
                        new MemberView(1, "alice", true, false),
                        new MemberView(4, "dave", false, false));
        assertThat(told(back)).containsExactly(new Effect.Presence(2, "bob", true));
        assertThat(only(Effect.Membership.class, back)).isEmpty();
        assertThat(members(back)).isEmpty();
        // The grace begins with the restart.
        now += Duration.ofMinutes(9).toMillis();
        assertThat(told(tell(new Tick()))).isEmpty();
        now += Duration.ofMinutes(1).toMillis();
        List<Effect> passed = tell(new Tick());
        assertThat(told(passed)).containsExactly(new Effect.HostIs(2, "bob"));
        assertThat(members(passed))
                .containsExactly(new RoomChange.MembersAre(
                        List.of(
                                new MemberRecord(1, "alice", Role.MEMBER, 6, true),
                                new MemberRecord(2, "bob", Role.HOST, 5, true)),
                        List.of()));
    }

    /** Who has been away for longer than the grace before, for less, and who goes after being handed the role. */
    @Test
    void theGraceOfAHostBeginsWhenTheRoleIsHandedOver() {
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        enter(bob, false);
        enter(carol, false);
        tell(new Gone(bob, true));
        for (int awayBefore : new int[] {30, 9, 0}) {
            now += Duration.ofMinutes(awayBefore).toMillis();
            tell(new Tick());
            tell(new RoomCommand.SetRole(alice, 9, 2, "bob", Role.HOST, 0, ""));
            assertThat(told(tell(new Tick()))).doesNotHaveAnyElementsOfTypes(Effect.HostIs.class);
            now += Duration.ofMinutes(10).toMillis() - 1;
            assertThat(told(tell(new Tick()))).doesNotHaveAnyElementsOfTypes(Effect.HostIs.class);
            now += 1;
            assertThat(told(tell(new Tick()))).contains(new Effect.HostIs(1, "alice"));
        }
        // Who is there when the role comes, and goes then, has the grace from then on.
        tell(new RoomCommand.SetRole(alice, 9, 3, "carol", Role.HOST, 0, ""));
        now += Duration.ofMinutes(30).toMillis();
        tell(new Gone(carol, true));
        now += Duration.ofMinutes(10).toMillis() - 1;
        assertThat(told(tell(new Tick()))).doesNotHaveAnyElementsOfTypes(Effect.HostIs.class);
        now += 1;
        assertThat(told(tell(new Tick()))).contains(new Effect.HostIs(1, "alice"));
    }

    @Test
    void theHostStaysHostWhileOnlyVisitorsAreThere() {
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        tell(new Gone(alice, true));
        tell(new Enter(bob, 1, null, false, VISITOR, null));
        now += Duration.ofMinutes(11).toMillis();
        assertThat(told(tell(new Tick()))).isEmpty();
    }

    @Test
    void aRoomThatClosesWithItsHostClosesWhenItIsAwayForTooLong() {
        room = room(false, false, true);
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        enter(bob, false);
        tell(new Gone(alice, true));
        now += Duration.ofMinutes(9).toMillis();
        assertThat(only(Effect.Closed.class, tell(new Tick()))).isEmpty();
        now += Duration.ofMinutes(1).toMillis();
        assertThat(only(Effect.Closed.class, tell(new Tick()))).hasSize(1);
    }

    @Test
    void theEngineIsToldWhoIsAMemberAndVisitorsAreNone() {
        MemberRecord host = new MemberRecord(1, "alice", Role.HOST, wall, true);
        MemberRecord member = new MemberRecord(2, "bob", Role.MEMBER, wall, false);
        assertThat(members(tell(new Enter(alice, 1, null, false, CREATOR, null))))
                .containsExactly(new RoomChange.MembersAre(List.of(host), List.of()));
        assertThat(members(tell(new Enter(bob, 1, null, true, VISITOR, null)))).isEmpty();
        assertThat(members(enter(bob, true))).containsExactly(new RoomChange.MembersAre(List.of(member), List.of()));
        assertThat(members(enter(bob, true))).isEmpty();
        // The host leaves: one change.
        assertThat(members(tell(new Leave(alice, 2))))
                .containsExactly(new RoomChange.MembersAre(
                        List.of(new MemberRecord(2, "bob", Role.HOST, wall, false)), List.of(1L)));
        tell(new Enter(carol, 1, null, false, VISITOR, null));
        List<Effect> left = tell(new Gone(carol, true));
        assertThat(only(Effect.Membership.class, left)).hasSize(1);
        assertThat(members(left)).isEmpty();
    }

    @Test
    void theHostSetsHowTheRoomIsAndTheServersLimitsHold() {
        Effect.Welcome first = only(Effect.Admit.class, tell(new Enter(alice, 1, null, false, CREATOR, null)))
                .getFirst()
                .welcome();
        assertThat(first.history()).isTrue();
        assertThat(first.settings()).isEqualTo(RULES.standard());
        enter(bob, false);
        SettingsChange change = new SettingsChange(3, null, 1_000_000L, 5L);
        assertThat(tell(new RoomCommand.Change(bob, 2, change)))
                .containsExactly(new Effect.Refuse(bob, 2, Refused.NOT_HOST));
        assertThat(tell(new RoomCommand.Change(carol, 2, change)))
                .containsExactly(new Effect.Refuse(carol, 2, Refused.NOT_A_MEMBER));
        assertThat(tell(new RoomCommand.Change(alice, 3, change)))
                .containsExactly(
                        new Effect.Propose(
                                3, 2, new RoomChange.SettingsAre(new RoomSettings(3, 0, 1_000_000, 5), "alice")),
                        new Effect.Done(alice, 3),
                        new Effect.Tell(new Effect.SettingsAre(new RoomSettings(3, 1000, 100, 5), "alice"), null));
        assertThat(tell(new RoomCommand.Change(alice, 4, new SettingsChange(null, 7L, null, 0L))))
                .contains(new Effect.Propose(
                        4, 3, new RoomChange.SettingsAre(new RoomSettings(3, 7, 1_000_000, 0), "alice")));
        assertThat(only(Effect.Admit.class, enter(carol, false))
                        .getFirst()
                        .welcome()
                        .settings())
                .isEqualTo(new RoomSettings(3, 7, 100, 10_000));
    }

    @Test
    void aRoomWithoutHistorySaysSoAndHasNothingToSet() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        room = new Room(
                new Room.Charter(name, false, false, false, false, false),
                RULES,
                memory(List.of()),
                new ConversationBudget(Long.MAX_VALUE),
                new Moment(now, wall));
        Effect.Welcome welcome = only(Effect.Admit.class, tell(new Enter(alice, 1, null, false, CREATOR, null)))
                .getFirst()
                .welcome();
        assertThat(welcome.history()).isFalse();
        assertThat(welcome.settings()).isEqualTo(RoomSettings.UNSET);
        assertThat(tell(new RoomCommand.Change(alice, 3, new SettingsChange(3, null, null, null))))
                .containsExactly(new Effect.Refuse(alice, 3, Refused.NO_HISTORY));
    }

    @Test
    void onlyTheHostCloses() {
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        enter(bob, false);
        assertThat(tell(new RoomCommand.Close(bob, 4))).containsExactly(new Effect.Refuse(bob, 4, Refused.NOT_HOST));
        List<Effect> closed = tell(new RoomCommand.Close(alice, 5));
        assertThat(told(closed)).hasOnlyElementsOfType(Effect.Ended.class).hasSize(1);
        assertThat(only(Effect.Dismiss.class, closed)).hasSize(2);
    }

    @Test
    void aRoomLeftBehindWaitsForOthersUntilItExpires() {
        tell(new Enter(alice, 1, null, true, CREATOR, null));
        tell(new Gone(alice, true));
        now += Duration.ofDays(29).toMillis();
        assertThat(only(Effect.Closed.class, tell(new Tick()))).isEmpty();
        assertThat(only(Effect.Admit.class, enter(bob, false))).hasSize(1);
        tell(new Gone(bob, true));
        now += Duration.ofDays(30).toMillis();
        assertThat(only(Effect.Closed.class, tell(new Tick()))).hasSize(1);
    }

    @Test
    void silenceCountsOverARestartButLeavesADayToComeBack() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        for (int silentDays : List.of(20, 100)) {
            room = new Room(
                    new Room.Charter(name, false, false, false, false, true),
                    RULES,
                    new Room.Memory(
                            "",
                            RoomSettings.UNSET,
                            List.of(new MemberRecord(1, "alice", Role.HOST, 6, true)),
                            List.of(),
                            List.of(),
                            Duration.ofDays(silentDays).toMillis(),
                            7,
                            60,
                            0,
                            0),
                    new ConversationBudget(Long.MAX_VALUE),
                    new Moment(now, wall));
            int left = Math.max(30 - silentDays, 1);
            now += Duration.ofDays(left).toMillis() - 1;
            assertThat(only(Effect.Closed.class, tell(new Tick()))).isEmpty();
            now++;
            assertThat(only(Effect.Closed.class, tell(new Tick()))).hasSize(1);
        }
    }

    @Test
    void passwordIsAskedOfNewcomersOnly() {
        room = room(true, false, false);
        tell(new Enter(alice, 1, null, false, CREATOR, null));
        assertThat(enter(bob, false)).containsExactly(new Effect.Refuse(bob, 1, Refused.PASSWORD_NEEDED));

        Enter guess = new Enter(bob, 2, "sesame", false, MEMBER, null);
        assertThat(tell(guess)).containsExactly(new Effect.CheckPassword(guess, "sesame"));
        assertThat(tell(new RoomCommand.PasswordChecked(guess, false)))
                .containsExactly(new Effect.Refuse(bob, 2, Refused.WRONG_PASSWORD));
        assertThat(only(Effect.Admit.class, tell(new RoomCommand.PasswordChecked(guess, true))))
                .hasSize(1);

        tell(new Gone(bob, false));
        assertThat(only(Effect.Admit.class, enter(bob, false))).hasSize(1);
    }

    @Test
    void aSessionThatEndedWhileItsPasswordWasCheckedIsNotAdmitted() {
        room = room(true, false, false);
        Enter guess = new Enter(bob, 2, "sesame", false, MEMBER, null);
        tell(guess);
        bob.over = true;
        tell(new Gone(bob, false));
        assertThat(tell(new RoomCommand.PasswordChecked(guess, true))).isEmpty();
        assertThat(room.memberCount()).isZero();
    }

    @Test
    void refusesMembersBeyondTheLimit() {
        for (int i = 1; i <= 4; i++) {
            enter(new Guest(i, "user" + i, i), false);
        }
        Guest fifth = new Guest(5, "user5", 5);
        assertThat(enter(fifth, false)).containsExactly(new Effect.Refuse(fifth, 1, Refused.ROOM_FULL));
    }

    @Test
    void anyMemberSetsTheTopicWithinItsLimit() {
        enter(alice, false);
        assertThat(told(tell(new RoomCommand.SetTopic(alice, 2, "lunch"))))
                .containsExactly(new Effect.TopicIs("lunch", "alice"));
        assertThat(tell(new RoomCommand.SetTopic(alice, 3, "x".repeat(21))))
                .containsExactly(new Effect.Refuse(alice, 3, Refused.TOO_LONG));
        assertThat(tell(new RoomCommand.SetTopic(bob, 4, "x")))
                .containsExactly(new Effect.Refuse(bob, 4, Refused.NOT_A_MEMBER));
    }

    private static RoomChange topic(String topic, String by) {
        return new RoomChange.TopicIs(topic, by);
    }

    private static RoomCommand.Proposed answer(long proposal, RoomCommand.Proposed.Outcome outcome) {
        return new RoomCommand.Proposed(proposal, outcome);
    }

    @Test
    void aChangeIsAppliedWhenTheFeedBringsItAndThenItsRequestIsAnswered() {
        reopen(alice);
        engineTakesChanges = false;
        assertThat(tell(new RoomCommand.SetTopic(alice, 2, "lunch")))
                .containsExactly(new Effect.Propose(1, 0, topic("lunch", "alice")));
        assertThat(tell(answer(1, TAKEN))).isEmpty();
        assertThat(room.topic()).isEmpty();
        assertThat(tell(new RoomCommand.Changed(1, topic("lunch", "alice"))))
                .containsExactly(
                        new Effect.Done(alice, 2), new Effect.Tell(new Effect.TopicIs("lunch", "alice"), null));
        assertThat(room.topic()).isEqualTo("lunch");
        assertThat(room.version()).isEqualTo(1);
        assertThat(tell(new RoomCommand.Changed(1, topic("lunch", "alice")))).isEmpty();
    }

    @Test
    void aChangeOfAnotherNodeIsAppliedAndAnswersNobody() {
        reopen(alice);
        assertThat(tell(new RoomCommand.Changed(1, topic("tea", "eve"))))
                .containsExactly(new Effect.Tell(new Effect.TopicIs("tea", "eve"), null));
        assertThat(tell(new RoomCommand.Changed(
                        2, new RoomChange.SettingsAre(new RoomSettings(7, 0, 0, 0, 60, 0), "eve"))))
                .containsExactly(new Effect.Tell(
                        new Effect.SettingsAre(new RoomSettings(7, 1000, 100, 10_000, 60, 0), "eve"), null));
        assertThat(only(Effect.Propose.class, tell(new RoomCommand.SetTopic(alice, 2, "lunch"))))
                .containsExactly(new Effect.Propose(1, 2, topic("lunch", "alice")));
    }

    @Test
    void whatWasDecidedOnAnOlderVersionIsDecidedAgainOnTheNewer() {
        reopen(alice);
        engineTakesChanges = false;
        SettingsChange change = new SettingsChange(3, null, null, null);
        tell(new RoomCommand.Change(alice, 2, change));
        assertThat(tell(answer(1, STALE))).isEmpty();
        RoomChange other = new RoomChange.SettingsAre(new RoomSettings(0, 70, 0, 0), "eve");
        assertThat(only(Effect.Propose.class, tell(new RoomCommand.Changed(1, other))))
                .containsExactly(
                        new Effect.Propose(2, 1, new RoomChange.SettingsAre(new RoomSettings(3, 70, 0, 0), "alice")));
        // The feed is first, and the answer comes late.
        assertThat(tell(new RoomCommand.Changed(2, topic("tea", "eve")))).hasSize(1);
        assertThat(only(Effect.Propose.class, tell(answer(2, STALE)))).hasSize(1);
        assertThat(tell(new RoomCommand.Changed(3, new RoomChange.SettingsAre(new RoomSettings(3, 70, 0, 0), "alice"))))
                .contains(new Effect.Done(alice, 2));
        assertThat(tell(answer(3, TAKEN))).isEmpty();
    }

    @Test
    void whoMayNoLongerChangeItWhenItIsDecidedAgainIsRefused() {
        reopen(alice, bob);
        engineTakesChanges = false;
        tell(new RoomCommand.SetTopic(bob, 2, "mine"));
        tell(answer(1, STALE));
        Ban mute = new Ban(Ban.Kind.SPEAK, 2, "bob", "eve", "", wall, 0);
        assertThat(tell(new RoomCommand.Changed(1, new RoomChange.Banned(mute))))
                .contains(new Effect.Refuse(bob, 2, Refused.MUTED))
                .doesNotHaveAnyElementsOfTypes(Effect.Propose.class);
    }

    @Test
    void aRequestThatIsAlwaysTooLateIsRefusedInTheEnd() {
        reopen(alice);
        engineTakesChanges = false;
        tell(new RoomCommand.SetTopic(alice, 2, "mine"));
        for (int tries = 1; tries < Proposals.MAX_TRIES; tries++) {
            tell(answer(tries, STALE));
            assertThat(only(Effect.Propose.class, tell(new RoomCommand.Changed(tries, topic("tea " + tries, "eve")))))
                    .hasSize(1);
        }
        tell(answer(Proposals.MAX_TRIES, STALE));
        assertThat(tell(new RoomCommand.Changed(Proposals.MAX_TRIES, topic("tea", "eve"))))
                .contains(new Effect.Refuse(alice, 2, Refused.BUSY))
                .doesNotHaveAnyElementsOfTypes(Effect.Propose.class);
    }

    @Test
    void aChangeThatTheEngineCannotTakeOrDoesNotAnswerIsRefusedAndMayStillCome() {
        reopen(alice);
        engineTakesChanges = false;
        tell(new RoomCommand.SetTopic(alice, 2, "one"));
        assertThat(tell(answer(1, FAILED))).containsExactly(new Effect.Refuse(alice, 2, Refused.BUSY));
        tell(new RoomCommand.SetTopic(alice, 3, "two"));
        now += Proposals.PATIENCE_MILLIS - 1;
        assertThat(tell(new Tick())).isEmpty();
        assertThat(room.mayBeLetGo(new Moment(now, wall))).isFalse();
        now++;
        assertThat(tell(new Tick())).containsExactly(new Effect.Refuse(alice, 3, Refused.BUSY));
        assertThat(tell(new RoomCommand.Changed(1, topic("two", "alice"))))
                .containsExactly(new Effect.Tell(new Effect.TopicIs("two", "alice"), null));
    }

    private static MemberRecord record(Guest of, Role role, long since) {
        return new MemberRecord(of.userId, of.name, role, since, true);
    }

    private static RoomChange membersAre(List<MemberRecord> now, Long... gone) {
        return new RoomChange.MembersAre(now, List.of(gone));
    }

    @Test
    void whoComesAndGoesIsProposedInOneChangeAndAgainUntilTheEngineHasIt() {
        reopen(alice);
        engineTakesChanges = false;
        assertThat(only(Effect.Propose.class, enter(bob, false)))
                .containsExactly(new Effect.Propose(1, 0, membersAre(List.of(record(bob, Role.MEMBER, wall)))));
        // While it is underway others come and go, and a request waits.
        assertThat(only(Effect.Propose.class, enter(carol, false))).isEmpty();
        assertThat(only(Effect.Propose.class, tell(new Leave(bob, 2)))).isEmpty();
        assertThat(tell(new RoomCommand.SetTopic(alice, 3, "lunch"))).isEmpty();
        assertThat(tell(answer(1, STALE))).isEmpty();
        RoomChange both = membersAre(List.of(record(carol, Role.MEMBER, wall)), 2L);
        assertThat(only(Effect.Propose.class, tell(new RoomCommand.Changed(1, topic("tea", "eve")))))
                .containsExactly(new Effect.Propose(2, 1, both));
        // The engine is away: it is told at the next tick, and requests need not wait for that.
        assertThat(only(Effect.Propose.class, tell(answer(2, FAILED))))
                .containsExactly(new Effect.Propose(3, 1, topic("lunch", "alice")));
        assertThat(only(Effect.Propose.class, tell(answer(3, FAILED)))).isEmpty();
        assertThat(only(Effect.Propose.class, tell(new Tick()))).containsExactly(new Effect.Propose(4, 1, both));
        assertThat(tell(new RoomCommand.Changed(2, both))).isEmpty();
        assertThat(room.memberIds()).containsExactly(1L, 3L);
        assertThat(only(Effect.Propose.class, tell(new Tick()))).isEmpty();
    }

    @Test
    void membersOfAnotherNodeAreMembersHereAndWhatChangedHereMeanwhileHolds() {
        reopen(alice, bob);
        MemberView shown = new MemberView(3, "carol", Role.MEMBER, 0, false);
        assertThat(tell(new RoomCommand.Changed(1, membersAre(List.of(record(carol, Role.MEMBER, 5))))))
                .containsExactly(new Effect.Membership(3, true), new Effect.Tell(new Effect.Joined(shown), null));
        engineTakesChanges = false;
        tell(new Leave(bob, 2));
        // Another node has made two of them moderators, and one of them the host, before it knew that one has left.
        List<Effect> brought = tell(new RoomCommand.Changed(
                2,
                membersAre(List.of(
                        record(alice, Role.MEMBER, wall),
                        record(bob, Role.MODERATOR, wall),
                        record(carol, Role.HOST, 5)))));
        assertThat(told(brought)).containsExactly(new Effect.HostIs(3, "carol"));
        assertThat(room.memberIds()).containsExactly(1L, 3L);
        assertThat(only(Effect.Propose.class, tell(answer(1, STALE))))
                .containsExactly(new Effect.Propose(2, 2, membersAre(List.of(), 2L)));
        tell(new RoomCommand.Changed(3, membersAre(List.of(), 2L)));
        RoomChange renamed = membersAre(List.of(new MemberRecord(1, "alicia", Role.MEMBER, wall, true)));
        assertThat(told(tell(new RoomCommand.Changed(4, renamed))))
                .extracting(Effect.Event::getClass)
                .containsExactly(Effect.Left.class, Effect.Joined.class);
        // It is host no longer, and goes.
        MemberRecord host = new MemberRecord(1, "alicia", Role.HOST, wall, true);
        assertThat(told(tell(new RoomCommand.Changed(5, membersAre(List.of(host), 3L)))))
                .containsExactly(new Effect.Left(3, "carol"));
        assertThat(room.memberIds()).containsExactly(1L);
        assertThat(tell(new RoomCommand.Close(alice, 9))).hasOnlyElementsOfType(Effect.Propose.class);
    }

    @Test
    void requestsThatChangeARoomWaitForEachOther() {
        reopen(alice, bob);
        engineTakesChanges = false;
        tell(new RoomCommand.SetTopic(alice, 2, "one"));
        assertThat(tell(new RoomCommand.SetTopic(bob, 3, "two"))).isEmpty();
        assertThat(tell(new RoomCommand.SetTopic(carol, 4, "three"))).isEmpty();
        assertThat(tell(new RoomCommand.Changed(1, topic("one", "alice"))))
                .containsExactly(
                        new Effect.Done(alice, 2),
                        new Effect.Tell(new Effect.TopicIs("one", "alice"), null),
                        new Effect.Propose(2, 1, topic("two", "bob")));
        assertThat(tell(answer(2, FAILED)))
                .containsExactly(
                        new Effect.Refuse(bob, 3, Refused.BUSY), new Effect.Refuse(carol, 4, Refused.NOT_A_MEMBER));
        tell(new RoomCommand.SetTopic(alice, 5, "four"));
        tell(new RoomCommand.SetTopic(bob, 6, "five"));
        assertThat(tell(new RoomCommand.Changed(room.version() + 1, new RoomChange.Closed("it is over"))))
                .contains(
                        new Effect.Refuse(alice, 5, Refused.NO_SUCH_ROOM),
                        new Effect.Refuse(bob, 6, Refused.NO_SUCH_ROOM));
    }

    @Test
    void tellsNewcomersTheAuthorsAndTheirOwnHighestN() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        run(publish(alice, 2, 2));
        enter(bob, false);
        Effect.Welcome bobs =
                only(Effect.Admit.class, enter(carol, false)).getFirst().welcome();
        assertThat(bobs.authors()).containsExactly(new AuthorName(1, 1, "alice", 100));
        assertThat(bobs.highestN()).isZero();

        Guest aliceAgain = new Guest(1, "alice", 100);
        tell(new Gone(alice, false));
        Effect.Welcome alices =
                only(Effect.Admit.class, enter(aliceAgain, false)).getFirst().welcome();
        assertThat(alices.highestN()).isEqualTo(2);
        assertThat(alices.sequence()).isEqualTo(62);
    }

    private static Effect.@Nullable Authors asked(List<Effect> effects) {
        return only(Effect.Authors.class, effects).stream().findFirst().orElse(null);
    }

    @Test
    void namesAuthorsByNumber() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        assertThat(asked(tell(new RoomCommand.AskAuthors(alice, 8, List.of(1, 99)))))
                .isEqualTo(new Effect.Authors(alice, 8, List.of(new AuthorName(1, 1, "alice", 100))));
    }

    private Effect.Welcome welcome(Guest guest, RoomCommand.@Nullable Resume resume) {
        return only(Effect.Admit.class, tell(new Enter(guest, 1, null, false, MEMBER, resume)))
                .getFirst()
                .welcome();
    }

    @Test
    void whoComesBackInTheSameEpochKeepsWhatItHas() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        assertThat(welcome(bob, new RoomCommand.Resume(7, 60)).resumed()).isEqualTo(60);
        assertThat(welcome(bob, new RoomCommand.Resume(7, 99)).resumed()).isEqualTo(61);
        assertThat(welcome(carol, null).resumed()).isEqualTo(-1);
    }

    @Test
    void whoComesBackFromAnEarlierEpochKeepsWhatWasCommittedInIt() {
        known = new RoomCommand.Recollection(0, 55);
        assertThat(welcome(bob, new RoomCommand.Resume(6, 60)).resumed()).isEqualTo(55);
        assertThat(welcome(carol, new RoomCommand.Resume(6, 50)).resumed()).isEqualTo(50);
    }

    @Test
    void aNewcomerIsToldWhatTheRingCanBring() {
        enter(alice, false);
        assertThat(welcome(bob, null).oldest()).isEqualTo(61);
        for (int n = 1; n <= 20; n++) {
            run(publish(alice, n, n));
        }
        assertThat(welcome(carol, null).oldest()).isEqualTo(65);
    }

    @Test
    void theHighestNIsWhatTheRoomOrTheEngineKnows() {
        known = new RoomCommand.Recollection(9, 0);
        assertThat(welcome(alice, null).highestN()).isEqualTo(9);
        run(publish(alice, 20, 20));
        assertThat(welcome(alice, null).highestN()).isEqualTo(20);
    }

    @Test
    void nobodyEntersWhileTheEngineCannotTell() {
        known = null;
        assertThat(enter(alice, false)).containsExactly(new Effect.Refuse(alice, 1, Refused.BUSY));
        assertThat(room.memberCount()).isZero();
    }

    @Test
    void aSessionThatEndedWhileTheEngineWasAskedIsNotAdmitted() {
        Enter enter = new Enter(alice, 1, null, false, MEMBER, null);
        assertThat(room.handle(enter, new Moment(now, wall))).containsExactly(new Effect.Recall(enter));
        alice.over = true;
        tell(new Gone(alice, false));
        assertThat(tell(new RoomCommand.Recalled(enter, known))).isEmpty();
        assertThat(room.memberCount()).isZero();
    }

    @Test
    void aDuplicateIsAcknowledgedAndDeliveredToNobody() {
        enter(alice, false);
        enter(bob, false);
        Effect.Append first =
                only(Effect.Append.class, tell(publish(alice, 3, 3))).getFirst();
        tell(publish(alice, 4, 3));
        List<Effect> effects = tell(new RoomCommand.Duplicate(first.append(), 6, 42, true));
        assertThat(effects).hasSize(2).first().isEqualTo(new Effect.Acknowledge(alice, 3, 6, 42, true));
        // The next one had to wait for it.
        assertThat(((Effect.Append) effects.getLast()).n()).isEqualTo(4);
        assertThat(tell(publish(alice, 3, 3))).containsExactly(new Effect.Acknowledge(alice, 3, 6, 42, true));
        assertThat(room.sequence()).isEqualTo(60);
    }

    @Test
    void membersReadHistory() {
        enter(alice, false);
        RoomCommand.AskHistory asked = new RoomCommand.AskHistory(alice, 5, 10, 20, 0, 0, 0);
        assertThat(tell(asked)).containsExactly(new Effect.ReadHistory(asked, 60, 61, 60, List.of()));
        assertThat(tell(new RoomCommand.AskHistory(bob, 6, 10, 20, 0, 0, 0)))
                .containsExactly(new Effect.Refuse(bob, 6, Refused.NOT_A_MEMBER));
    }

    @Test
    void nothingIsSettledThatTheRingHasOrTheEngineStillHas() {
        enter(alice, false);
        Effect.Append slow =
                only(Effect.Append.class, tell(publish(alice, 1, 1))).getFirst();
        tell(said(slow, 7, ++engineSequence));
        enter(bob, false);
        for (int n = 1; n <= 20; n++) {
            run(publish(bob, n, n));
        }
        assertThat(settled()).isEqualTo(60);
        tell(new RoomCommand.Committed(slow.append(), 7, 61, false));
        // The ring holds 16: 66 to 81.
        assertThat(settled()).isEqualTo(65);
    }

    private long settled() {
        return history(10, 20, 0).settled();
    }

    private Effect.ReadHistory history(long after, long upTo, int last) {
        return only(Effect.ReadHistory.class, tell(new RoomCommand.AskHistory(alice, 5, after, upTo, last, 0, 0)))
                .getFirst();
    }

    @Test
    void historyBringsWhatTheRingHasOfIt() {
        enter(alice, false);
        for (int n = 1; n <= 20; n++) {
            run(publish(alice, n, n));
        }
        // The ring holds 16: 65 to 80.
        assertThat(sequences(history(0, 64, 0))).isEmpty();
        assertThat(sequences(history(0, 67, 0))).containsExactly(65L, 66L, 67L);
        assertThat(sequences(history(77, Long.MAX_VALUE, 0))).containsExactly(78L, 79L, 80L);
        assertThat(sequences(history(0, Long.MAX_VALUE, 2))).containsExactly(79L, 80L);
        assertThat(sequences(history(0, 66, 10))).containsExactly(65L, 66L);
    }

    @Test
    void aRoomWithoutHistoryGivesNothingOfItsRingToReaders() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        room = new Room(
                new Room.Charter(name, false, false, false, false, false),
                RULES,
                memory(List.of()),
                new ConversationBudget(Long.MAX_VALUE),
                new Moment(now, wall));
        enter(alice, false);
        run(publish(alice, 1, 1));
        assertThat(sequences(history(0, Long.MAX_VALUE, 10))).isEmpty();
        assertThat(sequences(history(0, Long.MAX_VALUE, 0))).isEmpty();
    }

    private static List<Long> sequences(Effect.ReadHistory read) {
        return read.ring().stream().map(Message::sequence).toList();
    }

    @Test
    void theWallClockSaysWhenAndNeverHowLong() {
        enter(alice, false);
        enter(bob, false);
        tell(new Gone(alice, false));
        wall = Long.MAX_VALUE;
        assertThat(tell(new Tick())).isEmpty();
        wall = 0;
        now += Duration.ofSeconds(10).toMillis();
        assertThat(told(tell(new Tick()))).containsExactly(new Effect.Presence(1, "alice", false));
        wall = 5000;
        assertThat(only(Effect.Append.class, tell(publish(bob, 1, 1)))
                        .getFirst()
                        .timeMillis())
                .isEqualTo(5000);
    }

    @Test
    void whatCameEarlyAndComesAgainAsTheNextOneHoldsUpNothing() {
        enter(alice, false);
        run(publish(alice, 1, 1));
        // 2 and 3 were given up: the base grows to what waits here already.
        assertThat(run(publish(alice, 4, 2))).isEmpty();
        assertThat(run(publish(alice, 5, 2))).isEmpty();
        assertThat(delivered(run(publish(alice, 4, 4)))).containsExactly(4L, 5L);
        assertThat(delivered(run(publish(alice, 6, 6)))).containsExactly(6L);
    }

    @Test
    void aRoomKeepsOnlySoManyMessagesWaitingForEarlierOnes() {
        List<Effect> refused = new ArrayList<>();
        List<Guest> programs = new ArrayList<>();
        for (long instance = 1; instance <= 17; instance++) {
            Guest program = new Guest(1, "alice", instance);
            programs.add(program);
            enter(program, false);
            for (long n = 2; n <= 256; n++) {
                refused.addAll(tell(publish(program, n, 1)));
            }
        }
        assertThat(refused).hasSize(17 * 255 - 4096).allSatisfy(effect -> {
            Effect.RefuseMessage refusal = (Effect.RefuseMessage) effect;
            assertThat(refusal.why()).isEqualTo(Refused.BUSY);
            assertThat(refusal.waitMillis()).isPositive();
        });
        // The missing one of the first program comes: its 255 have made place for others.
        assertThat(only(Effect.FanOut.class, run(publish(programs.getFirst(), 1, 1))))
                .hasSize(256);
        assertThat(tell(publish(programs.getLast(), 256, 1))).isEmpty();
    }

    @Test
    void anAuthorWhoseBaseNeverGrowsIsNotRememberedForEver() {
        enter(alice, false);
        for (long n = 1; n <= 300; n++) {
            run(publish(alice, n, 1));
        }
        assertThat(tell(publish(alice, 1, 1))).isEmpty();
        assertThat(only(Effect.Acknowledge.class, tell(publish(alice, 300, 1)))).hasSize(1);
    }
}
