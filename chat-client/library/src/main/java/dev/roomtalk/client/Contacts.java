package dev.roomtalk.client;

/** Who may begin a conversation with a user. Conversations that there are go on. */
public enum Contacts {
    EVERYBODY,
    /** Those who are a member of a room together with the user. */
    ROOMS,
    NOBODY
}
