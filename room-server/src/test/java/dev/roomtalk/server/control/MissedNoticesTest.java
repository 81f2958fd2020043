package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MissedNoticesTest {
    private final List<CompletableFuture<Void>> bans = new ArrayList<>();
    private final List<Long> asked = new ArrayList<>();
    private final Map<Long, CompletableFuture<Void>> answers = new HashMap<>();
    private final MissedNotices missed = new MissedNotices(this::bans, this::user);

    private CompletableFuture<Void> bans() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        bans.add(answer);
        return answer;
    }

    private CompletableFuture<Void> user(long userId) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        asked.add(userId);
        answers.put(userId, answer);
        return answer;
    }

    private CompletableFuture<Void> answer(long userId) {
        return Objects.requireNonNull(answers.get(userId));
    }

    @Test
    void whatIsAnsweredIsAskedOnce() {
        missed.missed(List.of(1L, 2L));
        assertThat(asked).containsExactly(1L, 2L);
        answer(1).complete(null);
        answer(2).complete(null);
        bans.getFirst().complete(null);
        missed.again();
        assertThat(asked).hasSize(2);
        assertThat(bans).hasSize(1);
    }

    @Test
    void whatFailsIsAskedAgainUntilItIsAnswered() {
        missed.missed(List.of(1L, 2L));
        for (int i = 0; i < 3; i++) {
            bans.getLast().completeExceptionally(new IllegalStateException("away"));
            answer(1).completeExceptionally(new IllegalStateException("away"));
            missed.again();
        }
        answer(1).complete(null);
        bans.getLast().complete(null);
        missed.again();
        assertThat(asked).containsExactly(1L, 2L, 1L, 1L, 1L);
        assertThat(bans).hasSize(4);
    }

    @Test
    void whatIsMissedAgainBeforeAnAnswerIsAskedAgain() {
        missed.missed(List.of(1L));
        missed.missed(List.of(1L));
        assertThat(asked)
                .as("the first answer may be older than the second loss")
                .containsExactly(1L, 1L);
        assertThat(bans).hasSize(2);
    }

    @Test
    void aUserWhoseRoomsCouldNotBeAskedForIsAskedForLater() {
        missed.failed(7, new IllegalStateException("away"));
        missed.again();
        assertThat(asked).containsExactly(7L);
        assertThat(bans).isEmpty();
    }

    @Test
    void ofManyUsersSomeAreAskedForAtOnce() {
        int all = MissedNotices.MAX_UNDERWAY + 5;
        missed.missed(LongStream.rangeClosed(1, all).boxed().toList());
        assertThat(asked).hasSize(MissedNotices.MAX_UNDERWAY);
        missed.again();
        assertThat(asked).hasSize(MissedNotices.MAX_UNDERWAY);
        List.copyOf(answers.values()).forEach(answer -> answer.complete(null));
        missed.again();
        assertThat(asked).hasSize(all).doesNotHaveDuplicates();
    }
}
