package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.Transport;
import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.control.KeepAlive;
import dev.roomtalk.client.internal.relay.RelayPath;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.NewRelay;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.UseTransport;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.Protocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A connection that was welcomed, with its pings and its relay path: decides by which of the two frames travel, and
 * tells the server. Confined to the session's loop.
 */
final class Link implements FrameOutlet {
    /** Takes the link's frames and changes of its state. */
    interface Listener {
        /** A frame for a room. */
        void onFrame(Frame frame);

        /** Deliveries now travel by this transport. */
        void onTransport(Transport transport, String why);

        /** A round trip was measured, or loss. */
        void onMeasured();

        /** The server does not answer any more. */
        void onDead(ConnectionFailure failure);
    }

    /** The shortest and the longest time that a server can keep the session off UDP. */
    private static final Duration MIN_HOLD = Duration.ofSeconds(1);

    private static final Duration MAX_HOLD = Duration.ofMinutes(10);

    private final SessionLoop loop;
    private final ControlConnection connection;
    private final RoundTrip udpRoundTrip;
    private final RoundTrip tcpRoundTrip = new RoundTrip();
    private final Listener listener;
    private final KeepAlive keepAlive;
    private @Nullable RelayPath relay;
    // While it runs the server serves this session over TCP, whatever the relay answers.
    private SessionLoop.@Nullable Timer hold;

    Link(
            SessionLoop loop,
            RandomGenerator random,
            ControlConnection connection,
            Duration keepAliveAgreed,
            RoundTrip udpRoundTrip,
            Listener listener) {
        this.loop = loop;
        this.connection = connection;
        this.udpRoundTrip = udpRoundTrip;
        this.listener = listener;
        this.keepAlive = new KeepAlive(
                loop,
                random,
                tcpRoundTrip,
                keepAliveAgreed,
                this::sendByTcp,
                () -> listener.onDead(ConnectionFailure.unreachable("the server has stopped answering")));
        udpRoundTrip.reset();
    }

    /** Begins to ping, by UDP as well if the session wants that and the server has a relay. */
    void start(RandomGenerator random, SessionNetwork network, Welcome welcome, boolean udp) {
        if (network.hasOthers()) {
            keepAlive.hurry(() -> transport() == Transport.TCP);
        }
        keepAlive.start();
        InetSocketAddress peer = connection.peer();
        if (!udp || welcome.getRelayCount() == 0 || peer == null) {
            return;
        }
        relay = new RelayPath(
                loop,
                random,
                network.relay(peer, welcome.getRelayList()),
                udpRoundTrip,
                new RelayPath.Listener() {
                    @Override
                    public void onFrame(Frame frame) {
                        listener.onFrame(frame);
                    }

                    @Override
                    public void onUsable(boolean usable) {
                        onRelayUsable(usable);
                    }

                    @Override
                    public void onMeasured() {
                        listener.onMeasured();
                    }

                    @Override
                    public void onKeyExhausted() {
                        listener.onDead(ConnectionFailure.unreachable("the server has not renewed the relay's key"));
                    }
                },
                welcome.getRelaySecret().toByteArray(),
                welcome.getConnectionId());
        relay.start();
    }

    private void onRelayUsable(boolean usable) {
        if (hold == null) {
            use(usable);
        } else if (!usable) {
            keepAlive.doubt();
        }
    }

    /** Too many datagrams were lost: the server delivers over TCP for a while, and so does this end. */
    void onMovedToTcp(MovedToTcp moved) {
        if (relay == null) {
            return;
        }
        boolean before = transport() == Transport.UDP;
        if (hold != null) {
            hold.cancel();
        }
        hold = loop.schedule(
                Duration.ofMillis(Math.clamp(
                        Integer.toUnsignedLong(moved.getWaitMs()), MIN_HOLD.toMillis(), MAX_HOLD.toMillis())),
                this::onHoldOver);
        if (before) {
            listener.onTransport(Transport.TCP, moved.getLostPercent() + " % of the datagrams were lost");
        }
    }

    private void onHoldOver() {
        hold = null;
        if (relay != null && relay.usable()) {
            use(true);
        }
    }

    private void use(boolean udp) {
        connection.send(ClientMessage.newBuilder()
                .setUseTransport(UseTransport.newBuilder().setUdp(udp))
                .build());
        if (udp) {
            listener.onTransport(Transport.UDP, "the relay answers by UDP");
        } else {
            // The network may be gone altogether.
            keepAlive.doubt();
            listener.onTransport(
                    Transport.TCP,
                    udpRoundTrip.smoothed() == null ? "UDP gets no answer" : "UDP has stopped answering");
        }
    }

    /** The address that is connected, as a person writes it. */
    String server() {
        return connection.server();
    }

    Transport transport() {
        return relay != null && hold == null && relay.usable() ? Transport.UDP : Transport.TCP;
    }

    /** The round trip of the transport in use; null until it was measured. */
    @Nullable
    Duration roundTrip() {
        return transport() == Transport.UDP ? udpRoundTrip.smoothed() : tcpRoundTrip.smoothed();
    }

    /** The part of the server's datagrams that was lost, between 0 and 1; 0 while they are not in use. */
    double loss() {
        return relay != null && relay.usable() ? relay.loss() : 0;
    }

    /** Anything came over TCP. */
    void onReceived() {
        keepAlive.onReceived();
    }

    /** A frame came over TCP. */
    void onFrame(Frame frame) {
        switch (frame.getKindCase()) {
            case PING ->
                sendByTcp(Frame.newBuilder()
                        .setPong(Pong.newBuilder().setId(frame.getPing().getId()))
                        .build());
            case PONG -> {
                keepAlive.onPong(frame.getPong().getId());
                listener.onMeasured();
            }
            case DELIVER, ACK, LATEST, ELSEWHERE, TYPING -> listener.onFrame(frame);
            case PUBLISH, NACK, REPORT, CHALLENGE, RESPONSE, KIND_NOT_SET -> {}
        }
    }

    void onNewRelay(NewRelay rekey) {
        if (relay != null && rekey.getRelaySecret().size() == Protocol.SECRET_LENGTH) {
            relay.rekey(rekey.getRelaySecret().toByteArray(), rekey.getConnectionId());
        }
    }

    @Override
    public boolean sendByUdp(Frame frame) {
        return relay != null && hold == null && relay.usable() && relay.send(frame);
    }

    @Override
    public void sendByTcp(Frame frame) {
        connection.send(ClientMessage.newBuilder().setFrame(frame).build());
    }

    @Override
    public Duration timeout() {
        return transport() == Transport.UDP ? udpRoundTrip.timeout() : tcpRoundTrip.timeout();
    }

    @Override
    public void doubt() {
        if (relay != null && hold == null && relay.usable()) {
            relay.doubt();
        } else {
            keepAlive.doubt();
        }
    }

    /** Ends the pings and the relay path, which still sends what it has; the connection is its owner's. */
    void close() {
        keepAlive.stop();
        if (hold != null) {
            hold.cancel();
            hold = null;
        }
        if (relay != null) {
            relay.close();
            relay = null;
        }
    }
}
