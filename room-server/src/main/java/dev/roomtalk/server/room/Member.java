package dev.roomtalk.server.room;

import java.util.LinkedHashSet;
import java.util.Set;

/** A user in a room. Confined to its room. */
final class Member {
    final long userId;
    /** As the operator has named it last. */
    String name;

    final Set<Participant> sessions = new LinkedHashSet<>();

    /** It has sessions on other nodes. */
    boolean elsewhere;

    /** When it became a member, in milliseconds of Unix time. */
    final long since;

    /** Others were told that this member joined: false while it has only had quiet sessions. */
    boolean announced;

    /** Others are still to be told that this member joined. */
    boolean toBeAnnounced;

    /** It puts others out and silences them. */
    boolean moderator;

    /** Its membership ends with its sessions: all of them came to visit. */
    boolean visiting;

    /** The operator of the server, who is in no roster. */
    private boolean operator;

    /** When the last session went, in milliseconds; meaningful while there is none. */
    long absentSince;

    /** When others were told last that it is writing, in milliseconds. */
    long typedAt = Long.MIN_VALUE / 2;

    /** What others believe that it says of being away. */
    String toldAway = "";

    /** Others believe that it is present. */
    boolean toldPresent = true;

    Member(long userId, String name, long since) {
        this.userId = userId;
        this.name = name;
        this.since = since;
    }

    /** Who acts in a room without being in it. */
    static Member operator(Participant who) {
        Member member = new Member(who.userId(), who.name(), 0);
        member.operator = true;
        return member;
    }

    boolean isOperator() {
        return operator;
    }

    /** What it says of being away; empty: it is not, or not present. */
    String away() {
        for (Participant session : sessions) {
            if (!session.away().isEmpty()) {
                return session.away();
            }
        }
        return "";
    }

    boolean present() {
        return !sessions.isEmpty() || elsewhere;
    }
}
