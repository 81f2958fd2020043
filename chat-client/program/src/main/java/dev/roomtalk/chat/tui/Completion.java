package dev.roomtalk.chat.tui;

import java.util.List;

/** The candidates for the text before a cursor, and the one that was chosen last. */
final class Completion {
    private final Completer completer;
    private final Draft draft;
    private final Edits edits;
    private List<Candidate> candidates = List.of();
    private int chosen = -1;

    /** Where the chosen candidate ends in the draft. */
    private int end;

    Completion(Completer completer, Draft draft, Edits edits) {
        this.completer = completer;
        this.draft = draft;
        this.edits = edits;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    int chosen() {
        return chosen;
    }

    /** The text has changed: what could follow is offered. */
    void offer() {
        chosen = -1;
        candidates = draft.length() == 0 ? List.of() : List.copyOf(completer.complete(draft.before(), false));
    }

    /** Offers nothing any more. */
    void close() {
        chosen = -1;
        candidates = List.of();
    }

    /** Chooses the next candidate, or the one before. */
    void choose(int step) {
        if (chosen < 0) {
            candidates = List.copyOf(completer.complete(draft.before(), true));
            end = draft.cursor();
            if (candidates.size() > 1 && insertCommon()) {
                return;
            }
        }
        if (candidates.isEmpty()) {
            return;
        }
        int first = chosen < 0 && step < 0 ? 0 : chosen;
        chosen = Math.floorMod(first + step, candidates.size());
        replace(candidates.get(chosen).insert());
        if (candidates.size() == 1) {
            close();
        }
    }

    private void replace(String text) {
        edits.replace(candidates.getFirst().from(), end, text);
        end = draft.cursor();
    }

    /** Writes what all candidates begin with, if it is more than is there. */
    private boolean insertCommon() {
        String common = candidates.getFirst().insert();
        for (Candidate candidate : candidates) {
            int length = 0;
            String insert = candidate.insert();
            while (length < Math.min(common.length(), insert.length())
                    && common.charAt(length) == insert.charAt(length)) {
                length++;
            }
            common = common.substring(0, length);
        }
        int from = candidates.getFirst().from();
        boolean torn = !common.isEmpty() && Character.isHighSurrogate(common.charAt(common.length() - 1));
        if (torn || common.length() <= end - from) {
            return false;
        }
        replace(common);
        return true;
    }
}
