package dev.roomtalk.server.control;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.wire.Protocol;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way in for TCP connections, and the pipeline of each. Any thread.
 *
 * <pre>
 *  accept → gate → TlsGate ⇒ SslHandler → FlushConsolidationHandler → LastWord → ControlFrameDecoder → Connection
 *                                                                         HelloPhase, then SessionPhase → RequestRouter
 *                                                                                   or TransferPhase
 * </pre>
 *
 * <p>Before the gate, {@link ProxyGate} waits for what a trusted proxy says of its client. The gate refuses addresses
 * that may not connect. {@link TlsGate} waits for a whole TLS record and for the connection's turn, and is then
 * replaced by the TLS handler; without TLS both are missing. Then the messages go to the phase that the connection is
 * in; what is written passes {@link LastWord}, which lets nothing through after Close.
 */
public final class Acceptor {
    private final LiveSettings settings;
    private final Gate gate;
    private final Connections connections;
    private final @Nullable TlsHandlers tls;
    private final Users users;
    private final Admissions admissions;
    private final @Nullable Transfers transfers;
    private final Counters counters;
    // Connections of trusted proxies that have not shown who they are.
    private final AtomicInteger proxied = new AtomicInteger();
    private volatile boolean stopping;

    /**
     * @param tls null: plain TCP
     * @param transfers null: this server takes no files
     */
    public Acceptor(
            LiveSettings settings,
            Gate gate,
            Connections connections,
            @Nullable TlsHandlers tls,
            Users users,
            Admissions admissions,
            @Nullable Transfers transfers,
            Counters counters) {
        this.settings = settings;
        this.gate = gate;
        this.connections = connections;
        this.tls = tls;
        this.users = users;
        this.admissions = admissions;
        this.transfers = transfers;
        this.counters = counters;
    }

    /** Makes a connection of a new channel. On the channel's loop. */
    public void accept(Channel channel) {
        counters.count(Counter.CONNECTIONS);
        // A channel that has ended already has no address.
        if (stopping || !(channel.remoteAddress() instanceof InetSocketAddress remote) || connections.overfull()) {
            channel.close();
            return;
        }
        InetAddress address = remote.getAddress();
        if (gate.counts(address)) {
            channel.pipeline().addLast(new ForeignHeader(address, gate));
            enter(channel, address);
        } else if (proxied.incrementAndGet() > settings.get().access().halfOpen()) {
            proxied.decrementAndGet();
            channel.close();
        } else {
            channel.pipeline()
                    .addLast(new ProxyGate(
                            address,
                            settings.get().helloTimeout(),
                            why -> gate.refusedHeader(address, why),
                            client -> enter(channel, client),
                            proxied::decrementAndGet));
        }
    }

    private void enter(Channel channel, InetAddress address) {
        switch (gate.arrives(address)) {
            case Gate.IsClosed _ -> channel.close();
            case Gate.IsTold told -> connect(channel, address, told.refusal());
            case Gate.Enters enters -> {
                if (enters.counted()) {
                    channel.closeFuture().addListener(closed -> gate.left(address));
                }
                connect(channel, address, null);
            }
        }
    }

    private void connect(Channel channel, InetAddress address, Gate.@Nullable Refusal refusal) {
        ControlFrameDecoder decoder =
                new ControlFrameDecoder(Protocol.MAX_HELLO, connections.memory().share());
        HeldUp heldUp = new HeldUp();
        Connection connection = new Connection(
                channel,
                address,
                decoder,
                connections.memory().share(),
                counters,
                made -> new HelloPhase(
                        made,
                        refusal,
                        gate,
                        connections,
                        users,
                        admissions,
                        transfers,
                        heldUp,
                        settings.get().helloTimeout()),
                connections::remove,
                what -> gate.failed(address, what),
                gate.counts(address) ? AddressRange.single(address).toString() : "");
        connections.add(connection);
        if (tls != null) {
            channel.pipeline()
                    .addLast(new TlsGate(
                            () -> tls.of(channel, connections.memory().share()), gate, connection, heldUp));
        }
        channel.pipeline().addLast(new FlushConsolidationHandler(64, true), new LastWord(), decoder, connection);
        gate.begins(connection);
    }

    /** Whether it takes connections; false: it is stopping. */
    public boolean accepts() {
        return !stopping;
    }

    /**
     * Stops accepting connections, asks all clients to reconnect later, and waits for a bounded time until they are
     * told.
     */
    public void stop(Duration patience) {
        stopping = true;
        connections.stop(patience);
    }
}
