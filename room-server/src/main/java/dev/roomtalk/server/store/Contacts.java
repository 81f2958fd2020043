package dev.roomtalk.server.store;

/** Who may begin a conversation with a user. */
public enum Contacts {
    EVERYBODY,
    /** Those who are a member of a room together with the user. */
    ROOMS,
    NOBODY
}
