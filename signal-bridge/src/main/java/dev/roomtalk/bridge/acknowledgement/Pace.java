package dev.roomtalk.bridge.acknowledgement;

/** Whether a sender waits for an answer to each bit. */
public enum Pace {
    /** Not known yet. */
    UNKNOWN,
    /** It sends the next bit when the last one was answered. */
    WAITING,
    /** It sends its bits at a pace of its own. */
    PACED
}
