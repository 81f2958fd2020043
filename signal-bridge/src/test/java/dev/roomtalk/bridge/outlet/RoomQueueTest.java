package dev.roomtalk.bridge.outlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RoomQueueTest {
    private final Counters counters = new Counters();
    private final List<String> lines = new ArrayList<>();
    private final List<Message> published = new ArrayList<>();
    private final List<CompletableFuture<Receipt>> answers = new ArrayList<>();
    private final RoomQueue queue = new RoomQueue(
            message -> {
                published.add(message);
                CompletableFuture<Receipt> answer = new CompletableFuture<>();
                answers.add(answer);
                return answer;
            },
            2,
            counters,
            new Journal(lines::add, () -> 0));

    @Test
    void whileTheServerIsAwayTheFirstMessagesWaitAndTheNewestIsNotTaken() {
        Message first = new Message(1000, "alice/1", "first");
        Message second = new Message(1000, "alice/1", "second");
        assertThat(queue.offer(first)).isNotNull();
        assertThat(queue.offer(second)).isNotNull();
        assertThat(queue.offer(new Message(1000, "alice/1", "third"))).isNull();

        assertThat(published).containsExactly(first, second);
        assertThat(queue.waiting()).isEqualTo(2);
    }

    @Test
    void anAnswerMakesRoom() {
        queue.offer(new Message(1000, "alice/1", "first"));
        queue.offer(new Message(1000, "alice/1", "second"));
        answers.getFirst().complete(new Receipt.Delivered(1, 1, true));
        Message third = new Message(1000, "alice/1", "third");
        queue.offer(third);

        assertThat(published).last().isEqualTo(third);
        assertThat(counters.get(Counter.DELIVERED)).isEqualTo(1);
        assertThat(lines).isEmpty();
    }

    @Test
    void whatTheRoomRefusesIsSaid() {
        queue.offer(new Message(1000, "alice/1", "first"));
        answers.getFirst().complete(new Receipt.Refused(ChatException.Reason.TOO_FAST, "too fast"));
        queue.offer(new Message(1000, "alice/1", "second"));
        answers.get(1).complete(new Receipt.Unknown("the session ended"));

        assertThat(queue.waiting()).isZero();
        assertThat(counters.get(Counter.NOT_DELIVERED)).isEqualTo(2);
        assertThat(lines)
                .containsExactly(
                        "alice/1: the room refused the message: too fast",
                        "alice/1: not known whether the room has the message: the session ended");
    }
}
