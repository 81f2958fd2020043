package dev.roomtalk.server.console;

/** What the operator asks for is not done; the message says why. */
final class DeclinedException extends Exception {
    private static final long serialVersionUID = 1L;

    DeclinedException(String sentence) {
        super(sentence);
    }
}
