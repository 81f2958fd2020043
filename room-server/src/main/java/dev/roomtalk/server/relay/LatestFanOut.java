package dev.roomtalk.server.relay;

/** How far a room is, for those sessions of its audience that are to know it now. */
final class LatestFanOut extends FanOut {
    /** When, after the room's last message. */
    enum Time {
        /** For sessions whose path loses something. */
        SOON,
        /** For the others, and once more. */
        LATER,
        AGAIN_LATER
    }

    private final Audience audience;
    private final Time time;

    LatestFanOut(Audience audience, Time time) {
        super(audience.sessions());
        this.audience = audience;
        this.time = time;
    }

    @Override
    void serve(SessionRelay session) {
        switch (time) {
            case SOON -> session.tellSoon(audience);
            case LATER -> session.tellLater(audience, 1);
            case AGAIN_LATER -> session.tellLater(audience, 2);
        }
    }
}
