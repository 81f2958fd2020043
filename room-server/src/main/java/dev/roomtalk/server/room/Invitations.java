package dev.roomtalk.server.room;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The invitations to a room. One that has ended stays for a while, so that who comes late learns why it does not help.
 * It is handed out with its end by the wall clock, and lasts as long as it was to last whatever that clock does
 * ({@link Ending}). Confined to its room.
 */
final class Invitations {
    private static final long KEPT_MILLIS = 30L * 24 * 3600 * 1000;

    /** By hash, the newest last. */
    private final Map<String, Held> all = new LinkedHashMap<>();

    /** How many uses of each, by hash, were counted for somebody who did not come in, and are to be taken back. */
    private final Map<String, Integer> back = new LinkedHashMap<>(0);

    private record Held(Invitation invitation, Ending end) {}

    /** @param stored as the engine knows them */
    Invitations(List<Invitation> stored, Remainder remainder) {
        for (Invitation one : stored) {
            Ending made = remainder.invitations().get(one.hash());
            Ending end = made == null ? Ending.ofEarlier(one.since(), one.until(), remainder.known()) : made;
            all.put(one.hash(), new Held(one, end));
        }
    }

    /** When those end that were made since this start of the server, by hash. */
    Map<String, Ending> endings() {
        Map<String, Ending> endings = new HashMap<>();
        all.forEach((hash, held) -> {
            if (held.end.isOfThisStart()) {
                endings.put(hash, held.end);
            }
        });
        return Map.copyOf(endings);
    }

    /** Whether there is a place for another, and none of its id. */
    boolean hasPlace(Invitation invitation, Moment now) {
        all.values().removeIf(old -> old.end.isOverFor(KEPT_MILLIS, now));
        return all.size() < Invitation.MAX_PER_ROOM && find(invitation.id()) == null;
    }

    /** There is such an invitation from now on, or it has been used so often. */
    void apply(RoomChange.InvitationIs change, Moment now) {
        Invitation invitation = change.invitation();
        Held held = all.get(invitation.hash());
        Ending end = held == null ? Ending.after(invitation.until() - invitation.since(), now) : held.end;
        all.put(invitation.hash(), new Held(invitation, end));
    }

    void apply(RoomChange.InvitationEnded change) {
        all.remove(change.hash());
        back.remove(change.hash());
    }

    /** Changes were missed: the invitations are these. What the engine may have lost is valid while it is known. */
    void restate(RoomState now, Moment moment) {
        if (!now.afterLoss()) {
            Set<String> kept = now.invitations().stream().map(Invitation::hash).collect(Collectors.toSet());
            all.keySet().retainAll(kept);
            back.keySet().retainAll(kept);
        }
        now.invitations().forEach(invitation -> apply(new RoomChange.InvitationIs(invitation), moment));
    }

    /** A use of this invitation led nowhere. */
    void giveBack(String hash) {
        if (all.containsKey(hash)) {
            back.merge(hash, 1, Integer::sum);
        }
    }

    boolean hasBack() {
        return !back.isEmpty();
    }

    void forgetBack() {
        back.clear();
    }

    /** The invitation with one use fewer that is to be taken back; null: there is none. */
    RoomChange.@Nullable InvitationIs takeBack() {
        while (!back.isEmpty()) {
            String hash = back.keySet().iterator().next();
            back.computeIfPresent(hash, (_, uses) -> uses == 1 ? null : uses - 1);
            Invitation fewer = used(hash, -1);
            if (fewer != null) {
                return new RoomChange.InvitationIs(fewer);
            }
        }
        return null;
    }

    /** Null: there is none of that id. */
    @Nullable
    Invitation find(String id) {
        return all.values().stream()
                .map(Held::invitation)
                .filter(invitation -> invitation.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Why nobody comes in with this token; null: somebody may. */
    @Nullable
    Refused refuses(String hash, Moment now) {
        Held held = all.get(hash);
        if (held == null) {
            return Refused.BAD_INVITATION;
        }
        return held.invitation.isUsedUp()
                ? Refused.INVITATION_USED
                : held.end.isOverFor(0, now) ? Refused.INVITATION_ENDED : null;
    }

    /** The invitation as it is with so many uses more; null: it does not exist any longer. */
    @Nullable
    Invitation used(String hash, int more) {
        Held held = all.get(hash);
        return held == null ? null : held.invitation.used(more);
    }

    /** The newest first. */
    List<Invitation> list() {
        return all.values().stream().map(Held::invitation).toList().reversed();
    }
}
