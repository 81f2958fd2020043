package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a room, who is there, and who is its host. Confined to its room.
 *
 * <p>Over 300 lines, because every change of a member is noted here for the engine.
 */
final class Roster {
    /** In the order in which they joined. */
    private final Map<Long, Member> members = new LinkedHashMap<>();

    private final Set<Participant> participants = new LinkedHashSet<>();
    private @Nullable Member host;
    private int present;

    /** Those of whom the engine does not know yet how they are now. */
    private final Set<Member> changed = new LinkedHashSet<>();

    /** Users who are members no longer, which the engine does not know yet. */
    private final Set<Long> gone = new LinkedHashSet<>();

    /** Users of whom the engine is being told. */
    private final Set<Long> proposed = new HashSet<>();

    private final NodePresence nodes;

    /** What is changed now comes from the engine, or another node tells it. */
    private boolean following;

    /**
     * Of a room that has been opened.
     *
     * @param known members from before, away since {@code absentSince}
     * @param node this one; 0: no other node has the room
     */
    Roster(List<MemberRecord> known, long absentSince, long node) {
        this.nodes = new NodePresence(node);
        for (MemberRecord record : known) {
            Member member = new Member(record.userId(), record.name(), record.since());
            member.announced = record.announced();
            member.toldPresent = false;
            member.absentSince = absentSince;
            members.put(member.userId, member);
            member.moderator = record.role() == Role.MODERATOR;
            if (record.role() == Role.HOST) {
                host = member;
            }
        }
    }

    /** Who has sessions on which node. */
    NodePresence nodes() {
        return nodes;
    }

    @Nullable
    Member find(long userId) {
        return members.get(userId);
    }

    /** @param visiting it is remembered only as long as it is here */
    Member add(Participant who, long since, boolean visiting) {
        Member member = new Member(who.userId(), who.name(), since);
        member.visiting = visiting;
        put(member);
        note(member);
        return member;
    }

    /** A member that another node has let in: it has no session here, and perhaps there. */
    Member add(MemberRecord record, long now) {
        Member member = new Member(record.userId(), record.name(), record.since());
        member.announced = record.announced();
        member.absentSince = now;
        put(member);
        member.toldPresent = member.elsewhere;
        return member;
    }

    private void put(Member member) {
        members.put(member.userId, member);
        member.elsewhere = nodes.isElsewhere(member.userId);
        present += member.elsewhere ? 1 : 0;
    }

    /** The engine may have lost that it is a member. */
    void tellAgain(Member member) {
        changed.add(member);
    }

    private void note(Member member) {
        if (!following) {
            changed.add(member);
        }
    }

    /** From now on, until the opposite is told, whatever is changed the engine need not be told. */
    void follow(boolean engine) {
        following = engine;
    }

    boolean follows() {
        return following;
    }

    /** Whether a change of this user's membership was made here and the engine does not know it yet. */
    boolean isChanged(long userId) {
        Member member = members.get(userId);
        return gone.contains(userId) || proposed.contains(userId) || (member != null && changed.contains(member));
    }

    /** Whether there is something that the engine is to be told. */
    boolean hasChanges() {
        return !changed.isEmpty() || !gone.isEmpty() || nodes.hasUntold();
    }

    /** It comes to stay. */
    void stays(Member member) {
        if (member.visiting) {
            member.visiting = false;
            note(member);
        }
    }

    /** The others are told that it is here. */
    void announce(Member member) {
        member.announced = true;
        member.toBeAnnounced = false;
        member.toldPresent = true;
        note(member);
    }

    void rename(Member member, String name) {
        member.name = name;
        note(member);
    }

    List<Member> presentMembers() {
        return members.values().stream().filter(Member::present).toList();
    }

    /** A session of a member is here. */
    void arrive(Member member, Participant session) {
        if (!member.present()) {
            present++;
        }
        if (member.sessions.isEmpty()) {
            nodes.comesOrGoes(member.userId);
        }
        member.sessions.add(session);
        participants.add(session);
    }

    /** A session has gone; null: it was not here. */
    @Nullable
    Member depart(Participant session, long now) {
        Member member = members.get(session.userId());
        if (!participants.remove(session) || member == null) {
            return null;
        }
        member.sessions.remove(session);
        if (member.sessions.isEmpty()) {
            nodes.comesOrGoes(member.userId);
        }
        if (!member.present()) {
            present--;
            member.absentSince = now;
        }
        return member;
    }

    /** A user has sessions on another node, or none any longer. Null: its member neither comes nor goes with that. */
    @Nullable
    Member isOn(long other, long userId, boolean here, long now) {
        if (other == nodes.node()) {
            return null;
        }
        nodes.note(other, userId, here);
        Member member = members.get(userId);
        if (member == null || member.elsewhere == nodes.isElsewhere(userId)) {
            return null;
        }
        boolean before = member.present();
        member.elsewhere = !member.elsewhere;
        if (member.present() == before) {
            return null;
        }
        present += before ? -1 : 1;
        member.absentSince = now;
        return member;
    }

