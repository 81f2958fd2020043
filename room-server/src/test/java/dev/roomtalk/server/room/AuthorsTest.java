package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How many authors a room remembers. */
class AuthorsTest {
    private record Speaker(long instance) implements Participant {
        @Override
        public long userId() {
            return 1;
        }

        @Override
        public String name() {
            return "alice";
        }

        @Override
        public boolean isOver() {
            return false;
        }
    }

    @Test
    void beyondSoManyTheMostSilentAreForgotten() {
        Authors authors = new Authors(1, List.of());
        for (long instance = 1; instance <= RoomRules.REMEMBERED_AUTHORS + 1000; instance++) {
            authors.of(new Speaker(instance), 1);
        }
        long all = authors.weight();
        authors.forgetSilent(1);
        assertThat(authors.named(List.of(1, 1000, 1001, RoomRules.REMEMBERED_AUTHORS + 1000)))
                .extracting(AuthorName::instance)
                .containsExactly(1001L, RoomRules.REMEMBERED_AUTHORS + 1000L);
        assertThat(authors.weight())
                .isEqualTo(all / (RoomRules.REMEMBERED_AUTHORS + 1000) * RoomRules.REMEMBERED_AUTHORS);
    }
}
