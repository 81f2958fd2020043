package dev.roomtalk.bridge.acknowledgement;

/** Where in a message a bit is, as far as that is known when it comes. */
public enum BitPlace {
    INSIDE,
    /** It may have completed a message. */
    END,
    /** It is the first that is known to have come behind the end of a message, without a silence. */
    FIRST_BEHIND,
    /** Others have come behind that end before it. */
    BEHIND
}
