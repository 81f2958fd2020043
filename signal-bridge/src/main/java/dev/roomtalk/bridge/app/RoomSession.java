package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.outlet.Ledger;
import dev.roomtalk.bridge.outlet.RoomOutlet;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.StateException;
import dev.roomtalk.client.sockets.SocketClient;
import dev.roomtalk.files.HomeDirectory;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session with the server, in one room, and the ledger of what was said there. */
final class RoomSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("signal-bridge");

    private final BridgeEnd end;
    private final @Nullable Ledger ledger;
    private @Nullable ChatClient client;

    private RoomSession(BridgeEnd end, @Nullable Ledger ledger) {
        this.end = end;
        this.ledger = ledger;
    }

    /** Takes the ledger of that room, if no other bridge has it; {@link #join} connects. */
    static RoomSession open(BridgeSettings.Room room, BridgeEnd end) throws IOException {
        return new RoomSession(end, ledger(room.client(), room.name()));
    }

    /** What an earlier run of this bridge has left; null if another bridge has it, and speaks in that room now. */
    @Nullable
    Ledger ledger() {
        return ledger;
    }

    /** Connects, and joins the room. */
    RoomOutlet join(BridgeSettings.Room room) throws ChatException {
        ChatClient started = SocketClient.start(
                ledger == null ? room.client() : room.client().as(ledger.instance()),
                room.identity().reportingTo(RoomSession::notSaved),
                this::onEvent);
        client = started;
        RoomOutlet.await(started.connected());
        try {
            return RoomOutlet.join(started, room.name(), room.password(), room.create());
        } catch (ChatException e) {
            String asked = room.password() == null && e.reason() == Reason.PASSWORD_NEEDED
                    ? Person.askSecretly("Password of room " + VisibleText.line(room.name()) + ": ")
                    : null;
            if (asked == null) {
                throw e;
            }
            return RoomOutlet.join(started, room.name(), asked, room.create());
        }
    }

    private static void notSaved(String name, StateException why) {
        LOG.error("the name {} cannot be used again after this run: {}", name, why.getMessage());
    }

    @Override
    public void close() throws IOException {
        try (Ledger _ = ledger;
                ChatClient _ = client) {
            client = null;
        }
    }

    private static @Nullable Ledger ledger(ClientSettings settings, String into) throws IOException {
        InetSocketAddress first = settings.servers().getFirst();
        String server = first.getHostString() + ":" + first.getPort();
        String room = Name.room(into) instanceof Name.Valid(Name valid) ? valid.key() : into;
        Path file = Ledger.path(System.getenv(), HomeDirectory.of(System.getenv()), server, settings.name(), room);
        Ledger ledger = Ledger.open(file, new SecureRandom().nextLong(), () -> System.currentTimeMillis() / 1000);
        if (ledger == null) {
            LOG.warn(
                    "another signal-bridge of the same name speaks in this room: what this one has taken and the room has not"
                            + " answered is lost if it is killed");
        }
        return ledger;
    }

    private void onEvent(ChatEvent event) {
        switch (event) {
            case ChatEvent.Connected connected -> {
                if (connected.resumed()) {
                    LOG.info("connected again with {}", connected.server());
                }
            }
            case ChatEvent.Disconnected disconnected -> {
                if (end.isOpen()) {
                    LOG.warn("the server is away, messages wait: {}", disconnected.why());
                }
            }
            case ChatEvent.Ended over -> end.endWith(ExitCode.of(over.reason()), over.why());
            case ChatEvent.RejoinFailed failed -> end.endWith(ExitCode.REFUSED, failed.why());
            case ChatEvent.RoomClosed closed -> end.endWith(ExitCode.REFUSED, closed.why());
            case ChatEvent.Removed removed -> {
                if (removed.own()) {
                    end.endWith(ExitCode.REFUSED, removed.sentence(ZoneId.systemDefault(), Instant.now()));
                }
            }
            case ChatEvent.TransportChanged _,
                    ChatEvent.Rejoined _,
                    ChatEvent.Message _,
                    ChatEvent.Missed _,
                    ChatEvent.NotKept _,
                    ChatEvent.MemberJoined _,
                    ChatEvent.MemberLeft _,
                    ChatEvent.RoleChanged _,
                    ChatEvent.PresenceChanged _,
                    ChatEvent.AwayChanged _,
                    ChatEvent.Typing _,
                    ChatEvent.MemberCount _,
                    ChatEvent.HostChanged _,
                    ChatEvent.TopicChanged _,
                    ChatEvent.ConversationActive _,
                    ChatEvent.ReadElsewhere _,
                    ChatEvent.RoomChanged _ -> {}
        }
    }
}
