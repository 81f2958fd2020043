package dev.roomtalk.server.relay;

import dev.roomtalk.server.room.Participant;

/** An authenticated participant: who it is, the way to it, and the loop that owns its relay state. Immutable, but for {@link #isOver}. */
public final class Session implements Participant {
    private final long userId;
    private final String name;
    private final long instance;
    private final ControlLink link;
    private final RelayLoop loop;
    private final SessionRelay relay;
    private final PublishLimit publishLimit;
    private volatile boolean over;

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
    public boolean isOver() {
        return over;
    }

    /** By its connection. */
    public void end() {
        over = true;
    }

    public ControlLink link() {
        return link;
    }

    /** The loop that owns {@link #relay}. */
    public RelayLoop loop() {
        return loop;
    }

    /** Confined to {@link #loop}. */
    public SessionRelay relay() {
        return relay;
    }

    /** Confined to {@link #loop}. */
    PublishLimit publishLimit() {
        return publishLimit;
    }

    @Override
    public String toString() {
        return name + "/" + Long.toHexString(instance);
    }
}
