package dev.roomtalk.client.identity;

import dev.roomtalk.text.HostName;
import dev.roomtalk.wire.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Host and port as a person writes them: {@code host}, {@code host:port}, {@code [::1]:port} or {@code ::1}. */
public record ServerAddress(String host, int port) {
    /**
     * Reads an address; without a port it has the default one.
     *
     * @throws IllegalArgumentException with a sentence for the person, if it is not valid
     */
    public static ServerAddress parse(String text) {
        String host = text.strip();
        String port = "";
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            if (end < 0 || (end + 1 < host.length() && host.charAt(end + 1) != ':')) {
                throw bad(text);
            }
            port = end + 1 < host.length() ? host.substring(end + 2) : "";
            if (end + 2 == host.length()) {
                throw bad(text);
            }
            host = host.substring(1, end);
        } else if (host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':')) {
            port = host.substring(host.indexOf(':') + 1);
            host = host.substring(0, host.indexOf(':'));
            if (port.isEmpty()) {
                throw bad(text);
            }
        }
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            throw bad(text);
        }
        return new ServerAddress(HostName.ascii(host), port.isEmpty() ? Protocol.DEFAULT_PORT : port(text, port));
    }

    /**
     * Reads the addresses of one server, separated by commas. One that stands there twice is kept once.
     *
     * @throws IllegalArgumentException with a sentence for the person, if one is not valid
     */
    public static List<ServerAddress> list(String text) {
        // By their text: the first hash of a record costs milliseconds, and a person waits for the screen.
        Map<String, ServerAddress> addresses = new LinkedHashMap<>();
        for (String each : text.split(",", -1)) {
            ServerAddress address = parse(each);
            addresses.putIfAbsent(address.toString(), address);
        }
        return new ArrayList<>(addresses.values());
    }

    private static int port(String text, String port) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 65_535 && Character.isDigit(port.charAt(0))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The sentence below says what is valid.
        }
        throw bad(text);
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a server; use HOST or HOST:PORT, with a port from 1 to 65535");
    }

    /** The name under which its key and the user's tokens are kept on this machine. */
    public String identity() {
        return Identity.address(host, port);
    }

    /** For a client's settings: the host is looked up whenever the client connects. */
    public InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** The host is this machine, or nobody knows it: then connecting will say so. */
    public boolean isLoopback() {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
