package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.Transport;
import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.ServerMessage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The link of a session's present connection, if it has one: its rooms send through this whatever happens to
 * connections. Confined to the session's loop.
 */
final class CurrentLink implements FrameOutlet {
    private @Nullable Link link;
    // The address of the link that was opened last.
    private @Nullable String server;

    void open(Link opened) {
        link = opened;
        server = opened.server();
    }

    void close() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    /** A message came over the control connection. */
    void onMessage(ServerMessage message) {
        if (link == null) {
            return;
        }
        link.onReceived();
        if (message.hasFrame()) {
            link.onFrame(message.getFrame());
        } else if (message.hasNewRelay()) {
            link.onNewRelay(message.getNewRelay());
        } else if (message.hasMovedToTcp()) {
            link.onMovedToTcp(message.getMovedToTcp());
        }
    }

    ConnectionStatus status(ClientSettings settings, String name) {
        return new ConnectionStatus(
                link != null,
                link == null ? Transport.TCP : link.transport(),
                link == null ? null : link.roundTrip(),
                link == null ? 0 : link.loss(),
                settings.plain(),
                server == null ? settings.serverAddress() : server,
                name);
    }

    @Override
    public boolean sendByUdp(Frame frame) {
        return link != null && link.sendByUdp(frame);
    }

    @Override
    public void sendByTcp(Frame frame) {
        if (link != null) {
            link.sendByTcp(frame);
        }
    }

    @Override
    public Duration timeout() {
        return link != null ? link.timeout() : RoundTrip.BEFORE_FIRST_SAMPLE;
    }

    @Override
    public void doubt() {
        if (link != null) {
            link.doubt();
        }
    }
}
