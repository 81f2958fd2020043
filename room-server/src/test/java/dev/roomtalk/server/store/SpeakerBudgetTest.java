package dev.roomtalk.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The speakers that logs remember stay within one number for all rooms, and the rooms that are silent pay. */
class SpeakerBudgetTest {
    private static final int MAX = 1000;

    private final SpeakerBudget budget = new SpeakerBudget(MAX);
    private final AtomicLong bytes = new AtomicLong();

    private RoomLog log() {
        return new RoomLog(
                1,
                new RoomSettings(0, 3600, 10, 10_000),
                new Retention(10, 10_000, 1 << 20),
                InstantSource.system(),
                bytes,
                budget);
    }

    private static boolean say(RoomLog log, long user, long n) {
        boolean[] taken = new boolean[1];
        log.append(
                0,
                new MessageLog.AppendRequest(user, "user" + user, 1, n, "hello", null, System.currentTimeMillis()),
                new MessageLog.AppendAnswer() {
                    @Override
                    public void committed(long epoch, long sequence, boolean stored) {
                        taken[0] = true;
                    }

                    @Override
                    public void duplicate(long epoch, long sequence, boolean stored) {}

                    @Override
                    public void failed() {}

                    @Override
                    public void unknown() {}
                });
        return taken[0];
    }

    @Test
    void manyRoomsOfManySpeakersTakeNoMoreThanOneBudget() {
        List<RoomLog> logs = new ArrayList<>();
        for (int room = 0; room < 50; room++) {
            RoomLog log = log();
            logs.add(log);
            for (int user = 1; user <= 100; user++) {
                assertThat(say(log, user, 1)).isTrue();
                assertThat(budget.remembered()).isLessThanOrEqualTo(MAX);
            }
        }
        assertThat(budget.remembered()).isEqualTo(MAX);
        // The first have been silent longest; the last remember everybody.
        assertThat(logs.getFirst().highestN(100, 1)).isZero();
        for (int user = 1; user <= 100; user++) {
            assertThat(logs.getLast().highestN(user, 1)).isOne();
            assertThat(say(logs.getLast(), user, 1)).isFalse();
        }
        logs.forEach(RoomLog::clear);
        assertThat(budget.remembered()).isZero();
    }

    @Test
    void aRoomThatSpeaksKeepsItsSpeakersBesideOneThatWasFilled() {
        RoomLog filled = log();
        for (int user = 1; user < MAX; user++) {
            say(filled, user, 1);
        }
        RoomLog lively = log();
        for (int user = 1; user <= MAX / 2; user++) {
            say(lively, user, 1);
        }
        assertThat(budget.remembered()).isEqualTo(MAX);
        for (int user = 1; user <= MAX / 2; user++) {
            assertThat(say(lively, user, 1)).isFalse();
        }
        assertThat(filled.highestN(1, 1)).isZero();
        assertThat(filled.highestN(MAX - 1, 1)).isOne();
    }
}
