package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class LatestTimerTest {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private final List<String> told = new ArrayList<>();
    private long now = 5_000;
    private int alarms;
    private final LatestTimer timer = new LatestTimer(() -> now, (task, millis) -> {
        alarms++;
        tasks.add(new Task(now + millis, task));
    });

    private record Task(long at, Runnable task) {}

    private final class Talk implements LatestTimer.Speaker {
        private final String name;
        private long soon = 60;
        private long late = 1000;
        private long sequence;
        private long lastFanOut;
        private boolean awaited;

        Talk(String name) {
            this.name = name;
        }

        void says() {
            sequence++;
            lastFanOut = now;
            if (!awaited) {
                awaited = true;
                timer.watch(this);
            }
        }

        Talk at(long soon, long late) {
            this.soon = soon;
            this.late = late;
            return this;
        }

        @Override
        public long soon() {
            return soon;
        }

        @Override
        public long late() {
            return late;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public long lastFanOut() {
            return lastFanOut;
        }

        @Override
        public void latestDue() {
            awaited = false;
        }

        @Override
        public void tellLatest(boolean again) {
            told.add(name + " " + sequence + (again ? " again at " : " at ") + (now - 5_000));
        }
    }

    private void runUntil(long end) {
        while (!tasks.isEmpty() && tasks.element().at <= end + 5_000) {
            Task next = tasks.remove();
            now = next.at;
            next.task.run();
        }
        now = end + 5_000;
    }

    @Test
    void aLastMessageIsToldAfter60MillisecondsAndAfterASecond() {
        new Talk("a").says();
        runUntil(59);
        assertThat(told).isEmpty();
        runUntil(10_000);
        assertThat(told).containsExactly("a 1 at 60", "a 1 again at 1000");
        assertThat(tasks).isEmpty();
    }

    @Test
    void aRoomThatGoesOnIsToldOnlyOnceItIsSilent() {
        Talk room = new Talk("a");
        for (int time = 0; time <= 500; time += 50) {
            runUntil(time);
            room.says();
        }
        runUntil(10_000);
        assertThat(told).containsExactly("a 11 at 560", "a 11 again at 1500");
    }

    @Test
    void eachEndOfAConversationIsToldSoonAndTheLastOneLateToo() {
        Talk room = new Talk("a");
        room.says();
        runUntil(100);
        room.says();
        runUntil(10_000);
        assertThat(told).containsExactly("a 1 at 60", "a 2 at 160", "a 2 again at 1100");
    }

    @Test
    void roomsAreToldEachAtItsOwnTime() {
        new Talk("a").says();
        runUntil(30);
        new Talk("b").says();
        runUntil(1_500);
        assertThat(told).containsExactly("a 1 at 60", "b 1 at 90", "a 1 again at 1000", "b 1 again at 1030");
    }

    @Test
    void eachSpeakerHasItsTimes() {
        new Talk("a").at(500, 1500).says();
        runUntil(30);
        new Talk("b").says();
        runUntil(3_000);
        assertThat(told).containsExactly("b 1 at 90", "a 1 at 500", "b 1 again at 1030", "a 1 again at 1500");
        assertThat(tasks).isEmpty();
    }

    @Test
    void manyWakeTheLoopEveryTenMillisecondsAtMost() {
        for (int time = 0; time < 1000; time++) {
            runUntil(time);
            new Talk("room " + time).says();
        }
        runUntil(10_000);
        assertThat(told).hasSize(2000).contains("room 999 1 at 1050", "room 999 1 again at 1990");
        // From 60 to 1050, and from 1000 to 1990.
        assertThat(alarms).isLessThanOrEqualTo(200);
    }
}
