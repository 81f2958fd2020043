package dev.roomtalk.bridge.base;

/** Everything the bridge counts, and how its last line calls it. */
public enum Counter {
    /** Signals read. */
    SIGNALS("signals"),
    /** Processes that have sent at least one. */
    SENDERS("senders"),
    /** Messages decoded whole. */
    HEARD("messages heard"),
    /** Messages that the room has taken. */
    DELIVERED("delivered"),
    /** Messages that the room refused, or of which no answer came. */
    NOT_DELIVERED("not delivered"),
    /** Messages refused because too many were waiting for the room. */
    QUEUE_FULL("refused, queue full"),
    /** Messages refused because their user said too many. */
    TOO_FAST("refused, too fast"),
    /** Messages whose bytes are not UTF-8. */
    NOT_UTF8("rejected, not UTF-8"),
    /** Messages longer than a room allows. */
    TOO_LONG("rejected, too long"),
    /** Messages in which the order of two signals is not known. */
    OUT_OF_ORDER("rejected, order lost"),
    /** Messages of which a bit merged with another process's and cannot be known. */
    MERGED("rejected, a bit merged"),
    /** Messages of which bits were lost, as what is left of them shows. */
    DAMAGED("rejected, damaged"),
    /** Bits after the end of a message that were no message. */
    RUN_ON("bits after the end"),
    /** Processes whose first bit was merged away, found all the same. */
    FOUND("found in /proc"),
    /** Messages without a byte. */
    EMPTY("empty"),
    /** Messages whose sender ended or fell silent in the middle. */
    BROKEN_OFF("broken off"),
    /** Signals of a process that was gone before it could be looked at. */
    GONE("signals of processes already gone"),
    /** Signals whose sender the kernel does not name: it is outside this PID namespace. */
    NAMELESS("signals from outside the PID namespace"),
    /** Signals sent in answer. */
    ANSWERS("answers"),
    /** Answers that were repeated because nothing followed them. */
    REPEATS("answers repeated");

    private final String words;

    Counter(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
