package dev.roomtalk.server.app;

import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Looks whether the addresses and ports of a configuration can be served. What it binds for that it closes at once. */
final class AddressCheck {
    private static final int FIRST_FREE_PORT = 1024;

    private final Configuration configuration;
    private final ServerSettings settings;

    AddressCheck(Configuration configuration, ServerSettings settings) {
        this.configuration = configuration;
        this.settings = settings;
    }

    /** Two keys that ask for the same port; empty if none do. */
    List<String> conflicts() {
        List<String> conflicts = new ArrayList<>();
        InetSocketAddress metrics = settings.metrics();
        InetSocketAddress hooks = settings.hooks();
        conflict(Setting.METRICS_PORT, metrics, Setting.PORT, settings.port(), settings.hosts(), conflicts);
        conflict(Setting.HOOK_PORT, hooks, Setting.PORT, settings.port(), settings.hosts(), conflicts);
        if (metrics != null) {
            List<InetAddress> host = List.of(metrics.getAddress());
            conflict(Setting.HOOK_PORT, hooks, Setting.METRICS_PORT, metrics.getPort(), host, conflicts);
        }
        return conflicts;
    }

    /** @param hosts the addresses of the second port; empty: every address */
    private void conflict(
            Setting key,
            @Nullable InetSocketAddress address,
            Setting second,
            int port,
            List<InetAddress> hosts,
            List<String> conflicts) {
        if (address != null
                && port != 0
                && address.getPort() == port
                && (hosts.isEmpty()
                        || address.getAddress().isAnyLocalAddress()
                        || hosts.stream()
                                .anyMatch(host -> host.isAnyLocalAddress() || host.equals(address.getAddress())))) {
            conflicts.add(configuration.name(key) + " and " + configuration.name(second) + ": both are " + port
                    + " on the same address; give two different ports");
        }
    }

    /**
     * What would keep the server from serving where it is told to; empty if nothing would.
     *
     * @param ours ports on which the server of this configuration is serving now: whoever has these is no other program
     */
    List<String> notFree(IntPredicate ours) {
        List<String> problems = new ArrayList<>();
        List<InetAddress> hosts = settings.hosts().isEmpty() ? List.of(ServedAddresses.anyAddress()) : settings.hosts();
        for (InetAddress host : hosts) {
            if (!ours.test(settings.port())) {
                InetSocketAddress address = new InetSocketAddress(host, settings.port());
                String tcp = notBound(Setting.PORT, Setting.HOST, "TCP", address, () -> listen(address));
                String udp = notBound(Setting.PORT, Setting.HOST, "UDP", address, () -> receive(address));
                if (tcp != null) {
                    problems.add(tcp);
                }
                // What is wrong with the address is wrong with both.
                if (udp != null && (tcp == null || !udp.startsWith(configuration.name(Setting.HOST)))) {
                    problems.add(udp);
                }
            }
        }
        if (conflicts().isEmpty()) {
            notFree(Setting.METRICS_PORT, Setting.METRICS_HOST, settings.metrics(), ours, problems);
            notFree(Setting.HOOK_PORT, Setting.HOOK_HOST, settings.hooks(), ours, problems);
        }
        return problems;
    }

    private void notFree(
            Setting port, Setting host, @Nullable InetSocketAddress address, IntPredicate ours, List<String> problems) {
        if (address != null && !ours.test(address.getPort())) {
            String problem = notBound(port, host, "TCP", address, () -> listen(address));
            if (problem != null) {
                problems.add(problem);
            }
        }
    }

    /** Binds an address, and lets it go. */
    private interface Trial {
        void run() throws IOException;
    }

    private static void listen(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        }
    }

    private static void receive(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(address);
        }
    }

    private @Nullable String notBound(
            Setting port, Setting host, String protocol, InetSocketAddress address, Trial trial) {
        String where = protocol + " " + address.getAddress().getHostAddress() + " port " + address.getPort();
        try {
            trial.run();
            return null;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("assign") || why.contains("Network is unreachable")) {
                return configuration.name(host) + ": " + address.getAddress().getHostAddress()
                        + " is not an address of this machine";
            }
            if (why.contains("denied") && address.getPort() < FIRST_FREE_PORT) {
                return configuration.name(port) + ": this user may not serve " + where + "; give a port from "
                        + FIRST_FREE_PORT + " on, or the capability CAP_NET_BIND_SERVICE";
            }
            return configuration.name(port) + ": " + where
                    + (why.contains("in use") ? " is in use by another program" : " cannot be served: " + why);
        }
    }
}
