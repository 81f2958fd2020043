package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletionsTest {
    @Test
    void theLastMemberCompletesAMessage() {
        Completions completions = new Completions(new Shape(2, 3, 1), 1);
        assertThat(completions.last(0, 0, 1)).isFalse();
        assertThat(completions.last(3, 0, 1)).as("another room").isFalse();
        assertThat(completions.last(1, 0, 1)).isFalse();
        assertThat(completions.last(1, 0, 2)).isFalse();
        assertThat(completions.last(2, 0, 1)).isTrue();
        assertThat(completions.last(4, 0, 1)).isFalse();
        assertThat(completions.last(5, 0, 1)).isTrue();
    }

    @Test
    void eachStreamIsCountedByItself() {
        Completions completions = new Completions(new Shape(1, 2, 2), 2);
        assertThat(completions.last(0, 0, 7)).isFalse();
        assertThat(completions.last(0, 1, 7)).isFalse();
        assertThat(completions.last(1, 1, 7)).isTrue();
        assertThat(completions.last(1, 0, 7)).isTrue();
    }

    @Test
    void aMessageThatIsFarBehindIsLeftOut() {
        Completions completions = new Completions(new Shape(1, 2, 1), 1);
        long later = 1 + 64 * 2048;
        assertThat(completions.last(0, 0, 1)).isFalse();
        assertThat(completions.last(0, 0, later)).isFalse();
        assertThat(completions.last(1, 0, 1)).isFalse();
        assertThat(completions.last(1, 0, later)).isTrue();
    }

    @Test
    void aRoomOfOneIsCompleteAtOnce() {
        assertThat(new Completions(new Shape(1, 1, 1), 1).last(0, 0, 1)).isTrue();
    }
}