    /** Whom the engine believes to be on this node: where that is not so, it is told. */
    void believed(Set<Long> users) {
        for (Member member : members.values()) {
            if (users.contains(member.userId) == member.sessions.isEmpty()) {
                nodes.comesOrGoes(member.userId);
            }
        }
        users.stream().filter(userId -> !members.containsKey(userId)).forEach(nodes::comesOrGoes);
    }

    /** What the engine is to be told of sessions; null: nothing. */
    RoomChange.@Nullable PresentAre takePresence() {
        return nodes.take(userId -> {
            Member member = members.get(userId);
            return member != null && !member.sessions.isEmpty();
        });
    }

    /** @param known whether the engine knows that it is a member no longer */
    void remove(Member member, boolean known) {
        members.remove(member.userId);
        participants.removeAll(member.sessions);
        if (!member.sessions.isEmpty()) {
            nodes.comesOrGoes(member.userId);
        }
        if (member.present()) {
            present--;
        }
        if (member.equals(host)) {
            host = null;
        }
        changed.remove(member);
        if (!member.visiting && !following && !known) {
            gone.add(member.userId);
        }
    }

    @Nullable
    Member host() {
        return host;
    }

    void makeHost(Member member) {
        if (host != null) {
            note(host);
        }
        host = member;
        note(member);
    }

    void setModerator(Member member, boolean moderator) {
        if (member.moderator != moderator) {
            member.moderator = moderator;
            note(member);
        }
    }

    /** What the engine is to be told, and is being told from now on; null: nothing. */
    RoomChange.@Nullable MembersAre takeChanges() {
        List<MemberRecord> now = changed.stream()
                .filter(member -> !member.visiting)
                .map(this::record)
                .toList();
        List<Long> left =
                gone.stream().filter(userId -> !members.containsKey(userId)).toList();
        changed.clear();
        gone.clear();
        now.forEach(record -> proposed.add(record.userId()));
        proposed.addAll(left);
        return now.isEmpty() && left.isEmpty() ? null : new RoomChange.MembersAre(now, left);
    }

    /** The engine knows what it was told. */
    void told() {
        proposed.clear();
    }

    /** The engine was not told this: what of it still holds is told later. */
    void putBack(RoomChange.MembersAre untold) {
        proposed.clear();
        untold.gone().stream().filter(userId -> !members.containsKey(userId)).forEach(gone::add);
        for (MemberRecord record : untold.now()) {
            Member member = members.get(record.userId());
            if (member != null) {
                changed.add(member);
            }
        }
    }

    private MemberRecord record(Member member) {
        return new MemberRecord(member.userId, member.name, role(member), member.since, member.announced);
    }

    private Role role(Member member) {
        return member.equals(host) ? Role.HOST : member.moderator ? Role.MODERATOR : Role.MEMBER;
    }

    /**
     * Who is host next: no visitor, who is present before who is away, a moderator before others, who has been a member
     * longest. Null: there is nobody.
     */
    @Nullable
    Member heir() {
        List<Member> lasting =
                members.values().stream().filter(member -> !member.visiting).toList();
        return lasting.stream()
                .filter(Member::present)
                .min(Comparator.comparing(member -> !member.moderator))
                .orElse(lasting.isEmpty() ? null : lasting.getFirst());
    }

    /** Somebody who is here to stay is here. */
    boolean hasHeirPresent() {
        Member heir = heir();
        return heir != null && heir.present();
    }

    /**
     * Members that left at {@code millis} or before, visitors or such of whom others still believe that they are
     * present.
     */
    List<Member> absentSince(long millis) {
        if (present == members.size()) {
            return List.of();
        }
        return members.values().stream()
                .filter(m -> !m.present() && (m.toldPresent || m.visiting) && m.absentSince <= millis)
                .toList();
    }

    /** Those who are remembered without a session, too. */
    List<Member> lasting() {
        return members.values().stream().filter(member -> !member.visiting).toList();
    }

    boolean hasVisitors() {
        return members.values().stream().anyMatch(member -> member.visiting);
    }

    Set<Participant> participants() {
        return participants;
    }

    Set<Long> userIds() {
        return members.keySet();
    }

    int size() {
        return members.size();
    }

    int presentCount() {
        return present;
    }

    /** At most {@link RoomRules#CROWD}, present ones first. */
    List<MemberView> views(RoomBans bans, long now) {
        List<MemberView> views = new ArrayList<>(Math.min(members.size(), RoomRules.CROWD));
        addViews(views, true, bans, now);
        addViews(views, false, bans, now);
        return views;
    }

    private void addViews(List<MemberView> views, boolean presentOnes, RoomBans bans, long now) {
        for (Member member : members.values()) {
            if (views.size() >= RoomRules.CROWD) {
                return;
            }
            if (member.present() == presentOnes) {
                views.add(view(member, bans, now));
            }
        }
    }

    MemberView view(Member member, RoomBans bans, long now) {
        Ban mute = member.equals(host) ? null : bans.ban(Ban.Kind.SPEAK, member.userId, now);
        return new MemberView(
                member.userId,
                member.name,
                mute == null ? role(member) : Role.MUTED,
                mute == null ? 0 : mute.until(),
                member.present(),
                member.away());
    }
}
