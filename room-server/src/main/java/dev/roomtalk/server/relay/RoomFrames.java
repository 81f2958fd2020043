package dev.roomtalk.server.relay;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.room.RoomCommand;

/** From frames that are for a room to its commands. */
final class RoomFrames {
    private static final int BUSY_WAIT_MILLIS = 200;

    /** Messages that one Nack may ask for. */
    private static final int MOST_AGAIN = 256;

    private RoomFrames() {}

    /** How long the text of a message is, in bytes of UTF-8. */
    static int textBytes(Frame frame) {
        return Math.max(1, frame.getPublish().getTextBytes().size());
    }

    /** On the room's loop. */
    static void apply(RoomHost host, Session session, Frame frame) {
        switch (frame.getKindCase()) {
            case PUBLISH -> {
                Publish p = frame.getPublish();
                long above = Math.clamp(p.getAboveBase(), 0, Math.max(p.getN() - 1, 0));
                if (p.getN() > 0) {
                    host.handle(new RoomCommand.Publish(
                            session,
                            p.getN(),
                            p.getN() - above,
                            p.getText(),
                            p.getLabel().isEmpty() ? null : p.getLabel()));
                }
            }
            case NACK -> missing(host, session, frame.getNack());
            default -> {}
        }
    }

    private static void missing(RoomHost host, Session session, Nack nack) {
        long at = 0;
        int left = MOST_AGAIN;
        for (int i = 0; i + 1 < nack.getRangesCount() && left > 0; i += 2) {
            long first = at + nack.getRanges(i);
            long count = nack.getRanges(i + 1);
            if (first <= 0 || first < at || count <= 0) {
                return;
            }
            int taken = (int) Math.min(count, left);
            host.handle(new RoomCommand.Missing(session, first, taken));
            left -= taken;
            at = first + count;
        }
    }

    /** On the session's loop: there is no such room, or no longer. */
    static void refuseUnknown(RelayLoop loop, Session session, Frame frame) {
        refuse(loop, session, frame, RefusalReason.NO_SUCH_ROOM, 0);
    }

    /** On the session's loop or the room's: the room's loop has too much waiting. */
    static void refuseBusy(RelayLoop loop, Session session, Frame frame) {
        refuse(loop, session, frame, RefusalReason.BUSY, BUSY_WAIT_MILLIS);
    }

    /** On the session's loop: its author, or its author's address, publishes too fast; or on the room's: all its authors do. */
    static void refuseTooFast(RelayLoop loop, Session session, Frame frame, int waitMillis) {
        refuse(loop, session, frame, RefusalReason.TOO_FAST, waitMillis);
    }

    /** On the room's loop: a message for a room that is no more. */
    static void refuseClosed(RoomRef room, Session session, long n) {
        byte[] refused = FrameEncoder.refusedMessage(room.number(), n, RefusalReason.NO_SUCH_ROOM, 0);
        session.loop().countRefused(RefusalReason.NO_SUCH_ROOM);
        session.loop().offer(() -> session.loop().send(session, refused));
    }

    private static void refuse(RelayLoop loop, Session session, Frame frame, RefusalReason why, int waitMillis) {
        if (frame.hasPublish()) {
            Publish p = frame.getPublish();
            loop.countRefused(why);
            byte[] refused = FrameEncoder.refusedMessage(p.getRoom(), p.getN(), why, waitMillis);
            if (session.loop() == loop) {
                loop.send(session, refused);
            } else {
                session.loop().offer(() -> session.loop().send(session, refused));
            }
        }
    }
}
