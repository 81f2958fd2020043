package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    /** A window that remembers everything. */
    private static final class Naive {
        final Set<Long> seen = new HashSet<>();
        long highest;

        boolean isFresh(long number) {
            return number >= 1 && number > highest - ReplayWindow.SPAN && !seen.contains(number);
        }

        void set(long number) {
            seen.add(number);
            highest = Math.max(highest, number);
        }
    }

    /** Steps from the highest number so far: most are small, some leave the window, some leap over all of it. */
    @Provide
    Arbitrary<List<Long>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(10, Arbitraries.longs().between(-70, 70)),
                        Tuple.of(4, Arbitraries.longs().between(-2 * ReplayWindow.SPAN, 200)),
                        Tuple.of(2, Arbitraries.longs().between(1, 3 * ReplayWindow.SPAN)),
                        Tuple.of(1, Arbitraries.longs().between(1, 1L << 40)),
                        Tuple.of(1, Arbitraries.of(-64L, 64L, -1984L, -1983L, -1985L, 1984L, 2048L, 2047L)))
                .list()
                .ofMaxSize(300);
    }

    @Property
    void agreesWithASet(@ForAll("steps") List<Long> steps) {
        ReplayWindow window = new ReplayWindow();
        Naive naive = new Naive();
        for (long step : steps) {
            long number = naive.highest + step;
            assertThat(window.isFresh(number)).as("%d", number).isEqualTo(naive.isFresh(number));
            if (naive.isFresh(number)) {
                window.set(number);
                naive.set(number);
            }
            assertThat(window.highest()).isEqualTo(naive.highest);
        }
        for (long number = naive.highest - ReplayWindow.SPAN - 130; number < naive.highest + 130; number++) {
            assertThat(window.isFresh(number)).as("%d", number).isEqualTo(naive.isFresh(number));
        }
    }

    @Test
    void numbersBelowOneAreNeverFresh() {
        assertThat(window.isFresh(0)).isFalse();
        assertThat(window.isFresh(-1)).isFalse();
        assertThat(window.isFresh(Long.MIN_VALUE)).isFalse();
    }

    @Test
    void takesTheGreatestNumber() {
        window.set(1);
        assertThat(window.isFresh(Long.MAX_VALUE)).isTrue();
        window.set(Long.MAX_VALUE);
        assertThat(window.highest()).isEqualTo(Long.MAX_VALUE);
        assertThat(window.isFresh(Long.MAX_VALUE)).isFalse();
        assertThat(window.isFresh(Long.MAX_VALUE - 1)).isTrue();
        assertThat(window.isFresh(Long.MAX_VALUE - ReplayWindow.SPAN + 1)).isTrue();
        assertThat(window.isFresh(Long.MAX_VALUE - ReplayWindow.SPAN)).isFalse();
        assertThat(window.isFresh(1)).isFalse();
    }

    @Test
    void takesAllThatCameBackwards() {
        window.set(5000);
        for (long number = 4999; number > 5000 - ReplayWindow.SPAN; number--) {
            assertThat(window.isFresh(number)).isTrue();
            window.set(number);
            assertThat(window.isFresh(number)).isFalse();
        }
        assertThat(window.isFresh(5000 - ReplayWindow.SPAN)).isFalse();
    }
}
