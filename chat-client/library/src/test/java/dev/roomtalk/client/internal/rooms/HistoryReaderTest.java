package dev.roomtalk.client.internal.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryReaderTest {
    private final FakeLoop loop = new FakeLoop();
    private final Requests requests = new Requests(loop);
    private final HistoryReader reader = new HistoryReader(loop, requests);
    private final List<ClientMessage> sent = new ArrayList<>();
    private final List<String> repaired = new ArrayList<>();

    @BeforeEach
    void connect() {
        requests.onConnected(sent::add);
    }

    private CompletableFuture<HistoryPage> person(HistoryQuery query) {
        CompletableFuture<HistoryPage> page = new CompletableFuture<>();
        reader.read(1, query, page);
        return page;
    }

    private void repair(long after) {
        reader.read(1, after, after + 10, new HistoryRepair.Reading() {
            @Override
            public void onPage(HistoryPage page) {
                repaired.add("page " + page.getCoversTo());
            }

            @Override
            public void onFailure(Reason why) {
                repaired.add(why.toString());
            }
        });
    }

    private ReadHistory asked() {
        return sent.getLast().getReadHistory();
    }

    private void answer(long coversTo) {
        requests.onAnswer(ServerMessage.newBuilder()
                .setRequestId(sent.getLast().getRequestId())
                .setHistoryPage(HistoryPage.newBuilder().setCoversTo(coversTo))
                .build());
    }

    private void refuse(RefusalReason reason) {
        requests.onAnswer(ServerMessage.newBuilder()
                .setRequestId(sent.getLast().getRequestId())
                .setRefusal(Refusal.newBuilder().setReason(reason).setSentence("no"))
                .build());
    }

    private static Reason failure(CompletableFuture<?> future) {
        return ((ChatException) future.exceptionNow()).reason();
    }

    @Test
    void onePageIsAskedForAtATimeAndRepairGoesFirst() {
        CompletableFuture<HistoryPage> first = person(HistoryQuery.last(50));
        CompletableFuture<HistoryPage> second = person(HistoryQuery.before(40, 20));
        repair(7);
        assertThat(sent).hasSize(1);
        assertThat(asked())
                .isEqualTo(ReadHistory.newBuilder().setRoom(1).setLast(50).build());
        answer(60);
        assertThat(first.join().getCoversTo()).isEqualTo(60);
        assertThat(asked().getAfter()).isEqualTo(7);
        assertThat(second).isNotDone();
        answer(17);
        assertThat(repaired).containsExactly("page 17");
        assertThat(asked())
                .isEqualTo(ReadHistory.newBuilder()
                        .setRoom(1)
                        .setUpTo(39)
                        .setLast(20)
                        .build());
        answer(39);
        assertThat(second).isCompleted();
        assertThat(sent).hasSize(3);
    }

    @Test
    void timesAreInMilliseconds() {
        person(new HistoryQuery(0, 0, 0, Instant.ofEpochMilli(5), Instant.ofEpochMilli(9)));
        assertThat(asked().getSinceMs()).isEqualTo(5);
        assertThat(asked().getUntilMs()).isEqualTo(9);
    }

    @Test
    void aTimeBeforeTheFirstOneIsNotNoTime() {
        person(new HistoryQuery(0, 0, 0, null, Instant.ofEpochMilli(-5)));
        assertThat(asked().getUntilMs()).isEqualTo(1);
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsNone() {
        assertThatThrownBy(() -> new HistoryQuery(0, 0, 0, Instant.ofEpochMilli(5), Instant.ofEpochMilli(4)))
                .hasMessageContaining("a reversed range");
    }

    @Test
    void aBusyServerIsAskedAgainForAPersonAndNotForeverSo() {
        CompletableFuture<HistoryPage> page = person(HistoryQuery.last(50));
        for (int i = 1; i < 10; i++) {
            refuse(RefusalReason.BUSY);
            assertThat(sent).hasSize(i);
            loop.advanceMillis(200);
            assertThat(sent).hasSize(i + 1);
        }
        refuse(RefusalReason.BUSY);
        assertThat(failure(page)).isEqualTo(Reason.BUSY);
        repair(7);
        refuse(RefusalReason.BUSY);
        assertThat(repaired).containsExactly("BUSY");
    }

    @Test
    void whatAPersonWantsFailsWhenTheConnectionIsLost() {
        CompletableFuture<HistoryPage> underway = person(HistoryQuery.last(50));
        CompletableFuture<HistoryPage> waiting = person(HistoryQuery.last(50));
        repair(7);
        requests.onLost();
        reader.onLost();
        assertThat(failure(underway)).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure(waiting)).isEqualTo(Reason.UNREACHABLE);
        // Its room begins anew.
        assertThat(repaired).isEmpty();
        requests.onConnected(sent::add);
        CompletableFuture<HistoryPage> later = person(HistoryQuery.last(50));
        answer(60);
        assertThat(later).isCompleted();
    }

    @Test
    void aConnectionThatIsLostBetweenTwoAttemptsEndsThem() {
        CompletableFuture<HistoryPage> page = person(HistoryQuery.last(50));
        refuse(RefusalReason.BUSY);
        requests.onLost();
        reader.onLost();
        loop.advanceMillis(200);
        assertThat(page).isCompletedExceptionally();
        assertThat(sent).hasSize(1);
    }

    @Test
    void onlySoManyMayWait() {
        for (int i = 0; i <= 100; i++) {
            person(HistoryQuery.last(50));
        }
        assertThat(failure(person(HistoryQuery.last(50)))).isEqualTo(Reason.BUSY);
    }
}
