package dev.roomtalk.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/** Somebody who listens to a room with {@code chat tail --json}, and has been seen to be in it. */
final class Listener {
    /**
     * One message as it was heard.
     *
     * @param label empty: none
     */
    record Heard(String author, String label, String text, long epoch, long sequence) {}

    private final Program tail;

    private Listener(Program tail) {
        this.tail = tail;
    }

    /** Starts listening and waits until the room has the listener. */
    static Listener join(Stage stage, Server server, Person who, String room) {
        return join(stage, server, server.address(), who, room);
    }

    /** The same by another way to the server. */
    static Listener join(Stage stage, Server server, String address, Person who, String room) {
        Program tail = stage.start(who, "chat", server.command(address, who, "tail", room, "--json"));
        tail.awaitUntil("member " + who.name(), () -> isHere(stage, server, who, room));
        return new Listener(tail);
    }

    /**
     * Somebody else looks: a visit of the same user that ends behind the tail's beginning would take the tail out of
     * the room.
     */
    private static boolean isHere(Stage stage, Server server, Person who, String room) {
        Person usher = stage.person("usher");
        Outcome members = stage.run(usher, "chat", server.command(usher, "who", room));
        return members.out().lines().anyMatch(line -> line.startsWith(who.name() + " ") && line.contains("here"));
    }

    Program program() {
        return tail;
    }

    List<Heard> heard() {
        return tail.lines().map(Listener::parse).toList();
    }

    Heard await(String text) {
        tail.awaitUntil(
                "message \"" + text + "\"",
                () -> heard().stream().anyMatch(heard -> heard.text().equals(text)));
        return heard().stream()
                .filter(heard -> heard.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static Heard parse(String line) {
        JsonObject message = JsonParser.parseString(line).getAsJsonObject();
        return new Heard(
                message.get("author").getAsString(),
                message.get("label").isJsonNull() ? "" : message.get("label").getAsString(),
                message.get("text").getAsString(),
                message.get("epoch").getAsLong(),
                message.get("sequence").getAsLong());
    }
}
