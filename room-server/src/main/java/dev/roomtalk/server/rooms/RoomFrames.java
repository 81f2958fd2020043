package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.PublishReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of one loop's sessions that are for rooms, by whichever transport they came, and brings them to the
 * rooms as commands. Confined to its loop.
 */
public final class RoomFrames {
    private static final int BUSY_WAIT_MILLIS = 200;

    /** Messages that one Nack may ask for. */
    private static final int MAX_AGAIN = 256;

    private final LoopRooms own;
    private final KnownRooms known;
    private final Counters counters;

    /** @param own the rooms of the same loop */
    public RoomFrames(LoopRooms own, KnownRooms known) {
        this.own = own;
        this.known = known;
        this.counters = own.counters();
    }

    /** Takes a frame of a session of this loop. One without a room's number is dropped. */
    public void take(RoomSession session, Frame frame) {
        if (frame.hasPublish()) {
            Publish p = frame.getPublish();
            String text = p.getText().isValidUtf8() ? p.getText().toStringUtf8() : null;
            String label = p.getLabel().isValidUtf8() ? p.getLabel().toStringUtf8() : null;
            publish(
                    session,
                    p.getRoom(),
                    p.getN(),
                    p.getAboveBase(),
                    p.getText().size(),
                    text,
                    label,
                    purpose(p.getKindValue(), p.getTargetEpoch(), p.getTarget()));
        } else if (frame.getNack().getRoom() != 0) {
            if (session.takesRepair(frame.getNack())) {
                repair(session, frame.getNack());
            } else {
                // It is sent Latest when it keeps up again, and asks again.
                counters.count(Counter.REPAIRS_LEFT_OUT);
            }
        } else if (frame.getTyping().getRoom() != 0) {
            typing(session, frame.getTyping().getRoom());
        }
    }

    /** What is too much is dropped: a later one says the same. */
    private void typing(RoomSession session, int number) {
        RoomRef room = session.publishLimit().take(own.thread().nanoTime(), 1) == 0
                ? known.find(session.userId(), number)
                : null;
        if (room != null && room.rooms() == own) {
            typing(room, session);
        } else if (room != null) {
            room.rooms().thread().offer(() -> typing(room, session));
        }
    }

    /** On the room's loop. */
    private static void typing(RoomRef ref, RoomSession session) {
        RoomHost room = ref.rooms().hosted(ref.number());
        if (room != null) {
            room.handle(new RoomCommand.Types(session));
        }
    }

    /** Takes a message of a session of this loop. One without a room's number is dropped. */
    public void publish(RoomSession session, PublishReader p) {
        publish(
                session,
                p.room(),
                p.n(),
                p.aboveBase(),
                p.textBytes(),
                p.text(),
                p.label(),
                purpose(p.kind(), p.targetEpoch(), p.target()));
    }

    /** Null: this version does not know the kind. */
    private static @Nullable Purpose purpose(int number, long targetEpoch, long target) {
        Kind kind = Kind.of(number);
        return kind == null ? null : Purpose.of(kind, targetEpoch, target);
    }

    /**
     * @param text null, as the label: it is not UTF-8
     * @param purpose null: it is not known
     */
    private void publish(
            RoomSession session,
            int room,
            long n,
            int aboveBase,
            int textBytes,
            @Nullable String text,
            @Nullable String label,
            @Nullable Purpose purpose) {
        if (room != 0) {
            // What is not UTF-8, or not known, is no text: the room refuses it in its turn, so that its sender does not
            // repeat it.
            String said =
                    text == null || label == null || purpose == null || purpose.kind() == Kind.REMOVAL ? "" : text;
            RoomCommand.Publish message = new RoomCommand.Publish(
                    session,
                    n,
                    n - Math.clamp((long) aboveBase, 0, Math.max(n - 1, 0)),
                    said,
                    label == null || label.isEmpty() ? null : label,
                    purpose == null ? Purpose.TEXT : purpose,
                    null);
            publish(session, room, Math.max(1, textBytes), message);
        }
    }

