package dev.roomtalk.server.room;

import dev.roomtalk.wire.Kind;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Decides what may be said about another message, and done to it. Confined to its room. */
final class Targets {
    private final LongPredicate moderates;
    private long editMillis;

    /** @param moderates users who may remove what others have said */
    Targets(LongPredicate moderates) {
        this.moderates = moderates;
    }

    /** For how long authors may change what they have said; 0: for ever. */
    void set(int editSeconds) {
        editMillis = editSeconds * 1000L;
    }

    /**
     * Why this may not be said about that message; null: it may.
     *
     * @param recent the message, as the ring has it; null: it has it not, and what the engine has found counts
     */
    @Nullable
    Refused refusal(RoomCommand.Publish message, @Nullable Target recent, Moment now) {
        Target.LookUp lookUp = message.lookUp();
        Target target = recent != null || lookUp == null ? recent : lookUp.target();
        long userId = message.who().userId();
        Kind kind = message.purpose().kind();
        boolean removable = kind == Kind.REMOVAL && target != null && target.kind() == Kind.REACTION;
        if (target == null || target.removed() || !(target.kind().isRead() || removable)) {
            return Refused.NO_SUCH_MESSAGE;
        }
        boolean own = target.userId() == userId;
        boolean late = editMillis > 0 && now.unixMillis() - target.timeMillis() > editMillis;
        return switch (kind) {
            case REMOVAL -> moderates.test(userId) ? null : ofAuthor(own, late && target.kind() != Kind.REACTION);
            case EDIT -> ofAuthor(own, late);
            case TEXT, ACTION, REACTION, REPLY -> null;
        };
    }

    private static @Nullable Refused ofAuthor(boolean own, boolean late) {
        if (!own) {
            return Refused.NOT_AUTHOR;
        }
        return late ? Refused.TOO_LATE : null;
    }
}
