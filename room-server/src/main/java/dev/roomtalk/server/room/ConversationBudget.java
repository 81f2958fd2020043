package dev.roomtalk.server.room;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The memory that the conversations of one loop's rooms may take together: their messages for repair, and what they
 * remember of their authors. Where it is used up, the room that has been silent longest gives back what it can, its
 * oldest messages first, then the next one. So a room in which people speak keeps what it needs for repair, whatever is
 * said in others. Confined to that loop.
 */
public final class ConversationBudget {
    private final long bytes;
    private long taken;

    /** The conversations that have something to give back, the most silent first. */
    private final SequencedSet<Conversation> conversations = new LinkedHashSet<>();

    public ConversationBudget(long bytes) {
        this.bytes = bytes;
    }

    /** How many bytes are taken. */
    public long taken() {
        return taken;
    }

    /** Somebody spoke in this conversation, which takes so many bytes more now, or fewer. */
    void spoke(Conversation conversation, long more) {
        conversations.addLast(conversation);
        changed(more);
    }

    /** A conversation takes so many bytes more now, or fewer, and nobody spoke. */
    void changed(long more) {
        taken += more;
        while (taken > bytes && !conversations.isEmpty()) {
            Conversation silent = conversations.iterator().next();
            long given = silent.giveBack();
            taken -= given;
            if (given == 0) {
                // It comes again with the next message.
                conversations.remove(silent);
            }
        }
    }

    /** The conversation has ended, and what it took is free. */
    void ended(Conversation conversation, long took) {
        conversations.remove(conversation);
        taken -= took;
    }
}
