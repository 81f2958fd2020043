package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The invitations to a room. One that has ended stays for a while, so that who comes late learns why it does not help.
 * Times are those of the wall clock: an invitation is handed out with its end. Confined to its room.
 */
final class Invitations {
    private static final long KEPT_MILLIS = 30L * 24 * 3600 * 1000;

    /** By hash, the newest last. */
    private final Map<String, Invitation> all = new LinkedHashMap<>();

    Invitations(List<Invitation> known) {
        known.forEach(invitation -> all.put(invitation.hash(), invitation));
    }

    /** False: there are too many, or one of its id. */
    boolean add(Invitation invitation, long unixMillis) {
        all.values().removeIf(old -> old.until() + KEPT_MILLIS <= unixMillis);
        if (all.size() >= Invitation.MAX_PER_ROOM || find(invitation.id()) != null) {
            return false;
        }
        all.put(invitation.hash(), invitation);
        return true;
    }

    private @Nullable Invitation find(String id) {
        return all.values().stream()
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
    Refused refuses(String hash, long unixMillis) {
        Invitation invitation = all.get(hash);
        if (invitation == null) {
            return Refused.BAD_INVITATION;
        }
        return invitation.isUsedUp()
                ? Refused.INVITATION_USED
                : invitation.until() <= unixMillis ? Refused.INVITATION_ENDED : null;
    }

    /** Counts a use, or takes one back; null if the invitation does not exist any longer. */
    @Nullable
    Invitation use(String hash, int more) {
        return all.computeIfPresent(hash, (h, invitation) -> invitation.used(more));
    }

    /** The newest first. */
    List<Invitation> list() {
        return new ArrayList<>(all.values()).reversed();
    }
}
