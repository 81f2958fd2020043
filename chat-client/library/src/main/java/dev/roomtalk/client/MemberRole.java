package dev.roomtalk.client;

import dev.roomtalk.proto.Role;

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

    static MemberRole of(Role role) {
        return switch (role) {
            case ROLE_MODERATOR -> MODERATOR;
            case ROLE_HOST -> HOST;
            case ROLE_MUTED -> MUTED;
            case ROLE_MEMBER, ROLE_UNSPECIFIED, UNRECOGNIZED -> MEMBER;
        };
    }

    Role toProto() {
        return switch (this) {
            case MEMBER -> Role.ROLE_MEMBER;
            case MODERATOR -> Role.ROLE_MODERATOR;
            case HOST -> Role.ROLE_HOST;
            case MUTED -> Role.ROLE_MUTED;
        };
    }
}
