package dev.roomtalk.conformance.check;

/** What was seen instead of what PROTOCOL.md says, in words that stand behind "seen:". Has no stack trace. */
public class Finding extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Finding(String seen) {
        super(seen, null, false, false);
    }

    public String seen() {
        return String.valueOf(getMessage());
    }
}
