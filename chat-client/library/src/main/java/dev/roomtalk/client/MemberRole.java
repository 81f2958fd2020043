package dev.roomtalk.client;

/** What a user may do in a room. */
public enum MemberRole {
    MEMBER("a member like others"),
    /** Kicks, bans and mutes members. */
    MODERATOR("a moderator"),
    /** Closes the room, says how it is set, and gives roles. */
    HOST("the host"),
    /** Reads, and cannot speak. */
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
