package dev.roomtalk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.sockets.SocketClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client and everything it told its listener. */
final class TestClient implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Trust EVERYBODY = (host, port, pin, verified, chain) -> "";

    final List<ChatEvent> events = new CopyOnWriteArrayList<>();
    final AtomicReference<byte @Nullable []> token = new AtomicReference<>();
    final ChatClient client;

    private TestClient(ClientSettings settings) {
        client = SocketClient.start(settings, (name, shown) -> token.set(shown), events::add);
    }

    static TestClient start(String name, String host, int port, boolean plain, boolean udp) {
        return start(name, host, port, plain, udp, EVERYBODY, null);
    }

    static TestClient start(
            String name, String host, int port, boolean plain, boolean udp, Trust trust, byte @Nullable [] token) {
        return new TestClient(new ClientSettings(
                InetSocketAddress.createUnresolved(host, port), name, () -> token, trust, plain, udp, "test"));
    }

    /** With TLS, by any of these addresses. */
    static TestClient start(String name, List<InetSocketAddress> servers) {
        AtomicReference<byte @Nullable []> kept = new AtomicReference<>();
        return new TestClient(new ClientSettings(servers, name, kept::get, EVERYBODY, false, true, "test"));
    }

    /** With TLS, and UDP in use. */
    static TestClient connected(String name, int port) {
        TestClient client = start(name, "127.0.0.1", port, false, true);
        get(client.client.connected());
        client.awaitTransport(Transport.UDP);
        return client;
    }

    void awaitTransport(Transport transport) {
        await().atMost(PATIENCE).until(() -> client.status().transport() == transport);
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static ChatException failure(CompletableFuture<?> future) {
        try {
            Object result = future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("did not fail: " + result);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChatException why) {
                return why;
            }
            throw new AssertionError(e);
        }
    }

    /** Publishes and waits for the answer. */
    Receipt.Delivered say(String room, String text) {
        Receipt receipt = get(client.publish(room, text, null).answered());
        assertThat(receipt).isInstanceOf(Receipt.Delivered.class);
        return (Receipt.Delivered) receipt;
    }

    JoinedRoom create(String room) {
        return get(client.createRoom(new RoomOptions(room, "", null, false, false, false)));
    }

    JoinedRoom join(String room) {
        return get(client.join(room, null, false));
    }

    List<String> heard() {
        return events(ChatEvent.Message.class).stream()
                .map(message -> message.author() + ": " + message.text())
                .toList();
    }

    <E extends ChatEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void awaitHeard(String... lines) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard()).containsExactly(lines));
    }

    <E extends ChatEvent> E awaitEvent(Class<E> kind) {
        await().atMost(PATIENCE).until(() -> !events(kind).isEmpty());
        return events(kind).getFirst();
    }

    @Override
    public void close() {
        client.close();
    }
}
