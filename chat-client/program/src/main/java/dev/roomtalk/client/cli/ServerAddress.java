package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.wire.Protocol;

/** Host and port as a person writes them: {@code host}, {@code host:port}, {@code [::1]:port} or {@code ::1}. */
record ServerAddress(String host, int port) {
    static ServerAddress parse(String text) {
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
        return new ServerAddress(host, port.isEmpty() ? Protocol.DEFAULT_PORT : port(text, port));
    }

    private static int port(String text, String port) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 65_535 && Character.isDigit(port.charAt(0))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same sentence for everything that is no port.
        }
        throw bad(text);
    }

    private static CommandFailure bad(String text) {
        return new CommandFailure(
                ExitCode.BAD_INPUT, "'" + text + "' is no server: give HOST or HOST:PORT, with a port from 1 to 65535");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
