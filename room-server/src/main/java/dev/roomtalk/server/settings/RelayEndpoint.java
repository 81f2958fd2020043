package dev.roomtalk.server.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where clients reach the relay, as the operator says it.
 *
 * @param host an address; empty: the one that the client has reached
 * @param port 0: the port that this server serves
 */
public record RelayEndpoint(String host, int port) {
    /**
     * As a person reads it: {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code :PORT}.
     *
     * @param served the port that this server serves
     */
    public String text(int served) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + (port == 0 ? served : port);
    }

    /** Host and port of {@code HOST}, {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code :PORT}; null if it is none. */
    static @Nullable RelayEndpoint split(String text) {
        String host = text;
        String port = "";
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
                return null;
            }
            host = text.substring(1, end);
            port = end + 1 == text.length() ? "" : text.substring(end + 1);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
            port = text.substring(text.indexOf(':'));
        }
        if (port.isEmpty()) {
            return host.isEmpty() ? null : new RelayEndpoint(host, 0);
        }
        try {
            int number = Integer.parseInt(port.substring(1));
            return number >= 1 && number <= 65_535 && Character.isDigit(port.charAt(1))
                    ? new RelayEndpoint(host, number)
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
