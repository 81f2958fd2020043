package dev.roomtalk.server.console;

/** The request of an operator is refused; the message tells why. */
final class DeclinedException extends Exception {
    private static final long serialVersionUID = 1L;

    DeclinedException(String sentence) {
        super(sentence);
    }
}
