package dev.roomtalk.bridge.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class LineSpeakerTest {
    private final RecordingRoom room = new RecordingRoom();

    private static Message of(int uid, String text) {
        return new Message(uid, "alice/" + uid, text);
    }

    @Test
    void whoSaysTooMuchBySignalIsRefusedAndOthersAreNot() {
        Intake intake = room.intake(new UserRateLimit(0.001, 2), 10);
        for (String text : List.of("one", "two", "three")) {
            intake.offerOrRefuse(of(1, text));
        }
        intake.offerOrRefuse(of(2, "hello"));
        assertThat(room.texts()).containsExactly("one", "two", "hello");
        assertThat(room.counters.get(Counter.TOO_FAST)).isEqualTo(1);
        assertThat(room.lines).containsExactly("alice/1: refused, its user says more messages than --rate allows");
    }

    @Test
    void whileTooMuchWaitsForTheServerTheNewestBySignalIsRefusedAndNotCountedAgainstItsUser() {
        room.answering = false;
        Intake intake = room.intake(new UserRateLimit(0.001, 2), 1);
        intake.offerOrRefuse(of(1, "one"));
        intake.offerOrRefuse(of(1, "two"));
        assertThat(room.lines)
                .containsExactly("alice/1: refused, too many messages are already waiting for the server");
        assertThat(room.counters.get(Counter.QUEUE_FULL)).isEqualTo(1);
        room.open.getFirst().complete(new Receipt.Delivered(1, 1, true));
        intake.offerOrRefuse(of(1, "three"));
        assertThat(room.texts()).containsExactly("one", "three");
    }

    @Test
    void aLineWaitsForItsPlace() throws Exception {
        room.answering = false;
        Intake intake = room.intake(new UserRateLimit(1_000_000, 10), 1);
        CompletableFuture<List<CompletableFuture<Receipt>>> said = new CompletableFuture<>();
        Thread speaker = Thread.ofVirtual().start(() -> {
            try {
                said.complete(new LineSpeaker(intake, 1, "alice/1")
                        .say(List.of(
                                new LineSplitter.Text("one"),
                                new LineSplitter.Rejected(Counter.TOO_LONG, "too long"),
                                new LineSplitter.Text("two"))));
            } catch (InterruptedException e) {
                said.completeExceptionally(e);
            }
        });
        await().until(() -> room.lines.size() == 1);
        assertThat(room.texts()).containsExactly("one");
        assertThat(said).isNotDone();
        room.open.getFirst().complete(new Receipt.Delivered(1, 1, true));
        assertThat(said.get()).hasSize(2);
        assertThat(room.texts()).containsExactly("one", "two");
        speaker.join();
    }
}
