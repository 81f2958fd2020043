package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.wire.Name;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way into rooms for users who are not members. A name that no room has is answered as a private room answers a
 * stranger: by the loop that a room of this name would be on, after the same check of a password. Any thread.
 */
public final class Doors {
    /**
     * So long every stranger waits: a private room may have to be opened meanwhile, and takes no longer for it than one
     * that is open, or none.
     */
    private static final int OPENING_MILLIS = 50;

    private final Function<Name, LoopRooms> loops;
    private final PasswordCheck passwords;

    /** @param loops the loop that a room of this name is on, or would be on */
    Doors(Function<Name, LoopRooms> loops, PasswordCheck passwords) {
        this.loops = loops;
        this.passwords = passwords;
    }

    /**
     * Asks the room of this name to let a session in.
     *
     * @param room null: there is none, and the request is refused
     */
    public void knock(@Nullable RoomRef room, Name name, RoomCommand.Enter enter) {
        LoopRooms loop = loops.apply(name);
        if (!loop.thread().offer(() -> knock(room, name, enter, loop))) {
            Refusals.busy(enter);
        }
    }

    private void knock(@Nullable RoomRef room, Name name, RoomCommand.Enter enter, LoopRooms loop) {
        if (room != null) {
            loop.unopened().open(room.number());
        }
        loop.thread()
                .schedule(
                        () -> {
                            if (room == null) {
                                refuse(name, enter, loop.thread());
                            } else {
                                loop.take(room, enter);
                            }
                        },
                        OPENING_MILLIS);
    }

    private void refuse(Name name, RoomCommand.Enter enter, LoopThread loop) {
        RoomSession session = (RoomSession) enter.who();
        if (enter.password() == null || enter.invitation() != null) {
            refuse(name, enter);
            return;
        }
        passwords.check(session, name.key(), null, enter.password(), outcome -> {
            switch (outcome) {
                case PasswordCheck.Compared _ -> loop.execute(() -> refuse(name, enter));
                case PasswordCheck.NotNow later -> session.answer(Refusals.later(enter.request(), later));
            }
        });
    }

    private static void refuse(Name name, RoomCommand.Enter enter) {
        ((Requester) enter.who()).answer(Refusals.noSuchRoom(enter.request(), name.display()));
    }
}
