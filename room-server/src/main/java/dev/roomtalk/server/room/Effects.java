package dev.roomtalk.server.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a room wants done because of one command, in order. Confined to its room. */
final class Effects {
    /** A list that was longer is not kept. */
    private static final int MOST_KEPT = 16;

    private List<Effect> list = new ArrayList<>();
    /** Empty lists: a command may be carried out while the effects of another are. */
    private final Deque<List<Effect>> spare = new ArrayDeque<>();

    /** Starts an empty list for the next command, and returns it; it grows until the next call. */
    List<Effect> begin() {
        List<Effect> kept = spare.pollLast();
        list = kept == null ? new ArrayList<>() : kept;
        return list;
    }

    /** The effects of a list were carried out, and nobody looks at it any more. */
    void end(List<Effect> done) {
        if (done.size() <= MOST_KEPT) {
            done.clear();
            spare.addLast(done);
        }
    }

    void add(Effect effect) {
        list.add(effect);
    }

    void done(RoomCommand.Asked asked) {
        list.add(new Effect.Done(asked.who(), asked.request()));
    }

    void refuse(RoomCommand.Asked asked, Refused why) {
        refuse(asked, why, "");
    }

    /** @param about the name of the user that the refusal is about, or empty */
    void refuse(RoomCommand.Asked asked, Refused why, String about) {
        list.add(new Effect.Refuse(asked.who(), asked.request(), why, about));
    }

    /** @param waitMillis after this time the same message may be sent again; 0: no such time is known */
    void refuse(RoomCommand.Publish message, Refused why, int waitMillis) {
        list.add(new Effect.RefuseMessage(message.who(), message.n(), why, waitMillis));
    }

    /** Tells every participant. */
    void tell(Effect.Event event) {
        tell(event, null);
    }

    /** @param except the one participant that is not told; null if all are told */
    void tell(Effect.Event event, @Nullable Participant except) {
        list.add(new Effect.Tell(event, except));
    }
}
