package dev.roomtalk.simulation;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a person does in a second room, which its maker closes and makes again under the same name: nobody is shown
 * there what was said in the room before. The topic, which nobody changes, says which of them it is.
 */
final class Annex {
    static final String ROOM = "annex";

    private final String name;
    private final Host host;
    private final Truth truth;
    private final Trace trace;
    private final ChatClient client;
    private @Nullable String in;
    private boolean maker;
    private boolean closing;
    private boolean joins;
    private int made;
    private int said;

    Annex(String name, Host host, Truth truth, Trace trace, ChatClient client) {
        this.name = name;
        this.host = host;
        this.truth = truth;
        this.trace = trace;
        this.client = client;
    }

    /** Makes the room, now and whenever there is none. */
    void make() {
        maker = true;
        made++;
        String topic = Integer.toString(made);
        var _ = client.createRoom(new RoomOptions(ROOM, topic, null, false, false, false))
                .whenComplete(this::entered);
    }

    void join() {
        var _ = client.join(ROOM, null, false).whenComplete(this::entered);
    }

    private void entered(@Nullable JoinedRoom room, @Nullable Throwable failure) {
        trace.line("%s enters the annex: %s %s".formatted(name, room == null ? "-" : room.topic(), failure));
        if (room != null) {
            in = room.topic();
        } else {
            again();
        }
    }

    private void again() {
        in = null;
        host.loop()
                .schedule(
                        () -> {
                            if (in != null) {
                                return;
                            }
                            joins = !maker || !joins;
                            if (joins) {
                                join();
                            } else {
                                make();
                            }
                        },
                        1,
                        TimeUnit.SECONDS);
    }

    /** Closes it, and makes it again. */
    void close() {
        if (in == null || closing) {
            return;
        }
        closing = true;
        var _ = client.closeRoom(ROOM).whenComplete((done, failure) -> {
            trace.line("%s closes the annex %s: %s".formatted(name, in, failure));
            closing = false;
            again();
        });
    }

    void publish() {
        if (in != null) {
            said++;
            var _ = client.publish(ROOM, "%s %d in %s".formatted(name, said, in), null);
        }
    }

    void onEvent(ChatEvent event) {
        switch (event) {
            case ChatEvent.Message message -> onMessage(message);
            case ChatEvent.Rejoined(JoinedRoom room) -> in = room.topic();
            case ChatEvent.RoomClosed _, ChatEvent.RejoinFailed _ -> again();
            default -> {}
        }
    }

    private void onMessage(ChatEvent.Message message) {
        if (in != null && !truth.saidInAnnex(in, message.epoch(), message.sequence(), message.text())) {
            truth.broken("%s is in the annex %s, and was shown %d:%d '%s'"
                    .formatted(name, in, message.epoch(), message.sequence(), message.text()));
        }
    }
}
