package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomCommand.AskInvitations;
import dev.roomtalk.server.room.RoomCommand.AskMembers;
import dev.roomtalk.server.room.RoomCommand.Enter;
import dev.roomtalk.server.room.RoomCommand.Invite;
import dev.roomtalk.server.room.RoomCommand.Leave;
import dev.roomtalk.server.room.RoomCommand.Manner;
import dev.roomtalk.server.room.RoomCommand.Proposed.Outcome;
import dev.roomtalk.server.room.RoomCommand.Uninvite;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who comes into a private room, and with which invitation. */
class InvitationsTest {
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
    private static final String TOKEN = "aa".repeat(32);
    private static final String HASH = "ab".repeat(32);

    private static final class Guest implements Participant {
        private final long userId;
        private boolean over;

        Guest(long userId) {
            this.userId = userId;
        }

        @Override
        public long userId() {
            return userId;
        }

        @Override
        public String name() {
            return "user" + userId;
        }

        @Override
        public long instance() {
            return 100 * userId;
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    private final Guest host = new Guest(1);
    private final Guest bob = new Guest(2);
    private final Guest carol = new Guest(3);
    private static final long START = 1_700_000_000_000L;

    private long wall = START;
    private long jumped;
    private Room room = room(false, List.of());

    private Room room(boolean password, List<Invitation> invitations) {
        Name name = ((Name.Valid) Name.room("ops")).name();
        Room made = new Room(
                new Room.Charter(name, password, true, false, false, true),
                RULES,
                new Room.Memory("", RoomSettings.UNSET, List.of(), List.of(), invitations, 0, 7, 60, 0, 0),
                new ConversationBudget(Long.MAX_VALUE),
                moment());
        room = made;
        tell(new Enter(host, 1, null, false, Manner.CREATOR, null));
        return made;
    }

    /** Both clocks go on together; people's clock may have jumped. */
    private Moment moment() {
        return new Moment(1000 + wall - START, wall + jumped, wall);
    }

    /** Whether the engine takes what is proposed, at once. */
    private boolean engineTakesChanges = true;

    /** What the engine was told of invitations, one after the other. */
    private final List<RoomChange> proposed = new ArrayList<>();

    /** What waits for the engine goes on at once. */
    private List<Effect> tell(RoomCommand command) {
        List<Effect> all = new ArrayList<>();
        for (Effect effect : room.handle(command, moment())) {
            switch (effect) {
                case Effect.Recall e ->
                    all.addAll(tell(new RoomCommand.Recalled(e.enter(), new RoomCommand.Recollection(0, 0))));
                case Effect.Propose e
                when engineTakesChanges || e.change() instanceof RoomChange.MembersAre -> {
                    if (e.change() instanceof RoomChange.InvitationIs
                            || e.change() instanceof RoomChange.InvitationEnded) {
                        proposed.add(e.change());
                    }
                    all.addAll(tell(new RoomCommand.Changed(e.expected() + 1, e.change())));
                    all.addAll(tell(answer(e, Outcome.TAKEN)));
                }
                default -> all.add(effect);
            }
        }
        return all;
    }

    private static RoomCommand.Proposed answer(Effect.Propose proposal, Outcome outcome) {
        return new RoomCommand.Proposed(proposal.proposal(), outcome);
    }

    /** The one that the engine is not answering. */
    private static Effect.Propose proposal(List<Effect> effects) {
        return only(Effect.Propose.class, effects).getFirst();
    }

    /** @param user who has used it; 0: nobody */
    private RoomChange is(int uses, int used, long user) {
        return new RoomChange.InvitationIs(invitation(uses, used, wall + 60_000), user);
    }

    private static Enter enter(Guest who, @Nullable String invitation) {
        return new Enter(who, 1, null, invitation, false, Manner.MEMBER, null);
    }

    private static <T extends Effect> List<T> only(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<Refused> refusals(List<Effect> effects) {
        return only(Effect.Refuse.class, effects).stream()
                .map(Effect.Refuse::why)
                .toList();
    }

    private void invite(int uses, long seconds) {
        tell(new Invite(host, 9, TOKEN, HASH, uses, seconds));
    }

    private Invitation invitation(int uses, int used, long until) {
        return new Invitation(HASH, "user1", wall, until, uses, used);
    }

    @Test
    void toAStrangerAPrivateRoomIsNone() {
        assertThat(refusals(tell(enter(bob, null)))).containsExactly(Refused.NO_SUCH_ROOM);
        assertThat(refusals(tell(enter(bob, HASH)))).containsExactly(Refused.NO_SUCH_ROOM);
        // It has no password, and one is compared all the same: a guess takes as long everywhere.
        Enter guess = new Enter(bob, 1, "guess", false, Manner.VISITOR, null);
        assertThat(tell(guess)).containsExactly(new Effect.CheckPassword(guess, "guess"));
        assertThat(refusals(tell(new RoomCommand.PasswordChecked(guess, false))))
                .containsExactly(Refused.NO_SUCH_ROOM);
        assertThat(refusals(tell(new AskMembers(bob, 1)))).containsExactly(Refused.NO_SUCH_ROOM);
        assertThat(refusals(tell(new Leave(bob, 1)))).containsExactly(Refused.NO_SUCH_ROOM);
        assertThat(refusals(tell(new AskInvitations(bob, 1, 0)))).containsExactly(Refused.NO_SUCH_ROOM);
    }

    @Test
    void aWrongPasswordOfAPrivateRoomDoesNotShowThatItIsThereAndTheRightOneLetsIn() {
        room(true, List.of());
        assertThat(refusals(tell(enter(bob, null)))).containsExactly(Refused.NO_SUCH_ROOM);
        Enter given = new Enter(bob, 1, "given", false, Manner.MEMBER, null);
        assertThat(tell(given)).containsExactly(new Effect.CheckPassword(given, "given"));
        assertThat(refusals(tell(new RoomCommand.PasswordChecked(given, false))))
                .containsExactly(Refused.NO_SUCH_ROOM);
        assertThat(only(Effect.Admit.class, tell(new RoomCommand.PasswordChecked(given, true))))
                .hasSize(1);
    }

    @Test
    void anInvitationIsKeptBeforeItIsToldAndLetsInAsOftenAsItMay() {
        engineTakesChanges = false;
        Effect.Propose proposal = proposal(tell(new Invite(host, 9, TOKEN, HASH, 1, 60)));
        assertThat(proposal.change()).isEqualTo(is(1, 0, 0));
        assertThat(tell(new RoomCommand.Changed(proposal.expected() + 1, proposal.change())))
                .isEmpty();
        assertThat(tell(answer(proposal, Outcome.TAKEN)))
                .containsExactly(new Effect.Invited(host, 9, invitation(1, 0, wall + 60_000), TOKEN));
        engineTakesChanges = true;
        assertThat(only(Effect.Admit.class, tell(enter(bob, HASH)))).hasSize(1);
        assertThat(proposed).containsExactly(is(1, 1, 2));
        // A member needs none, and uses none.
        tell(enter(bob, HASH));
        assertThat(proposed).hasSize(1);
        assertThat(refusals(tell(enter(carol, HASH)))).containsExactly(Refused.INVITATION_USED);
    }

    @Test
    void oneThatCannotBeKeptIsNotHandedOut() {
        engineTakesChanges = false;
        Effect.Propose proposal = proposal(tell(new Invite(host, 9, TOKEN, HASH, 1, 60)));
        tell(new RoomCommand.Changed(proposal.expected() + 1, proposal.change()));
        assertThat(tell(new RoomCommand.Proposed(proposal.proposal(), Outcome.FAILED, "its disk is full")))
                .containsExactly(new Effect.DoneUnstored(host, 9, proposal.change(), "its disk is full"));
    }

    @Test
    void ofTwoThatComeAtOnceWithTheLastUseOneIsTooLate() {
        invite(1, 60);
        engineTakesChanges = false;
        Effect.Propose first = proposal(tell(enter(bob, HASH)));
        assertThat(tell(enter(carol, HASH))).isEmpty();
        assertThat(refusals(tell(new RoomCommand.Changed(first.expected() + 1, first.change()))))
                .containsExactly(Refused.INVITATION_USED);
        assertThat(only(Effect.Admit.class, tell(answer(first, Outcome.TAKEN)))).hasSize(1);
    }

    @Test
    void ofTwoNodesThatCountTheLastUseOneIsTooLate() {
        invite(1, 60);
        engineTakesChanges = false;
        Effect.Propose mine = proposal(tell(enter(bob, HASH)));
        assertThat(tell(answer(mine, Outcome.STALE))).isEmpty();
        assertThat(refusals(tell(new RoomCommand.Changed(mine.expected() + 1, is(1, 1, 3)))))
                .containsExactly(Refused.INVITATION_USED);
        assertThat(room.memberIds()).containsExactly(1L);
    }

    @Test
    void aUseThatCouldNotBeKeptOrLedNowhereIsGivenBack() {
        invite(1, 60);
        engineTakesChanges = false;
        Effect.Propose comes = proposal(tell(enter(bob, HASH)));
        assertThat(refusals(tell(answer(comes, Outcome.FAILED)))).containsExactly(Refused.BUSY);
        // It was taken all the same.
        Effect.Propose back = proposal(tell(new RoomCommand.Changed(comes.expected() + 1, comes.change())));
        assertThat(back.change()).isEqualTo(is(1, 0, 0));
        tell(new RoomCommand.Changed(back.expected() + 1, back.change()));

        Effect.Propose unkept = proposal(tell(enter(bob, HASH)));
        tell(new RoomCommand.Changed(unkept.expected() + 1, unkept.change()));
        List<Effect> refused = tell(answer(unkept, Outcome.FAILED));
        assertThat(refusals(refused)).containsExactly(Refused.BUSY);
        back = proposal(refused);
        assertThat(back.change()).isEqualTo(is(1, 0, 0));
        // Another node was first, and now this one is too late no more.
        tell(answer(back, Outcome.STALE));
        RoomCommand.Changed other = new RoomCommand.Changed(back.expected() + 1, new RoomChange.TopicIs("tea", "eve"));
        engineTakesChanges = true;
        proposed.clear();
        tell(other);
        assertThat(proposed).containsExactly(is(1, 0, 0));

        bob.over = true;
        tell(enter(bob, HASH));
        assertThat(proposed).containsExactly(is(1, 0, 0), is(1, 1, 2), is(1, 0, 0));
        assertThat(only(Effect.Admit.class, tell(enter(new Guest(4), HASH)))).hasSize(1);
    }

    @Test
    void aFullRoomUsesNoInvitation() {
        invite(10, 60);
        for (long user = 2; user <= 4; user++) {
            tell(enter(new Guest(user), HASH));
        }
        proposed.clear();
        assertThat(refusals(tell(enter(new Guest(5), HASH)))).containsExactly(Refused.ROOM_FULL);
        assertThat(proposed).isEmpty();
    }

    @Test
    void oneThatHasEndedIsRefusedWithThatAndStaysInTheListForAWhile() {
        invite(2, 60);
        wall += 60_000;
        assertThat(refusals(tell(enter(bob, HASH)))).containsExactly(Refused.INVITATION_ENDED);
        assertThat(listed()).hasSize(1);
        wall += Duration.ofDays(31).toMillis();
        tell(new Invite(host, 9, TOKEN, "cd".repeat(32), 1, 60));
        assertThat(listed()).extracting(Invitation::hash).containsExactly("cd".repeat(32));
    }

    private List<Invitation> listed() {
        return only(Effect.InvitationsAre.class, tell(new AskInvitations(host, 9, 0)))
                .getFirst()
                .invitations();
    }

    @Test
    void oneThatWasMadeWhileTheClockHadJumpedForwardLastsNoLongerThanItWasTo() {
        jumped = Duration.ofDays(100).toMillis();
        invite(5, 60);
        jumped = 0;
        wall += 59_999;
        assertThat(refusals(tell(enter(bob, HASH)))).isEmpty();
        wall += 1;
        assertThat(refusals(tell(enter(carol, HASH)))).containsExactly(Refused.INVITATION_ENDED);
        // The same over a start of the server, which counts from it.
        long ahead = wall + Duration.ofDays(100).toMillis();
        room(false, List.of(new Invitation(HASH, "host", ahead, ahead + 60_000, 5, 1)));
        wall += 59_999;
        assertThat(refusals(tell(enter(bob, HASH)))).isEmpty();
        wall += 1;
        assertThat(refusals(tell(enter(carol, HASH)))).containsExactly(Refused.INVITATION_ENDED);
    }

    @Test
    void isEndedByItsIdAndByWhoMay() {
        invite(2, 60);
        tell(enter(bob, HASH));
        assertThat(refusals(tell(new Uninvite(bob, 9, "abababab")))).containsExactly(Refused.NOT_MODERATOR);
        assertThat(refusals(tell(new Invite(bob, 9, TOKEN, HASH, 1, 60)))).containsExactly(Refused.NOT_MODERATOR);
        assertThat(refusals(tell(new Uninvite(host, 9, "nothing")))).containsExactly(Refused.BAD_INVITATION);
        assertThat(tell(new Uninvite(host, 9, "abababab"))).containsExactly(new Effect.Done(host, 9));
        assertThat(proposed.getLast()).isEqualTo(new RoomChange.InvitationEnded(HASH));
        assertThat(refusals(tell(enter(carol, HASH)))).containsExactly(Refused.NO_SUCH_ROOM);
        assertThat(listed()).isEmpty();
    }

    @Test
    void isRememberedWithItsUsesAfterAStart() {
        room(false, List.of(invitation(2, 1, wall + 60_000)));
        assertThat(only(Effect.Admit.class, tell(enter(bob, HASH)))).hasSize(1);
        assertThat(refusals(tell(enter(carol, HASH)))).containsExactly(Refused.INVITATION_USED);
    }

    @Test
    void aRoomHasSoManyAtMost() {
        for (int i = 0; i < Invitation.MAX_PER_ROOM; i++) {
            tell(new Invite(host, 9, TOKEN, "%08x".formatted(i) + "0".repeat(56), 1, 60));
        }
        assertThat(refusals(tell(new Invite(host, 9, TOKEN, HASH, 1, 60))))
                .containsExactly(Refused.TOO_MANY_INVITATIONS);
    }
}
