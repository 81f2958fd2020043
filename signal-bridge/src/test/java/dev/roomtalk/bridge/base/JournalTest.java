package dev.roomtalk.bridge.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class JournalTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final Journal journal = new Journal(lines::add, now::get);

    @Test
    void aFloodOfLinesIsCutAndCounted() {
        for (int i = 0; i < 1_000; i++) {
            journal.write("line " + i);
        }
        assertThat(lines).hasSize(20).last().isEqualTo("line 19");

        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        journal.write("later");
        assertThat(lines).hasSize(22).endsWith("980 more lines like these were left out", "later");
    }

    @Test
    void whatWasLeftOutIsSaidAtTheEnd() {
        for (int i = 0; i < 21; i++) {
            journal.write("line " + i);
        }
        journal.sayWhatWasLeft();
        journal.sayWhatWasLeft();
        assertThat(lines).hasSize(21).last().isEqualTo("1 more lines like these were left out");
    }
}
