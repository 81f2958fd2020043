package dev.roomtalk.server.room;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** False: there are too many, or one of its id. */
    boolean add(Invitation invitation, Moment now) {
        all.values().removeIf(old -> old.end.isOverFor(KEPT_MILLIS, now));
        if (all.size() >= Invitation.MAX_PER_ROOM || find(invitation.id()) != null) {
            return false;
        }
        all.put(invitation.hash(), new Held(invitation, Ending.after(invitation.until() - invitation.since(), now)));
        return true;
    }

    private @Nullable Invitation find(String id) {
        return all.values().stream()
                .map(Held::invitation)
                .filter(invitation -> invitation.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Null: there is none of that id. */
    @Nullable
    Invitation remove(String id) {
        Invitation found = find(id);
        if (found != null) {
            all.remove(found.hash());
        }
        return found;
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

    /** Counts a use, or takes one back; null if the invitation does not exist any longer. */
    @Nullable
    Invitation use(String hash, int more) {
        Held used = all.computeIfPresent(hash, (h, held) -> new Held(held.invitation.used(more), held.end));
        return used == null ? null : used.invitation;
    }

    /** The newest first. */
    List<Invitation> list() {
        return all.values().stream().map(Held::invitation).toList().reversed();
    }
}
