package dev.roomtalk.server.relay;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RoomSession;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An authenticated participant: who it is, the way to it, and the loop that owns its relay state. Immutable, but for
 * {@link #isOver}, {@link #beginReading}, {@link #away} and {@link #watches}.
 */
public final class Session implements RoomSession {
    private static final long NOTHING = -1;

    private final long userId;
    private final String name;
    private final long instance;
    private final ControlLink link;
    private final RelayLoop loop;
    private final SessionRelay relay;
    /** The request for history that has no answer yet, or {@link #NOTHING}. */
    private final AtomicLong reading = new AtomicLong(NOTHING);

    private final PublishLimit publishLimit;
    private volatile boolean over;
    private volatile String away = "";
    private volatile boolean watches;

    Session(
            long userId,
            String name,
            long instance,
            ControlLink link,
            RelayLoop loop,
            RelayKeyring keys,
            PublishLimit publishLimit) {
        this.userId = userId;
        this.name = name;
        this.instance = instance;
        this.link = link;
        this.loop = loop;
        this.relay = new SessionRelay(this, loop, keys);
        this.publishLimit = publishLimit;
    }

    @Override
    public long userId() {
        return userId;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long instance() {
        return instance;
    }

    @Override
    public String address() {
        return link.address();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public String away() {
        return away;
    }

    /** It says this of being away from now on; empty: it is not. Any thread. */
    public void away(String text) {
        away = text;
    }

    @Override
    public boolean watches() {
        return watches;
    }

    /** It wants to know who is writing. Any thread. */
    public void watch() {
        watches = true;
    }

    /** By its connection. */
    public void end() {
        over = true;
    }

    @Override
    public ControlLink link() {
        return link;
    }

    /**
     * False: it is reading already; one page at a time is enough for any client, and bounds what it costs. Any thread.
     */
    public boolean beginReading(int request) {
        return reading.compareAndSet(NOTHING, Integer.toUnsignedLong(request));
    }

    @Override
    public void answer(ServerMessage answer) {
        reading.compareAndSet(Integer.toUnsignedLong(answer.getRequestId()), NOTHING);
        link.send(answer);
    }

    @Override
    public LoopThread thread() {
        return loop.thread();
    }

    /** The loop that owns {@link #relay}. */
    RelayLoop loop() {
        return loop;
    }

    /** Confined to {@link #loop}. */
    SessionRelay relay() {
        return relay;
    }

    @Override
    public PublishLimit publishLimit() {
        return publishLimit;
    }

    @Override
    public void send(byte[] frame) {
        relay.send(frame);
    }

    @Override
    public void repair(byte[] frame) {
        relay.repair(frame);
    }

    @Override
    public boolean takesRepair(Nack nack) {
        return relay.takesRepair(nack);
    }

    /** Takes a frame that came over its connection; false: its loop has too much waiting. Any thread. */
    public boolean offer(Frame frame) {
        return thread().offer(() -> loop.roomFrames().take(this, frame));
    }

    /** The client wants to be served by UDP, or by TCP; false: its loop has too much waiting. Any thread. */
    public boolean offerTransport(boolean udp) {
        return thread().offer(() -> relay.useUdp(udp));
    }

    /** Its connection, which did not keep up, does so again. Any thread. */
    public void writableAgain() {
        thread().execute(relay::writableAgain);
    }

    @Override
    public String toString() {
        return name + "/" + Long.toHexString(instance);
    }
}