    private void publish(RoomSession session, int number, int textBytes, RoomCommand.Publish message) {
        int wait = session.publishLimit().take(own.thread().nanoTime(), textBytes);
        if (wait > 0) {
            counters.count(Counter.MESSAGES_TOO_FAST);
            refuse(session, number, message, RefusalReason.TOO_FAST, wait);
            return;
        }
        RoomRef room = known.find(session.userId(), number);
        if (room == null) {
            refuse(session, number, message, RefusalReason.NO_SUCH_ROOM, 0);
        } else if (room.rooms() == own) {
            bring(room, session, textBytes, message);
        } else if (!room.rooms().thread().offer(() -> bring(room, session, textBytes, message))) {
            refuse(session, number, message, RefusalReason.BUSY, BUSY_WAIT_MILLIS);
        }
    }

    /** On the room's loop. */
    private void bring(RoomRef ref, RoomSession session, int textBytes, RoomCommand.Publish message) {
        RoomHost room = ref.rooms().hosted(ref.number());
        if (room == null) {
            // Nobody is in a room that is not open.
            boolean unopened = ref.rooms().unopened().contains(ref.number());
            RefusalReason why = unopened ? RefusalReason.NOT_A_MEMBER : RefusalReason.NO_SUCH_ROOM;
            refuse(session, ref.number(), message, why, 0);
        } else if (room.isBusy()) {
            refuse(session, ref.number(), message, RefusalReason.BUSY, BUSY_WAIT_MILLIS);
        } else {
            // A message that the room refuses uses up nothing of what its members may send.
            int wait = room.has(session) ? room.takePublish(textBytes) : 0;
            if (wait > 0) {
                counters.count(Counter.MESSAGES_TOO_FAST_FOR_ROOM);
                refuse(session, ref.number(), message, RefusalReason.TOO_FAST, wait);
            } else if (message.n() > 0) {
                room.handle(message);
            }
        }
    }

    /** A Nack that comes to nothing is dropped: its sender asks again. */
    private void repair(RoomSession session, Nack nack) {
        RoomRef room = known.find(session.userId(), nack.getRoom());
        if (room != null && room.rooms() == own) {
            missing(room, session, nack);
        } else if (room != null) {
            room.rooms().thread().offer(() -> missing(room, session, nack));
        }
    }

    /** On the room's loop. */
    private static void missing(RoomRef ref, RoomSession session, Nack nack) {
        RoomHost room = ref.rooms().hosted(ref.number());
        if (room == null) {
            return;
        }
        List<RoomCommand.Missing.Range> ranges = new ArrayList<>();
        long at = 0;
        int left = MAX_AGAIN;
        for (int i = 0; i + 1 < nack.getRangesCount() && left > 0; i += 2) {
            long first = at + nack.getRanges(i);
            long count = nack.getRanges(i + 1);
            if (first <= 0 || first < at || count <= 0) {
                break;
            }
            int taken = (int) Math.min(count, left);
            ranges.add(new RoomCommand.Missing.Range(first, taken));
            left -= taken;
            at = first + count;
        }
        room.handle(new RoomCommand.Missing(session, ranges));
    }

    /** On the session's loop or the room's. */
    private void refuse(RoomSession session, int room, RoomCommand.Publish message, RefusalReason why, int waitMillis) {
        refuse(session, room, message.n(), why, waitMillis, counters);
    }

    /** Refuses a message, on any loop. */
    static void refuse(RoomSession session, int room, long n, RefusalReason why, int waitMillis, Counters counters) {
        counters.refusedMessage(why);
        byte[] refused = FrameEncoder.refusedMessage(room, n, why, waitMillis);
        if (session.thread().isCurrent()) {
            session.send(refused);
        } else {
            session.thread().offer(() -> session.send(refused));
        }
    }
}
