package dev.roomtalk.client.sockets;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a server that has several addresses: the first TCP connection wins, and the others are given up.
 * Confined to the session's loop.
 *
 * <p>The addresses are tried one after the other. One that is refused is followed by the next at once; one that has not
 * answered after {@link #HEAD_START} gets company by the next, and may still win (RFC 8305).
 */
final class AddressRace {
    /** What a race needs of the network. */
    interface Network {
        /** Finds the addresses of a host, and completes the search on the loop. */
        void find(InetSocketAddress server, Consumer<Found> search);

        /**
         * Connects.
         *
         * @param patience the longest time that connecting may take
         */
        ChannelFuture connect(Entrant entrant, Duration patience);
    }

    /** What came of looking up a host: addresses, or a failure. */
    record Found(List<InetAddress> addresses, @Nullable UnknownHostException failure) {}

    /**
     * One address.
     *
     * @param server as the person wrote it, unresolved
     */
    record Entrant(InetSocketAddress server, InetSocketAddress address) {}

    /** Takes the outcome of a race; one of these is called, once. */
    interface Outcome {
        /** This address has been connected: the connection is the caller's from now on. */
        void onWinner(Entrant entrant, Channel channel);

        void onNobody(ConnectionFailure failure);
    }

    static final Duration HEAD_START = Duration.ofMillis(250);
    private static final Duration ONLY_ADDRESS = Duration.ofSeconds(10);
    private static final Duration EACH_ADDRESS = Duration.ofSeconds(4);

    private final SessionLoop loop;
    private final Network network;
    private final List<InetSocketAddress> servers;
    private final @Nullable InetSocketAddress last;
    private final Outcome outcome;
    private final Map<InetSocketAddress, List<InetAddress>> found = new HashMap<>();
    private final Map<InetSocketAddress, ConnectionFailure> failures = new LinkedHashMap<>();
    private final List<Entrant> waiting = new ArrayList<>();
    private final List<Channel> running = new ArrayList<>();
    private SessionLoop.@Nullable Timer timer;
    private int looking;
    private int ipv4;
    private int ipv6;
    private boolean begun;
    private boolean over;

    /**
     * @param last the address of the connection before, which is tried after all others; null if there was none
     */
    AddressRace(
            SessionLoop loop,
            Network network,
            List<InetSocketAddress> servers,
            @Nullable InetSocketAddress last,
            Outcome outcome) {
        this.loop = loop;
        this.network = network;
        this.servers = servers;
        this.last = last;
        this.outcome = outcome;
    }

    void start() {
        looking = servers.size();
        timer = loop.schedule(HEAD_START, this::begin);
        for (InetSocketAddress server : servers) {
            network.find(server, search -> onFound(server, search));
        }
    }

    /** How many nodes the server seems to have: one may have an address of IPv4 and one of IPv6. */
    int nodes() {
        return Math.max(ipv4, ipv6);
    }

    private void onFound(InetSocketAddress server, Found search) {
        looking--;
        int four = (int) search.addresses().stream()
                .filter(Inet4Address.class::isInstance)
                .count();
        ipv4 += four;
        ipv6 += search.addresses().size() - four;
        if (search.failure() != null) {
            failures.put(server, ConnectionFailure.connecting(ClientSettings.address(server), search.failure()));
        }
        if (!begun) {
            found.put(server, search.addresses());
            if (looking == 0) {
                begin();
            }
        } else if (!over) {
            enter(server, search.addresses());
            if (running.isEmpty()) {
                next();
            }
        }
    }

    private void enter(InetSocketAddress server, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            waiting.add(new Entrant(server, new InetSocketAddress(address, server.getPort())));
        }
    }

    /** Begins with the hosts that were found; the others follow when they are. */
    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        servers.forEach(server -> enter(server, found.getOrDefault(server, List.of())));
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).address().equals(last)) {
                Collections.rotate(waiting, -i - 1);
                break;
            }
        }
        next();
    }

    private void next() {
        stopTimer();
        if (over) {
            return;
        }
        if (waiting.isEmpty()) {
            if (running.isEmpty() && looking == 0) {
                over = true;
                outcome.onNobody(whyNobody());
            }
            return;
        }
        Entrant entrant = waiting.removeFirst();
        timer = loop.schedule(HEAD_START, this::next);
        ChannelFuture connecting =
                network.connect(entrant, servers.size() > 1 || ipv4 + ipv6 > 1 ? EACH_ADDRESS : ONLY_ADDRESS);
        running.add(connecting.channel());
        connecting.addListener(done -> {
            running.remove(connecting.channel());
            if (!done.isSuccess()) {
                failures.put(
                        entrant.server(),
                        ConnectionFailure.connecting(ClientSettings.address(entrant.server()), done.cause()));
                next();
            }
        });
    }

    /** An address is connected; called before anything else happens to its channel. */
    void onConnected(Entrant entrant, Channel channel) {
        if (over) {
            ChannelFuture _ = channel.close();
            return;
        }
        over = true;
        stopTimer();
        for (Channel other : List.copyOf(running)) {
            if (!other.equals(channel)) {
                ChannelFuture _ = other.close();
            }
        }
        outcome.onWinner(entrant, channel);
    }

    /** What each address has answered. */
    private ConnectionFailure whyNobody() {
        return failures.size() == 1
                ? failures.values().iterator().next()
                : ConnectionFailure.unreachable(String.join(
                        "; ",
                        failures.values().stream()
                                .map(ConnectionFailure::sentence)
                                .toList()));
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
