package dev.roomtalk.simulation;

import dev.roomtalk.client.MessageId;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.wire.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine has numbered in a room where messages are edited and removed, and what must have become of them. That
 * is worked out here from what was said; the engine's log is held against it.
 */
final class StudyTruth {
    /** A message by its author, who numbers what it says. */
    record Said(String author, long n) {
        static Said of(LogEntry entry) {
            return new Said(entry.message().userName(), entry.message().n());
        }
    }

    /**
     * What a message of the log must have become.
     *
     * @param said as it was numbered
     * @param removedBy null: nobody has removed it
     * @param changedBy the message that has edited it last, or removed it; null: none has
     */
    record Became(
            LogEntry said,
            String text,
            @Nullable String removedBy,
            @Nullable MessageId changedBy) {
        MessageId id() {
            return StudyTruth.id(said);
        }

        private Became with(String changed, @Nullable String by, MessageId change) {
            return new Became(said, changed, by, change);
        }

        /** Whether it is a message that people read, and no change of another one. */
        boolean isRead() {
            return said.purpose().kind().isRead();
        }
    }

    private final Verdict verdict;
    private final Supplier<Disk.@Nullable Room> room;
    private final Map<MessageId, LogEntry> given = new HashMap<>();

    /** @param room as the engine has it; null: it has none */
    StudyTruth(Verdict verdict, Supplier<Disk.@Nullable Room> room) {
        this.verdict = verdict;
        this.room = room;
    }

    static MessageId id(LogEntry entry) {
        return new MessageId(entry.epoch(), entry.sequence());
    }

    void broken(String what) {
        verdict.broken(what);
    }

    /** The engine has numbered a message, which a crash or a failover may lose. */
    void numbered(LogEntry entry) {
        if (given.put(id(entry), entry) != null) {
            verdict.broken("%s was given twice".formatted(id(entry)));
        }
    }

    /** What was numbered with this pair, as it was said. */
    @Nullable
    LogEntry given(MessageId id) {
        return given.get(id);
    }

    /** Whether a message may have this text before what has changed it is shown: a node has read both from the log. */
    boolean mayHaveBecome(MessageId id, String text) {
        return text.isEmpty()
                || given.values().stream()
                        .anyMatch(edit -> edit.purpose().kind() == Kind.EDIT
                                && edit.purpose().epoch() == id.epoch()
                                && edit.purpose().sequence() == id.sequence()
                                && edit.text().equals(text));
    }

    /** The last sequence that the room has. */
    long last() {
        Disk.Room now = room.get();
        return now == null ? 0 : now.last;
    }

    /** What must have become of each message that the log has, in its order. */
    Map<MessageId, Became> outcome() {
        Map<MessageId, Became> outcome = new LinkedHashMap<>();
        Disk.Room now = room.get();
        if (now == null) {
            return outcome;
        }
        for (LogEntry kept : now.log.values()) {
            LogEntry said = given.get(id(kept));
            if (said == null) {
                verdict.broken("the log has %s, and the engine never gave it".formatted(id(kept)));
                return outcome;
            }
            outcome.put(id(said), new Became(said, said.text(), null, null));
            if (said.purpose().kind().changesTarget()) {
                carryOut(said, outcome);
            }
        }
        return outcome;
    }

    private static void carryOut(LogEntry change, Map<MessageId, Became> outcome) {
        MessageId id = id(change);
        boolean removal = change.purpose().kind() == Kind.REMOVAL;
        MessageId about =
                new MessageId(change.purpose().epoch(), change.purpose().sequence());
        Became target = outcome.get(about);
        if (target == null) {
            return;
        }
        if (target.removedBy != null) {
            // What comes too late for a message that is removed leaves no text either.
            outcome.computeIfPresent(id, (_, late) -> late.with("", null, id));
            return;
        }
        if (target.changedBy != null) {
            outcome.computeIfPresent(target.changedBy, (_, edit) -> edit.with("", null, id));
        }
        outcome.put(about, target.with(removal ? "" : change.text(), removal ? change.by() : null, id));
    }

    /** Holds the engine's log against what must have become of its messages. */
    void judge() {
        Map<MessageId, Became> outcome = outcome();
        Disk.Room now = room.get();
        if (now == null) {
            return;
        }
        Set<Said> once = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (LogEntry kept : now.log.values()) {
            Became must = outcome.get(id(kept));
            if (must != null && !kept.text().equals(must.text)) {
                verdict.broken("the log has '%s' at %s, which has become '%s'".formatted(kept.text(), id(kept), must));
            }
            if (must != null
                    && must.isRead()
                    && must.removedBy == null == kept.revision().isRemoval()) {
                verdict.broken("%s of the log is removed by %s, and it must be by %s"
                        .formatted(id(kept), kept.revision().removedBy(), must.removedBy));
            }
            boolean text = must == null || must.said.text().isEmpty() || texts.add(must.said.text());
            if (!once.add(Said.of(kept)) || !text) {
                verdict.broken("%s is in the log twice, again at %s".formatted(kept.message(), id(kept)));
            }
        }
    }
}
