package dev.roomtalk.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UiLoopTest {
    private final UiLoop loop = new UiLoop();

    @Test
    void eventsAndTasksWaitForTheLoopAndKeepTheirOrder() throws Exception {
        List<String> seen = new ArrayList<>();
        loop.offer(new ChatEvent.MemberJoined("ops", "alice"));
        loop.execute(() -> seen.add("task"));
        loop.offer(new ChatEvent.MemberLeft("ops", "alice"));
        loop.execute(loop::stop);
        AtomicInteger settled = new AtomicInteger();
        loop.run(e -> seen.add(e.getClass().getSimpleName()), lost -> {}, () -> {
            settled.incrementAndGet();
            return Duration.ofMinutes(1);
        });
        assertThat(seen).containsExactly("MemberJoined", "task", "MemberLeft");
        assertThat(settled.get()).isPositive();
    }

    @Test
    void messagesBeyondWhatTheScreenTakesAreCountedAndNothingElseIsLost() throws Exception {
        for (int i = 0; i < UiLoop.MAX_WAITING + 5; i++) {
            loop.offer(new ChatEvent.Message("ops", 1, i, "alice", 1, null, "x", Instant.EPOCH, false));
        }
        loop.offer(new ChatEvent.MemberLeft("ops", "alice"));
        AtomicLong lost = new AtomicLong();
        List<ChatEvent> seen = new ArrayList<>();
        loop.run(
                event -> {
                    seen.add(event);
                    if (event instanceof ChatEvent.MemberLeft) {
                        loop.stop();
                    }
                },
                lost::addAndGet,
                () -> Duration.ofMinutes(1));
        assertThat(lost).hasValue(5);
        assertThat(seen).hasSize(UiLoop.MAX_WAITING + 1);
    }

    @Test
    void settlesAgainWithinTheTimeThatItAsksFor() throws Exception {
        AtomicInteger settled = new AtomicInteger();
        loop.run(event -> {}, lost -> {}, () -> {
            if (settled.incrementAndGet() == 3) {
                loop.stop();
            }
            return Duration.ofMillis(1);
        });
        assertThat(settled).hasValue(3);
    }
}
