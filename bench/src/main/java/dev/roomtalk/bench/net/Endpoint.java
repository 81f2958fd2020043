package dev.roomtalk.bench.net;

import dev.roomtalk.bench.base.Failure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as people write them: {@code HOST:PORT}, {@code [::1]:PORT}. */
public final class Endpoint {
    private Endpoint() {}

    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port;
        try {
            port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException _) {
            port = -1;
        }
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw Failure.usage("'" + text + "' is no address: give HOST:PORT, for example 127.0.0.1:4242");
        }
        return resolve(host, port);
    }

    public static InetSocketAddress resolve(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException _) {
            throw Failure.unreachable("there is no host '" + host + "'");
        }
    }

    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
