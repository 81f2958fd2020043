package dev.roomtalk.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final int WRONG = 1;

    private final Object lock = new Object();
    private final List<Integer> given = new ArrayList<>();
    private final Answers<Integer> answers = new Answers<>(lock, this::give);

    private void give(int answer) {
        if (answer == WRONG) {
            add(2);
            throw new AssertionError("as an assertion that does not hold");
        }
        given.add(answer);
    }

    private void add(int answer) {
        Integer mine;
        synchronized (lock) {
            mine = answers.add(answer);
        }
        answers.give(mine);
    }

    @Test
    void anAnswerThatFailsHoldsUpNoneThatFollows() {
        assertThatThrownBy(() -> add(WRONG)).isInstanceOf(AssertionError.class);
        assertThat(given).containsExactly(2);
        add(3);
        assertThat(given).containsExactly(2, 3);
    }
}
