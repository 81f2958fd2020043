package dev.roomtalk.e2e;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.sockets.SocketClient;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A client in this process that goes on talking in a room, and remembers what it was told. Any thread. */
final class Talker implements AutoCloseable {
    static final String ROOM = "hall";
    private static final int IN_FLIGHT = 4;
    static final Executor AFTER_A_PAUSE = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    /** The room has answered. {@code receipt} is what it said of {@code text}. */
    record Answered(String text, Receipt receipt) {}

    private final String name;
    private final ChatClient client;
    private final AtomicReference<byte[]> token = new AtomicReference<>();
    private final AtomicInteger published = new AtomicInteger();
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private final Queue<ChatEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean quiet;

    Talker(String name, int port) {
        this.name = name;
        this.client = SocketClient.start(
                new ClientSettings(
                        InetSocketAddress.createUnresolved("127.0.0.1", port),
                        name,
                        token::get,
                        (host, p, pin, verified, chain) -> "",
                        false,
                        true,
                        "talker"),
                (given, bytes) -> token.set(bytes),
                events::add);
    }

    void makeRoom() {
        client.createRoom(new RoomOptions(ROOM, "", null, false, false, true)).join();
    }

    void join() {
        client.join(ROOM, null, true).join();
    }

    void talk() {
        for (int i = 0; i < IN_FLIGHT; i++) {
            say();
        }
    }

    private void say() {
        if (quiet) {
            return;
        }
        String text = name + " " + published.incrementAndGet();
        Publication publication = client.publish(ROOM, text, null);
        publication.answered().thenAccept(receipt -> {
            answers.add(new Answered(text, receipt));
            answered.incrementAndGet();
            AFTER_A_PAUSE.execute(this::say);
        });
    }

    /** Says nothing new from now on. */
    void fallSilent() {
        quiet = true;
    }

    boolean everythingIsAnswered() {
        return answered.get() == published.get();
    }

    boolean connected() {
        return client.status().connected();
    }

    int answered() {
        return answered.get();
    }

    /** What it was told since the last call of this. */
    Queue<Answered> takeAnswers() {
        return take(answers);
    }

    Queue<ChatEvent> takeEvents() {
        return take(events);
    }

    private static <T> Queue<T> take(Queue<T> from) {
        Queue<T> taken = new ConcurrentLinkedQueue<>();
        for (T next = from.poll(); next != null; next = from.poll()) {
            taken.add(next);
        }
        return taken;
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return name + ": " + answered + " of " + published + " answered, " + client.status();
    }
}
