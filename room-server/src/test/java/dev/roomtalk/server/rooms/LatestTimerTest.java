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
    private final LatestTimer timer =
            new LatestTimer(() -> now, (task, millis) -> tasks.add(new Task(now + millis, task)));

    private record Task(long at, Runnable task) {}

    private final class Talk implements LatestTimer.Room {
        private final String name;
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
        public void tellLatest() {
            told.add(name + " " + sequence + " at " + (now - 5_000));
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
        assertThat(told).containsExactly("a 1 at 60", "a 1 at 1000");
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
        assertThat(told).containsExactly("a 11 at 560", "a 11 at 1500");
    }

    @Test
    void eachEndOfAConversationIsToldSoonAndTheLastOneLateToo() {
        Talk room = new Talk("a");
        room.says();
        runUntil(100);
        room.says();
        runUntil(10_000);
        assertThat(told).containsExactly("a 1 at 60", "a 2 at 160", "a 2 at 1100");
    }

    @Test
    void roomsAreToldEachAtItsOwnTime() {
        new Talk("a").says();
        runUntil(30);
        new Talk("b").says();
        runUntil(1_500);
        assertThat(told).containsExactly("a 1 at 60", "b 1 at 90", "a 1 at 1000", "b 1 at 1030");
    }
}
