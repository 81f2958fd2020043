package dev.roomtalk.client;

import dev.roomtalk.wire.KeySuccession;
import dev.roomtalk.wire.Pin;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Decides whether a server is the right one. Called during each TLS handshake, off the session's thread: it may block.
 */
@FunctionalInterface
public interface Trust {
    /**
     * Decides about the server's certificate chain.
     *
     * @param host as given by the person
     * @param pin of the leaf's key
     * @param verified the chain leads to a root of this system and names {@code host}
     * @return an empty text to accept, or a sentence for the person that says why not
     */
    String check(String host, int port, Pin pin, boolean verified, List<X509Certificate> chain);

    /**
     * Whether the key that was accepted last is one for the time being: nothing is sent to the server but the question
     * which keys its key has followed, and {@link #follows} decides then.
     */
    default boolean asksForSuccession() {
        return false;
    }

    /**
     * Decides about a key that was accepted for the time being. Called by the session's thread.
     *
     * @param statements of the server's old keys, the oldest first; none if it has not answered
     * @return as of {@link #check}
     */
    default String follows(List<KeySuccession> statements, Instant now) {
        return "";
    }
}
