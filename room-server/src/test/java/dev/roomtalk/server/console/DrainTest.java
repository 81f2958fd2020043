package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is taken out of service. */
class DrainTest {
    @TempDir
    Path directory;

    @Test
    void itsClientsGoAndNobodyComes() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Node node = TestNode.plain(directory, Setting.METRICS_PORT, "0");
                ConsoleClient console = ConsoleClient.connect(directory)) {
            node.drain().atEnd(ended::countDown);
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(TestClient.welcomed(node, "user" + i));
            }
            assertThat(ready(node)).isEqualTo(200);

            assertThat(drain(console, "1s").text())
                    .isEqualTo("takes nobody new; 4 connections are asked to go within 1 s, then it ends\n");

            for (TestClient each : clients) {
                Close close = each.read().getClose();
                assertThat(close.getReason()).isEqualTo(CloseReason.GOING_AWAY);
                assertThat(close.getRetry()).isTrue();
                assertThat(close.getWaitMs()).isZero();
                assertThat(close.getSentence()).contains("out of service");
                assertThat(each.readsEnd()).isTrue();
                each.close();
            }
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> new TestClient(node.port())).isInstanceOf(ConnectException.class);
            assertThat(ready(node)).isEqualTo(503);
            assertThat(console.ask(new ConsoleRequest(ConsoleCommand.STATUS)).text())
                    .contains(", DRAINING\n");
            assertThat(console.ask(new ConsoleRequest(
                                    ConsoleCommand.STATUS, List.of(), Map.of(ConsoleCommand.Option.JSON, "true")))
                            .text())
                    .contains("\"takes_connections\":false,\"draining\":true");
            assertThat(drain(console, "1s").text()).isEqualTo("this server is being drained already");
            assertThat(console.ask(new ConsoleRequest(ConsoleCommand.LOG)).text())
                    .contains("drain");
        }
    }

    /** One is asked at once, the others one after another: who is not yet asked is served as before. */
    @Test
    void theyGoOneAfterAnother() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            node.drain().atEnd(ended::countDown);
            assertThat(drain(console, "1h").code()).isZero();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> console.ask(new ConsoleRequest(ConsoleCommand.STATUS))
                            .text()
                            .contains("sessions 1,"));
            int gone = 0;
            for (TestClient each : List.of(alice, bob)) {
                if (each.tcp.getInputStream().available() > 0) {
                    assertThat(each.read().hasClose()).isTrue();
                    gone++;
                } else {
                    assertThat(each.ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()))
                                    .hasRoomList())
                            .isTrue();
                }
            }
            assertThat(gone).isEqualTo(1);
            assertThat(ended.getCount()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyNodeEndsAtOnce() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory)) {
            node.drain().atEnd(ended::countDown);
            assertThat(drain(console, "0s").text()).isEqualTo("--within takes a duration from 1s to 1h");
            assertThat(drain(console, "2h").code()).isEqualTo(1);
            assertThat(drain(console, "1h").text()).startsWith("takes nobody new; 0 connections");
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static ConsoleAnswer drain(ConsoleClient console, String within) throws IOException {
        return console.ask(
                new ConsoleRequest(ConsoleCommand.DRAIN, List.of(), Map.of(ConsoleCommand.Option.WITHIN, within)));
    }

    private static int ready(Node node) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.metricsPort() + "/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
