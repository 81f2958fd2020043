package dev.roomtalk.server.room;

/**
 * A session as a room sees it, or the operator. Equality is identity: a session that comes again is another
 * participant.
 */
public interface Participant {
    /** The user that the session's token proved. */
    long userId();

    /** The user's name. */
    String name();

    /** 64 random bits that the client program chose when it started. */
    long instance();

    /**
     * What counts as the address that it comes from, however that is written; empty: many that have nothing to do with
     * each other share it.
     */
    default String address() {
        return "";
    }

    /** What it says of being away; empty: it is not. Any thread. */
    default String away() {
        return "";
    }

    /** The session has ended: whoever did not hear of it yet must not begin anything for it. Any thread. */
    boolean isOver();

    /**
     * It is a web hook: it is in no room, and may say something in the one that it was made for, as long as its user is
     * neither banned from there nor muted.
     */
    default boolean isHook() {
        return false;
    }

    /** It is the operator of the server: no member of any room, who may do in each what its host may. */
    default boolean operates() {
        return false;
    }
}
