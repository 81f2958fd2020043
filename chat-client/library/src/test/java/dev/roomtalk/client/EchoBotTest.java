package dev.roomtalk.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.app.Node;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation: a bot that embeds the library. */
class EchoBotTest {
    private static final Path SOURCE = Path.of("../../docs/examples/EchoBot.java");

    @TempDir
    Path home;

    @Test
    void isShortAndImportsTheApiAlone() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        assertThat(lines).hasSizeLessThan(60);
        assertThat(lines.stream().filter(line -> line.startsWith("import ")))
                .isNotEmpty()
                .allMatch(line ->
                        line.matches("import (java\\.[\\w.]+|dev\\.roomtalk\\.client\\.(sockets\\.)?[A-Z]\\w*);"));
    }

    @Test
    void compilesJoinsAndAnswers() throws Exception {
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-classpath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-d",
                        home.toString(),
                        SOURCE.toString());
        assertThat(status).isZero();
        try (Node node = TestNode.start(home.resolve("server"));
                TestClient alice = TestClient.connected("alice", node.port());
                URLClassLoader classes =
                        new URLClassLoader(new URL[] {home.toUri().toURL()})) {
            alice.create("hall");
            CompletableFuture<Void> bot = start(classes, node, "hall");
            assertThat(alice.awaitEvent(ChatEvent.MemberJoined.class).name()).isEqualTo("echo");
            alice.say("hall", "anybody there?");
            alice.awaitHeard("alice: anybody there?", "echo: anybody there?");

            // A new token ends the bot's session, which used the old one.
            byte[] token = Files.readAllBytes(home.resolve("token"));
            try (TestClient owner =
                    TestClient.start("echo", "127.0.0.1", node.port(), false, false, TestClient.EVERYBODY, token)) {
                TestClient.get(owner.client.renewToken());
                TestClient.get(bot);
            }
        }
    }

    private CompletableFuture<Void> start(ClassLoader classes, Node node, String room) throws Exception {
        String[] arguments = {
            "127.0.0.1",
            Integer.toString(node.port()),
            Objects.requireNonNull(node.pin()).toString(),
            room,
            home.resolve("token").toString()
        };
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("echo-bot").start(() -> {
            try {
                classes.loadClass("EchoBot").getMethod("main", String[].class).invoke(null, (Object) arguments);
                ended.complete(null);
            } catch (ReflectiveOperationException e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }
}
