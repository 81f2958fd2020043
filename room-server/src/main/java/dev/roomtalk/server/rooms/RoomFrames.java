package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.RoomCommand;
import java.util.ArrayList;
import java.util.List;

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
        if (frame.getPublish().getRoom() != 0) {
            int wait = session.publishLimit().take(own.thread().nanoTime(), textBytes(frame));
            if (wait > 0) {
                counters.count(Counter.MESSAGES_TOO_FAST);
                refuse(session, frame, RefusalReason.TOO_FAST, wait);
            } else {
                find(frame.getPublish().getRoom(), session, frame);
            }
        } else if (frame.getNack().getRoom() != 0) {
            if (session.takesRepair(frame.getNack())) {
                find(frame.getNack().getRoom(), session, frame);
            } else {
                // It is sent Latest when it keeps up again, and asks again.
                counters.count(Counter.REPAIRS_LEFT_OUT);
            }
        }
    }

    private void find(int number, RoomSession session, Frame frame) {
        RoomRef room = known.find(session.userId(), number);
        if (room == null) {
            refuse(session, frame, RefusalReason.NO_SUCH_ROOM, 0);
        } else if (room.rooms() == own) {
            bring(room, session, frame);
        } else if (!room.rooms().thread().offer(() -> bring(room, session, frame))) {
            refuse(session, frame, RefusalReason.BUSY, BUSY_WAIT_MILLIS);
        }
    }

    /** On the room's loop. */
    private void bring(RoomRef ref, RoomSession session, Frame frame) {
        RoomHost room = ref.rooms().hosted(ref.number());
        if (room == null) {
            // Nobody is in a room that is not open.
            boolean unopened = ref.rooms().unopened().contains(ref.number());
            refuse(session, frame, unopened ? RefusalReason.NOT_A_MEMBER : RefusalReason.NO_SUCH_ROOM, 0);
        } else if (!frame.hasPublish()) {
            missing(room, session, frame.getNack());
        } else if (room.isBusy()) {
            refuse(session, frame, RefusalReason.BUSY, BUSY_WAIT_MILLIS);
        } else {
            // A message that the room refuses uses up nothing of what its members may send.
            int wait = room.has(session) ? room.takePublish(textBytes(frame)) : 0;
            if (wait > 0) {
                counters.count(Counter.MESSAGES_TOO_FAST_FOR_ROOM);
                refuse(session, frame, RefusalReason.TOO_FAST, wait);
            } else {
                publish(room, session, frame.getPublish());
            }
        }
    }

    private static void publish(RoomHost room, RoomSession session, Publish p) {
        long above = Math.clamp(p.getAboveBase(), 0, Math.max(p.getN() - 1, 0));
        if (p.getN() > 0) {
            // What is not UTF-8 is no text: the room refuses it in its turn, so that its sender does not repeat it.
            boolean utf8 = p.getText().isValidUtf8() && p.getLabel().isValidUtf8();
            room.handle(new RoomCommand.Publish(
                    session,
                    p.getN(),
                    p.getN() - above,
                    utf8 ? p.getText().toStringUtf8() : "",
                    p.getLabel().isEmpty() ? null : p.getLabel().toStringUtf8()));
        }
    }

    private static void missing(RoomHost room, RoomSession session, Nack nack) {
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

    /** How long the text of a message is, in bytes of UTF-8. */
    private static int textBytes(Frame frame) {
        return Math.max(1, frame.getPublish().getText().size());
    }

    /** On the session's loop or the room's. A frame that is no message is dropped: its sender asks again. */
    private void refuse(RoomSession session, Frame frame, RefusalReason why, int waitMillis) {
        if (frame.hasPublish()) {
            Publish p = frame.getPublish();
            refuse(session, p.getRoom(), p.getN(), why, waitMillis, counters);
        }
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
