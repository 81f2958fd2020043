package dev.roomtalk.server.room;

import dev.roomtalk.wire.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A message where it is kept: in a room's ring, or in a log. Each of these carries out in the same way what later
 * messages do to it.
 *
 * @param <M> the message itself
 */
public interface Revisable<M extends Revisable<M>> {
    /** Finds a message that is kept; null: it is not there. */
    @FunctionalInterface
    interface Finder<M, X extends Exception> {
        @Nullable
        M find(long sequence) throws X;
    }

    /** Puts a revised message in the place of the one with the same sequence. */
    @FunctionalInterface
    interface Putter<M, X extends Exception> {
        void put(M revised) throws X;
    }

    long epoch();

    long sequence();

    String text();

    /** The name that its author had. */
    String by();

    Purpose purpose();

    Revision revision();

    /** The same message with another text, after a later message. */
    M revised(String text, Revision revision);

    /** Whether it can be read, searched for, answered: it is there, and does not only say something about another. */
    default boolean isReadable() {
        return purpose().kind().isRead() && !revision().isRemoval();
    }

    /**
     * Carries out what a message does to another one. What was removed stays so, whatever comes later. An edit has its
     * text until another edit comes; it goes with the message that it has edited.
     *
     * @param message is kept already
     */
    static <M extends Revisable<M>, X extends Exception> void carryOut(M message, Finder<M, X> kept, Putter<M, X> place)
            throws X {
        Purpose purpose = message.purpose();
        if (!purpose.kind().changesTarget()) {
            return;
        }
        M target = kept.find(purpose.sequence());
        if (target == null || target.epoch() != purpose.epoch()) {
            return;
        }
        boolean removal = purpose.kind() == Kind.REMOVAL;
        if (target.revision().isRemoval()) {
            if (!removal) {
                place.put(message.revised("", target.revision()));
            }
            return;
        }
        Revision revision = new Revision(message.sequence(), removal ? message.by() : null);
        M before =
                target.revision().by() == 0 ? null : kept.find(target.revision().by());
        if (before != null && before.purpose().sequence() == target.sequence()) {
            place.put(before.revised("", revision));
        }
        place.put(target.revised(removal ? "" : message.text(), revision));
    }
}
