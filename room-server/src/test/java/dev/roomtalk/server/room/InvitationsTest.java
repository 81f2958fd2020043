package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomCommand.AskInvitations;
import dev.roomtalk.server.room.RoomCommand.AskMembers;
import dev.roomtalk.server.room.RoomCommand.BanUser;
import dev.roomtalk.server.room.RoomCommand.Enter;
import dev.roomtalk.server.room.RoomCommand.InvitationUsed;
import dev.roomtalk.server.room.RoomCommand.Invite;
import dev.roomtalk.server.room.RoomCommand.Leave;
import dev.roomtalk.server.room.RoomCommand.Manner;
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
                new Room.Memory("", RoomSettings.UNSET, List.of(), List.of(), invitations, 0, 7, 60, 0),
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

    /** What waits for the engine goes on at once. */
    private List<Effect> tell(RoomCommand command) {
        List<Effect> all = new ArrayList<>();
        for (Effect effect : room.handle(command, moment())) {
            switch (effect) {
                case Effect.Recall e ->
                    all.addAll(tell(new RoomCommand.Recalled(e.enter(), new RoomCommand.Recollection(0, 0))));
                case Effect.UseInvitation e -> {
                    all.add(e);
                    all.addAll(tell(new InvitationUsed(e.enter(), true)));
                }
                default -> all.add(effect);
            }
        }
        return all;
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
        assertThat(tell(new Invite(host, 9, TOKEN, HASH, 1, 60)))
                .containsExactly(new Effect.KeepInvitation(host, 9, invitation(1, 0, wall + 60_000), TOKEN));
        List<Effect> comes = tell(enter(bob, HASH));
        assertThat(only(Effect.UseInvitation.class, comes))
                .extracting(Effect.UseInvitation::invitation)
                .containsExactly(invitation(1, 1, wall + 60_000));
        assertThat(only(Effect.Admit.class, comes)).hasSize(1);
        // A member needs none, and uses none.
        assertThat(only(Effect.UseInvitation.class, tell(enter(bob, HASH)))).isEmpty();
        assertThat(refusals(tell(enter(carol, HASH)))).containsExactly(Refused.INVITATION_USED);
    }

    @Test
    void ofTwoThatComeAtOnceWithTheLastUseOneIsTooLate() {
        invite(1, 60);
        // Neither has an answer of the engine yet.
        List<Effect> first = room.handle(enter(bob, HASH), moment());
        List<Effect> second = room.handle(enter(carol, HASH), moment());
        assertThat(only(Effect.UseInvitation.class, first)).hasSize(1);
        assertThat(refusals(second)).containsExactly(Refused.INVITATION_USED);
    }

    @Test
    void aUseThatCouldNotBeKeptOrLedNowhereIsGivenBack() {
        invite(1, 60);
        Enter comes = enter(bob, HASH);
        room.handle(comes, moment());
        assertThat(refusals(tell(new InvitationUsed(comes, false)))).containsExactly(Refused.BUSY);

        room.handle(comes, moment());
        bob.over = true;
        assertThat(only(Effect.GiveInvitationBack.class, tell(new InvitationUsed(comes, true))))
                .containsExactly(new Effect.GiveInvitationBack(invitation(1, 0, wall + 60_000)));

        Enter other = enter(carol, HASH);
        room.handle(other, moment());
        tell(new BanUser(host, 9, 3, "user3", 0, "", List.of()));
        List<Effect> kept = tell(new InvitationUsed(other, true));
        assertThat(only(Effect.KeepOut.class, kept)).hasSize(1);
        assertThat(only(Effect.GiveInvitationBack.class, kept)).hasSize(1);
        assertThat(only(Effect.Admit.class, tell(enter(new Guest(4), HASH)))).hasSize(1);
    }

    @Test
    void aFullRoomUsesNoInvitation() {
        invite(10, 60);
        for (long user = 2; user <= 4; user++) {
            tell(enter(new Guest(user), HASH));
        }
        List<Effect> late = tell(enter(new Guest(5), HASH));
        assertThat(refusals(late)).containsExactly(Refused.ROOM_FULL);
        assertThat(only(Effect.UseInvitation.class, late)).isEmpty();
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
        assertThat(tell(new Uninvite(host, 9, "abababab")))
                .containsExactly(new Effect.EndInvitation(host, 9, invitation(2, 1, wall + 60_000)));
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
