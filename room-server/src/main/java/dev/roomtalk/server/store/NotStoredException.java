package dev.roomtalk.server.store;

/**
 * A change was not made, because nothing can be stored at present. The message says why, behind a colon: "its disk is
 * full".
 */
public final class NotStoredException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why for the person: it names no path */
    public NotStoredException(String why, Throwable cause) {
        super(why, cause, false, false);
    }
}
