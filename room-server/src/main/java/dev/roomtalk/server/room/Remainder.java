package dev.roomtalk.server.room;

import java.util.List;
import java.util.Map;

/**
 * What is remembered of a room while it is not open, because the engine does not keep it.
 *
 * @param known since when this process knows the room: what the engine remembers from before is aged from here
 * @param lastUse {@link Moment#millis} of the last use of the room
 * @param hostAbsentSince {@link Moment#millis} since when the host has been absent
 * @param nextAuthor the number of the next author: of one epoch none is given twice
 * @param authors the latest, for those who hold a message of which they do not know the author
 * @param bans when those end that were made since the room is known
 * @param invitations the same, by hash
 * @param kicks the users whose lost sessions do not come back by themselves
 */
public record Remainder(
        Moment known,
        long lastUse,
        long hostAbsentSince,
        int nextAuthor,
        List<AuthorName> authors,
        Map<Ban.Key, Ending> bans,
        Map<String, Ending> invitations,
        Map<Long, RoomBans.Kick> kicks) {

    /**
     * Of a room that nobody has used in this process.
     *
     * @param silentMillis for how long nobody has used it; it has a while left in any case, because this process has
     *     known it from now on
     */
    public static Remainder unused(long silentMillis, RoomRules rules, Moment now) {
        long lastUse = now.millis() - Math.min(silentMillis, rules.longestSilence());
        return new Remainder(now, lastUse, now.millis(), 1, List.of(), Map.of(), Map.of(), Map.of());
    }

    /** @param millis {@link Moment#millis} of the last use */
    public Remainder withLastUse(long millis) {
        return new Remainder(known, millis, hostAbsentSince, nextAuthor, authors, bans, invitations, kicks);
    }

    /** @param millis {@link Moment#millis} since when the host has been absent */
    public Remainder withHostAbsentSince(long millis) {
        return new Remainder(known, lastUse, millis, nextAuthor, authors, bans, invitations, kicks);
    }
}
