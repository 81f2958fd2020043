package dev.roomtalk.server.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program that posts to a web hook is answered, and what the room sees of it. */
class HooksTest {
    private static final String TEXT = "text/plain";

    @TempDir
    Path directory;

    private record Answer(int status, JsonObject body, HttpURLConnection connection) {
        String refused() {
            return body.get("refused").getAsString();
        }

        long retryAfter() {
            return connection.getHeaderFieldLong("Retry-After", -1);
        }
    }

    private Node node(Object... more) throws IOException {
        Object[] settings = new Object[more.length + 2];
        settings[0] = Setting.HOOK_PORT;
        settings[1] = "0";
        System.arraycopy(more, 0, settings, 2, more.length);
        return TestNode.plain(directory, settings);
    }

    private static Answer post(Node node, @Nullable String token, String type, byte[] body) throws IOException {
        return post(open("http://127.0.0.1:" + node.hookPort() + "/hook", "POST", token, type), body);
    }

    private static Answer post(Node node, String token, String text) throws IOException {
        return post(node, token, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpURLConnection open(String url, String method, @Nullable String token, String type)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Content-Type", type);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static Answer post(HttpURLConnection connection, byte[] body) throws IOException {
        if (connection.getRequestMethod().equals("POST")) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body);
        }
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String answered = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, JsonParser.parseString(answered).getAsJsonObject(), connection);
        }
    }

    private String done(ConsoleCommand command, String... values) throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory)) {
            ConsoleAnswer answer = console.ask(new ConsoleRequest(command, values));
            assertThat(answer.code()).as(answer.text()).isZero();
            return answer.text();
        }
    }

    private String declined(ConsoleCommand command, String... values) throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory)) {
            ConsoleAnswer answer = console.ask(new ConsoleRequest(command, values));
            assertThat(answer.code()).as(answer.text()).isEqualTo(1);
            return answer.text();
        }
    }

    private String token(String room, String name) throws IOException {
        String[] lines = done(ConsoleCommand.ADD_HOOK, room, name).split("\n", -1);
        return lines[lines.length - 2];
    }

    private static Deliver heard(TestClient client) throws IOException {
        return client.readUntil(message -> message.getFrame().hasDeliver())
                .getFrame()
                .getDeliver();
    }

    @Test
    void whatIsPostedIsSaidInTheRoomAndAnsweredWithItsSequence() throws IOException {
        String token;
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            token = token("hall", "ci");
            Answer first = post(node, token, "The build is done.\n");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body().toString()).isEqualTo("{\"room\":\"hall\",\"sequence\":1,\"stored\":true}");
            Deliver heard = heard(alice);
            assertThat(heard.getText()).isEqualTo("The build is done.");
            assertThat(heard.getAuthorInfo().getName()).isEqualTo("ci");
            Answer second = post(
                    node,
                    token,
                    "application/json; charset=utf-8",
                    "{\"text\":\"Grüße\",\"label\":\"job 7\",\"more\":[1]}".getBytes(StandardCharsets.UTF_8));
            assertThat(second.body().get("sequence").getAsLong()).isEqualTo(2);
            assertThat(heard(alice))
                    .extracting(Deliver::getText, Deliver::getLabel)
                    .containsExactly("Grüße", "job 7");
            assertThat(node.counters().get(Counter.HOOK_MESSAGES)).isEqualTo(2);
            assertThat(Files.readString(directory.resolve("hooks"))).doesNotContain(token);
        }
        // The room is not open, and nobody is in it.
        try (Node node = node()) {
            assertThat(post(node, token, "again").body().get("sequence").getAsLong())
                    .isEqualTo(3);
        }
    }

    @Test
    void aRoomThatKeepsNothingIsAnotherStatus() throws IOException {
        try (Node node = node(Setting.ENGINE, "memory");
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.ask(ClientMessage.newBuilder()
                    .setCreateRoom(CreateRoom.newBuilder().setName("quiet").setNoHistory(true)));
            Answer answer = post(node, token("quiet", "ci"), "hello");
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body().get("stored").getAsBoolean()).isFalse();
        }
    }

    @Test
    void whatIsWrongIsToldByStatusAndSentence() throws IOException {
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            String token = token("hall", "ci");
            assertThat(post(node, null, TEXT, new byte[] {'x'}).status()).isEqualTo(401);
            Answer unknown = post(node, token + "x", "x");
            assertThat(unknown.status()).isEqualTo(401);
            assertThat(unknown.connection().getHeaderField("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(unknown.refused()).isEqualTo("unknown_token");
            assertThat(post(node, token, "").status()).isEqualTo(400);
            assertThat(post(node, token, TEXT, new byte[] {(byte) 0xff}).status())
                    .isEqualTo(400);
            assertThat(post(node, token, "x".repeat(4001)).status()).isEqualTo(413);
            assertThat(post(node, token, "x".repeat(70_000)).status()).isEqualTo(413);
            assertThat(post(node, token, "image/png", new byte[] {1}).status()).isEqualTo(415);
            for (String json : new String[] {"{", "[]", "{\"text\":7}", "{\"label\":\"a\"}", "{\"text\":\"\"}"}) {
                assertThat(post(node, token, "application/json", json.getBytes(StandardCharsets.UTF_8))
                                .status())
                        .as(json)
                        .isEqualTo(400);
            }
            String url = "http://127.0.0.1:" + node.hookPort();
            assertThat(post(open(url + "/hook", "GET", token, TEXT), new byte[0])
                            .status())
                    .isEqualTo(405);
            assertThat(post(open(url + "/hook/" + token, "POST", null, TEXT), new byte[] {'x'})
                            .status())
                    .isEqualTo(404);
            assertThat(node.counters().get(Counter.HOOKS_REFUSED)).isEqualTo(14);
            assertThat(post(node, token, "x").body().get("sequence").getAsLong())
                    .isEqualTo(1);
        }
    }

    @Test
    void aHookIsSlowedAsASessionIs() throws IOException {
        try (Node node = node(Setting.PUBLISH_RATE, "1", Setting.PUBLISH_BURST, "2");
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            String token = token("hall", "ci");
            assertThat(post(node, token, "1").status()).isEqualTo(200);
            assertThat(post(node, token, "2").status()).isEqualTo(200);
            Answer slowed = post(node, token, "3");
            assertThat(slowed.status()).isEqualTo(429);
            assertThat(slowed.refused()).isEqualTo("too_fast");
            assertThat(slowed.retryAfter()).isPositive();
        }
    }

    @Test
    void theOperatorListsAndRemovesHooksAndRoomsKeepThemOut() throws IOException {
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            String token = token("hall", "ci");
            assertThat(declined(ConsoleCommand.ADD_HOOK, "hall", "CI")).contains("the name 'CI' is taken");
            assertThat(declined(ConsoleCommand.ADD_HOOK, "nowhere", "cd")).contains("there is no room 'nowhere'");
            assertThat(done(ConsoleCommand.HOOKS))
                    .contains("hall")
                    .contains("ci")
                    .doesNotContain(token);
            done(ConsoleCommand.BAN, "hall", "ci");
            Answer banned = post(node, token, "hello");
            assertThat(banned.status()).isEqualTo(403);
            assertThat(banned.body().get("sentence").getAsString()).isEqualTo("this hook is banned from 'hall'");
            done(ConsoleCommand.UNBAN, "hall", "ci");
            assertThat(post(node, token, "hello").status()).isEqualTo(200);
            assertThat(done(ConsoleCommand.REMOVE_HOOK, "Ci")).isEqualTo("removed the web hook 'ci' of 'hall'\n");
            assertThat(post(node, token, "hello").status()).isEqualTo(401);
            assertThat(done(ConsoleCommand.LOG))
                    .contains("add-hook")
                    .contains("remove-hook")
                    .doesNotContain(token);

            String other = token("hall", "ci");
            done(ConsoleCommand.CLOSE_ROOM, "hall");
            Answer closed = post(node, other, "hello");
            assertThat(closed.status()).isEqualTo(410);
            // Another room of this name is another room.
            alice.create("hall");
            assertThat(post(node, other, "hello").status()).isEqualTo(410);
        }
    }

    @Test
    void withoutAPortNoHooksAreMade() throws IOException {
        try (Node node = TestNode.plain(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
            assertThat(node.hookPort()).isZero();
            assertThat(declined(ConsoleCommand.ADD_HOOK, "hall", "ci")).contains("set hook-port");
        }
    }

    @Test
    void elsewhereThanOnLoopbackItIsTlsWithTheServersCertificate() throws IOException, GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLSv1.3");
        Shown shown = new Shown();
        trusting.init(null, new TrustManager[] {shown}, null);
        try (Node node = TestNode.tls(directory, Setting.HOOK_PORT, "0", Setting.HOOK_HOST, "0.0.0.0")) {
            HttpsURLConnection connection =
                    (HttpsURLConnection) open("https://127.0.0.1:" + node.hookPort() + "/hook", "POST", "hook-x", TEXT);
            connection.setSSLSocketFactory(trusting.getSocketFactory());
            connection.setHostnameVerifier((String host, SSLSession session) -> true);
            assertThat(post(connection, new byte[] {'x'}).status()).isEqualTo(401);
            assertThat(Pin.of(Objects.requireNonNull(shown.certificate).getPublicKey()))
                    .isEqualTo(node.pin());
        }
    }

    private static final class Shown implements X509TrustManager {
        private @Nullable X509Certificate certificate;

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            certificate = chain[0];
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
