package dev.roomtalk.client;

/** What a user may do in a room. */
public enum MemberRole {
    MEMBER("an ordinary member"),
    /** Kicks, bans and mutes members. */
    MODERATOR("a moderator"),
    /** Closes the room, changes its settings, and gives roles. */
    HOST("the host"),
    /** Reads, but cannot speak. */
    MUTED("muted");

    private final String words;

    MemberRole(String words) {
        this.words = words;
    }

    /** For a sentence: "a moderator". */
    public String words() {
        return words;
    }
}
