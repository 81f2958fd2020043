package dev.roomtalk.client.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Done;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private final FakeLoop loop = new FakeLoop();
    private final Requests requests = new Requests(loop);
    private final List<ClientMessage> sent = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();

    @Test
    void anAnswerFindsItsRequest() {
        requests.onConnected(sent::add);
        ask("one", true);
        ask("two", true);
        requests.onAnswer(done(sent.get(1).getRequestId()));
        requests.onAnswer(done(sent.get(0).getRequestId()));
        assertThat(outcomes).containsExactly("two answered", "one answered");
        requests.onAnswer(done(1));
        assertThat(outcomes).hasSize(2);
        loop.advance(Duration.ofMinutes(1));
        assertThat(outcomes).hasSize(2);
    }

    @Test
    void aRefusalIsAFailureWithItsSentence() {
        requests.onConnected(sent::add);
        ask("one", true);
        requests.onAnswer(ServerMessage.newBuilder()
                .setRequestId(sent.getFirst().getRequestId())
                .setRefusal(
                        Refusal.newBuilder().setReason(RefusalReason.NOT_HOST).setSentence("only the host\u001B[31m"))
                .build());
        assertThat(outcomes).containsExactly("one NOT_HOST only the host␛[31m");
    }

    @Test
    void waitsForAConnection() {
        ask("one", false);
        loop.advance(Duration.ofSeconds(10));
        requests.onConnected(sent::add);
        assertThat(sent).hasSize(1);
    }

    @Test
    void doesNotWaitForever() {
        ask("one", true);
        loop.advance(Duration.ofSeconds(15));
        assertThat(outcomes).containsExactly("one UNREACHABLE there is no connection to the server");
        requests.onConnected(sent::add);
        assertThat(sent).isEmpty();
        ask("two", true);
        loop.advance(Duration.ofSeconds(15));
        assertThat(outcomes).contains("two TIMED_OUT the server did not answer within 15 s");
    }

    @Test
    void whatMayBeRepeatedIsSentAgainAfterAReconnect() {
        requests.onConnected(sent::add);
        ask("one", true);
        ask("two", false);
        requests.onLost();
        assertThat(outcomes).hasSize(1).first().asString().startsWith("two UNREACHABLE");
        requests.onConnected(sent::add);
        assertThat(sent).hasSize(3);
        assertThat(sent.getLast().getRequestId()).isEqualTo(sent.getFirst().getRequestId());
    }

    @Test
    void afterTheEndEverythingFails() {
        ask("one", true);
        requests.end(new ChatException(Reason.CLOSED, "over"));
        ask("two", true);
        assertThat(outcomes).containsExactly("one CLOSED over", "two CLOSED over");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void holdsOnlySoMany() {
        for (int i = 0; i < 1001; i++) {
            ask("r" + i, true);
        }
        assertThat(outcomes).hasSize(1).first().asString().startsWith("r1000 BUSY");
    }

    private void ask(String name, boolean repeatable) {
        requests.ask(
                ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()),
                repeatable,
                new Requests.Outcome() {
                    @Override
                    public void onAnswer(ServerMessage answer) {
                        outcomes.add(name + " answered");
                    }

                    @Override
                    public void onFailure(ChatException why) {
                        outcomes.add(name + " " + why.reason() + " " + why.getMessage());
                    }
                });
    }

    private static ServerMessage done(int request) {
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setDone(Done.getDefaultInstance())
                .build();
    }
}
