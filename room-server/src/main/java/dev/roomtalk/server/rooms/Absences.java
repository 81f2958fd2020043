package dev.roomtalk.server.rooms;

/** Since when users have had no session. Any thread. */
public interface Absences {
    /** Of nobody it is known. */
    Absences NONE = _ -> 0;

    /** When the last session of a user ended, in milliseconds of Unix time; 0: it has one, or that is not known. */
    long since(long userId);
}
