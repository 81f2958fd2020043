package dev.roomtalk.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.command.Workbench;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Traffic;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.roomtalk.RoomtalkServer;
import dev.roomtalk.bench.roomtalk.RoomtalkTarget;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.sockets.SocketClient;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole run, against a server that is really there. */
class ServerTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Node node(Setting key, String value) throws Exception {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.HOST, "127.0.0.1");
        settings.put(Setting.PORT, "0");
        settings.put(Setting.DATA_DIR, directory.toString());
        for (Setting limit : List.of(
                Setting.PUBLISH_RATE,
                Setting.PUBLISH_BURST,
                Setting.PUBLISH_RATE_PER_ADDRESS,
                Setting.PUBLISH_BURST_PER_ADDRESS,
                Setting.PUBLISH_RATE_PER_ROOM,
                Setting.PUBLISH_BURST_PER_ROOM)) {
            settings.put(limit, "1000000");
        }
        for (Setting limit : List.of(
                Setting.PUBLISH_BYTES,
                Setting.PUBLISH_BYTES_BURST,
                Setting.PUBLISH_BYTES_PER_ROOM,
                Setting.PUBLISH_BYTES_BURST_PER_ROOM)) {
            settings.put(limit, "900M");
        }
        settings.put(key, value);
        return Node.start(ServerSettings.of(settings));
    }

    private int bench(String arguments, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments.split(" ", -1)));
        all.addAll(List.of(more));
        return new Bench(print(out), print(err), "cc", Progress.NONE).execute(all.toArray(new String[0]));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** What is no note: how busy a machine is while tests run does not matter here. */
    private List<String> complaints() {
        return said().lines().filter(line -> !line.startsWith("bench: note: ")).toList();
    }

    private JsonObject median(String target) {
        return JsonParser.parseString(out.toString(StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("targets")
                .getAsJsonObject(target)
                .getAsJsonObject("median");
    }

    private static void clean(JsonObject median) {
        for (String trouble : new String[] {"lost", "duplicated", "refused", "unreadable", "unsent"}) {
            assertThat(median.get(trouble).getAsLong()).as(trouble).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void everyMessageReachesEveryMemberOnceOverUdp(String relayLoops) throws Exception {
        try (Node node = node(Setting.RELAY_LOOPS, relayLoops)) {
            int code = bench(
                    "--rooms 2 --members 3 --senders 2 --rate 1200 --duration 1 --warmup 0.2 --json --server",
                    "127.0.0.1:" + node.port(),
                    "--fingerprint",
                    String.valueOf(node.pin()),
                    "--server-pid",
                    Long.toString(ProcessHandle.current().pid()));
            assertThat(complaints()).isEmpty();
            assertThat(code).isZero();
            JsonObject median = median("server");
            clean(median);
            assertThat(median.get("deliveries_per_second").getAsDouble()).isBetween(120.0, 2_400.0);
            assertThat(median.get("latency_p50_us").getAsDouble()).isPositive();
            assertThat(median.get("ack_p50_us").getAsDouble()).isPositive();
            assertThat(median.get("cpu_us_per_delivery").getAsDouble()).isPositive();
            assertThat(median.get("deliveries_per_datagram").getAsDouble()).isPositive();
            assertThat(node.counters().get(Counter.DELIVERIES_UDP)).isPositive();
            assertThat(node.counters().get(Counter.DELIVERIES_TCP)).isZero();
        }
    }

    @Test
    void theSameOverTcp() throws Exception {
        try (Node node = node(Setting.RELAY_LOOPS, "1")) {
            int code = bench(
                    "--members 4 --rate 1000 --duration 0.5 --warmup 0.1 --transport tcp --json --server",
                    "127.0.0.1:" + node.port());
            assertThat(complaints()).isEmpty();
            assertThat(code).isZero();
            clean(median("server"));
            assertThat(median("server").get("deliveries_per_second").getAsDouble())
                    .isPositive();
        }
    }

    @Test
    void saturatedWithManyMessagesInADatagram() throws Exception {
        try (Node node = node(Setting.RELAY_LOOPS, "1")) {
            int code = bench(
                    "--members 5 --window 32 --duration 0.5 --warmup 0.2 --json --server", "127.0.0.1:" + node.port());
            assertThat(code).isZero();
            assertThat(median("server").get("deliveries_per_second").getAsDouble())
                    .isPositive();
            assertThat(median("server").get("deliveries_per_datagram").getAsDouble())
                    .isGreaterThan(1);
        }
    }

    @Test
    void messagesTooLongForADatagram() throws Exception {
        try (Node node = node(Setting.RELAY_LOOPS, "1")) {
            int code = bench(
                    "--members 3 --size 3000 --rate 300 --duration 0.5 --warmup 0.1 --json --server",
                    "127.0.0.1:" + node.port());
            assertThat(complaints()).isEmpty();
            assertThat(code).isZero();
            clean(median("server"));
        }
    }

    @Test
    void anotherKeyIsNotTrusted() throws Exception {
        try (Node node = node(Setting.RELAY_LOOPS, "1")) {
            assertThat(bench("--server", "127.0.0.1:" + node.port(), "--fingerprint", "SHA256:" + "A".repeat(43)))
                    .isEqualTo(Failure.NOT_TRUSTED);
            assertThat(said())
                    .startsWith("bench: the server at 127.0.0.1:" + node.port() + " has the key " + node.pin())
                    .hasLineCount(1);
        }
    }

    @Test
    void aServerWithoutTlsIsNamed() throws Exception {
        try (Node node = node(Setting.PLAIN, "true")) {
            assertThat(bench("--server", "127.0.0.1:" + node.port())).isEqualTo(Failure.UNREACHABLE);
            assertThat(said()).startsWith("bench: no TLS with 127.0.0.1:").hasLineCount(1);
            err.reset();
            assertThat(bench(
                            "--members 2 --rate 100 --duration 0.3 --warmup 0 --plain --server",
                            "127.0.0.1:" + node.port()))
                    .isZero();
        }
    }

    @Test
    void aRefusalIsPassedOnInTheServersWords() throws Exception {
        try (Node node = node(Setting.NEW_USERS_PER_ADDRESS, "3")) {
            assertThat(bench("--members 10 --server", "127.0.0.1:" + node.port()))
                    .isEqualTo(Failure.REFUSED);
            assertThat(said()).startsWith("bench: the server refuses bench-").hasLineCount(1);
        }
    }

    @Test
    void startsAServerOfItsOwnAndLooksIntoItsMemory() {
        assertThat(
                        bench(
                                "--rooms 2 --members 3 --rate 600 --duration 0.5 --warmup 0.2 --beside limit --rounds 1 --json -- --relay-loops 1"))
                .as(said())
                .isZero();
        clean(median("server"));
        clean(median("limit"));
        out.reset();
        assertThat(bench("--idle 40 --json")).as(said()).isZero();
        JsonObject idle =
                JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonObject();
        assertThat(idle.get("idle_sessions").getAsInt()).isEqualTo(40);
        assertThat(idle.get("live_heap_bytes_per_session").getAsLong()).isPositive();
        assertThat(idle.get("rss_bytes_after").getAsLong()).isPositive();
    }

    @Test
    void allClientsComeBackAfterARestart() {
        assertThat(bench("restart --clients 4 --rooms 2 --json")).as(said()).isZero();
        JsonObject back =
                JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonObject();
        assertThat(back.get("back").getAsInt()).isEqualTo(4);
        assertThat(back.get("away_s").getAsDouble()).isPositive();
        assertThat(back.get("all_after_s").getAsDouble())
                .isGreaterThanOrEqualTo(back.get("half_after_s").getAsDouble());
    }

    @Test
    void allWhoJoinAtOnceComeIn() throws Exception {
        try (Node node = node(Setting.RELAY_LOOPS, "1")) {
            int code = bench("joins --rooms 2 --members 4 --json --server", "127.0.0.1:" + node.port());
            assertThat(code).as(said()).isZero();
            JsonObject joins =
                    JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonObject();
            assertThat(joins.get("joined").getAsInt()).isEqualTo(6);
            assertThat(joins.get("join_max_ms").getAsDouble())
                    .isPositive()
                    .isGreaterThanOrEqualTo(joins.get("join_p50_ms").getAsDouble());
        }
    }

    /** Who is new is refused after the first. */
    @Test
    void allSessionsMayBeThoseOfOneUser() throws Exception {
        try (Node node = node(Setting.NEW_USERS_PER_ADDRESS, "1");
                Workbench workbench = new Workbench("cc")) {
            Access access =
                    new Access(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), node.pin(), false);
            CompletableFuture<byte[]> token = new CompletableFuture<>();
            ClientSettings alice = new ClientSettings(
                    InetSocketAddress.createUnresolved("127.0.0.1", node.port()),
                    "alice",
                    () -> null,
                    (host, port, pin, verified, chain) -> "",
                    false,
                    false,
                    "test");
            try (ChatClient client = SocketClient.start(alice, (_, made) -> token.complete(made), _ -> {})) {
                client.connected().get(60, TimeUnit.SECONDS);
            }
            RoomtalkServer.User user =
                    new RoomtalkServer.User("alice", ByteString.copyFrom(token.get(60, TimeUnit.SECONDS)));
            Shape shape = new Shape(1, 3, 1);
            RoomtalkTarget target = workbench.roomtalk(
                    new RoomtalkServer(access, OptionalLong.empty(), user),
                    shape,
                    new RoomtalkTarget.Transport(true, 1, false),
                    Progress.NONE);
            Traffic traffic = Traffic.on(target, shape, 100);
            assertThatCode(() -> target.open(traffic)).doesNotThrowAnyException();
        }
    }

    @Test
    void aServerThatDoesNotStartIsQuoted() {
        assertThat(bench("--members 2 -- --relay-loops many")).isEqualTo(Failure.UNEXPECTED);
        assertThat(said())
                .startsWith("bench: the room-server did not start: ")
                .contains("relay-loops")
                .hasLineCount(1);
    }
}
