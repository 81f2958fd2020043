package dev.roomtalk.server.base;

/** Every time span that a node measures. */
public enum Latency {
    /**
     * From when a relay loop takes a message of a room until what it made of it has left for all members of that loop.
     */
    FAN_OUT("fan.out", "from a message to its datagrams, for each turn of a relay loop that had any"),
    /** From when a room gives a message to the engine until the engine has stored it. */
    STORE("store", "from a message to its being stored"),
    /**
     * From when a room gives a message to the engine until its author is answered, whether the room stores messages or
     * not.
     */
    ACK("ack", "from a message to its Ack"),
    /** From the last challenge that went to an address until its answer. */
    ROUND_TRIP(
            "round.trip",
            "of datagrams to a client and back: once for each session on UDP, and for each new address of one");

    private final String metric;
    private final String meaning;

    Latency(String metric, String meaning) {
        this.metric = metric;
        this.meaning = meaning;
    }

    public String metric() {
        return metric;
    }

    public String meaning() {
        return meaning;
    }
}
