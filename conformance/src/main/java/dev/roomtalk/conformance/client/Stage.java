package dev.roomtalk.conformance.client;

import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.proto.Publish;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The scripted server and the client, brought for each check to where it begins: in the room, with UDP in use. */
final class Stage {
    private final ScriptedServer server;
    private final Client client;
    private final RealTime time;
    private final Duration patience;
    private @Nullable Conversation current;

    Stage(ScriptedServer server, Client client, RealTime time, Duration patience) {
        this.server = server;
        this.client = client;
        this.time = time;
        this.patience = patience;
    }

    ScriptedServer server() {
        return server;
    }

    Duration patience() {
        return patience;
    }

    RealTime time() {
        return time;
    }

    /** Starts the client, if it does not run. */
    void start() throws IOException {
        client.start();
    }

    /** A connection of the client that is not in use yet; the client is started if it has to be. */
    Conversation next() throws IOException {
        drop();
        client.start();
        Conversation next = server.accept(patience);
        current = next;
        return next;
    }

    /** The client's connection, with its room joined and UDP in use. */
    Conversation ready() throws IOException {
        Conversation there = current;
        if (there == null || there.journal().ended()) {
            there = next();
        }
        there.answerMessages(true);
        there.answerDatagrams(true);
        there.answerHistory(true);
        there.journal()
                .await(
                        "JoinRoom",
                        0,
                        came -> came.message().hasJoinRoom() || came.message().hasCreateRoom(),
                        patience);
        awaitUdp(there);
        return there;
    }

    void awaitUdp(Conversation conversation) {
        Duration deadline = time.now().plus(patience);
        while (!conversation.usesUdp()) {
            if (time.now().compareTo(deadline) > 0) {
                throw new Finding("no UseTransport{udp: true} in " + patience.toMillis() + " ms");
            }
            time.pause(Duration.ofMillis(5));
        }
    }

    /** Has the client publish, and returns what comes first of it. */
    Came published(Conversation conversation) throws IOException {
        int mark = conversation.journal().mark();
        String text = client.say();
        Came came = conversation
                .journal()
                .await(
                        "Publish",
                        mark,
                        c -> c.frame().hasPublish() && says(c.frame().getPublish(), text),
                        patience);
        Publish publish = came.frame().getPublish();
        if (publish.getRoom() != RoomState.NUMBER) {
            throw new Finding("a Publish for room " + Integer.toUnsignedString(publish.getRoom()));
        }
        return came;
    }

    private static boolean says(Publish publish, @Nullable String text) {
        return text == null || publish.getText().toStringUtf8().equals(text);
    }

    /** Lets go of the connection that there is. */
    void drop() {
        Conversation there = current;
        if (there != null) {
            there.close();
            current = null;
        }
    }

    /** Takes the connection over from {@link #ready}: the next check has another one. */
    void isOver() {
        current = null;
    }

    /** Ends the client: the next check has a new one. */
    void restart() {
        drop();
        client.stop();
    }
}
