package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MembershipsTest {
    private static final long USER = 7;

    private final Memberships memberships = new Memberships(() -> 2);

    @Test
    void aUserIsInTheRoomsThatTheEngineKnowsAndInThoseThatItEntered() {
        memberships.ask(USER);
        assertThat(memberships.enter(USER, 1)).isTrue();
        memberships.told(USER, List.of(2, 3));
        assertThat(memberships.rooms(USER)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(memberships.enter(USER, 4)).isFalse();
    }

    @Test
    void whatRoomsSayWhileTheEngineIsAskedIsNewerThanItsAnswer() {
        memberships.ask(USER);
        memberships.remove(USER, 1);
        memberships.remove(USER, 2);
        memberships.add(USER, 2);
        memberships.told(USER, List.of(1, 2));
        assertThat(memberships.rooms(USER)).containsExactly(2);
        memberships.remove(USER, 2);
        memberships.ask(USER);
        memberships.told(USER, List.of(1));
        assertThat(memberships.rooms(USER)).containsExactly(1);
    }

    @Test
    void aRoomThatWasLeftIsNotBroughtBackByTheSecondOfTwoAnswers() {
        memberships.ask(USER);
        memberships.ask(USER);
        memberships.remove(USER, 1);
        memberships.told(USER, List.of(1));
        memberships.told(USER, List.of(1));
        assertThat(memberships.count(USER)).isZero();
    }
}
