package dev.roomtalk.client.internal.control;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.VisibleText;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why a connection was not made, or was lost.
 *
 * @param sentence one, for a person
 * @param lasting whether trying again makes no sense
 */
public record ConnectionFailure(ChatException.Reason reason, String sentence, boolean lasting) {
    /** How Netty's epoll begins a message. */
    private static final Pattern FAILED_FUNCTION = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    public static ConnectionFailure unreachable(String sentence) {
        return new ConnectionFailure(ChatException.Reason.UNREACHABLE, sentence, false);
    }

    public static ConnectionFailure protocol(String sentence) {
        return new ConnectionFailure(ChatException.Reason.PROTOCOL_ERROR, sentence, false);
    }

    public static ConnectionFailure untrusted(String sentence) {
        return new ConnectionFailure(ChatException.Reason.UNTRUSTED, sentence, true);
    }

    /** What kept TCP from connecting. */
    public static ConnectionFailure connecting(String server, Throwable cause) {
        return unreachable(
                switch (cause) {
                    case UnknownHostException e -> "cannot find " + server + ": no such host";
                    case ConnectTimeoutException e -> "nothing answers at " + server + " (timed out)";
                    case NoRouteToHostException e -> "cannot reach " + server + " (no route to host)";
                    // Netty reports every other error of connect() by this type, too.
                    case ConnectException e
                    when words(e).toLowerCase(Locale.ROOT).contains("refused") ->
                        "nothing accepts connections at " + server + ": is the server running?";
                    default -> "cannot reach " + server + ": " + words(cause);
                });
    }

    /** An exception's message without names of classes and functions. */
    public static String words(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String line = message.lines().findFirst().orElse(message);
        return VisibleText.line(FAILED_FUNCTION.matcher(line).replaceFirst(""));
    }
}
