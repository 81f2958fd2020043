package dev.roomtalk.bridge.app;

/** An option, or a file that an option names, is wrong; the message is a sentence for the person. */
final class BadOption extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadOption(String sentence) {
        super(sentence, null, false, false);
    }
}
