package dev.roomtalk.client.identity;

/**
 * A file of the state directory cannot be read or written; the message is one sentence for the person, and names the
 * file.
 */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateException(String sentence) {
        super(sentence);
    }
}
