package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatLine.Presence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several people did who came and went one after the other, in one sentence. */
final class PresenceWords {
    private PresenceWords() {}

    /** {@code alice left and came back 4 times, carol joined}. */
    static String of(List<Presence> changes) {
        Map<String, List<Presence>> byName = new LinkedHashMap<>();
        changes.forEach(change ->
                byName.computeIfAbsent(change.name(), _ -> new ArrayList<>()).add(change));
        List<String> parts = new ArrayList<>();
        byName.forEach((name, its) -> parts.add(name + " " + words(its)));
        return String.join(", ", parts);
    }

    private static String words(List<Presence> its) {
        Presence first = its.getFirst();
        Presence last = its.getLast();
        if (its.size() == 1) {
            return first.change().toString();
        }
        long gone = its.stream().filter(change -> !change.change().here()).count();
        long came = its.size() - gone;
        String went = its.stream().allMatch(c -> c.change() != Presence.Change.LEFT) ? "disconnected" : "left";
        if (first.change().here()) {
            return last.change().here()
                    ? first.change() + (gone == 0 ? "" : ", then " + went + " and came back" + times(gone))
                    : "came and " + went + times(gone);
        }
        return last.change().here()
                ? went + " and came back" + times(gone)
                : (came == 0 ? "" : went + " and came back" + times(came) + ", then ") + last.change();
    }

    private static String times(long count) {
        return count == 1 ? "" : " " + count + " times";
    }
}
