package dev.roomtalk.server.store;

/**
 * A question was not answered, because the engine cannot be asked at present: the same question may be answered a
 * moment later. The message says why, behind a colon: "its Redis does not answer".
 */
public final class NotAnsweredException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why for the person: it names no path */
    public NotAnsweredException(String why, Throwable cause) {
        super(why, cause, false, false);
    }
}
