package dev.roomtalk.server.relay;

import dev.roomtalk.wire.DatagramSealer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one session: those in use, those that its client was offered, and for a minute those before. The first
 * datagram under offered keys puts them in use. Confined to the session's loop, which closes it with the session; keys
 * that are given up before are closed at once.
 */
final class SessionKeys implements AutoCloseable {
    private static final long OLD_MILLIS = 60_000;
    private static final long LIFE_MILLIS = TimeUnit.HOURS.toMillis(24);

    /** Well under the limit of RFC 9001 B.1.1. */
    private static final long LIFE_DATAGRAMS = 1L << 27;

    private RelayKeyring current;
    private @Nullable RelayKeyring next;
    private @Nullable RelayKeyring old;
    private long changed;
    private boolean switched;
    private boolean newest;
    private boolean underCurrent;

    /** @param now milliseconds */
    SessionKeys(RelayKeyring first, long now) {
        current = first;
        changed = now;
    }

    /**
     * Opens a datagram of this session into {@code out}; see {@link dev.roomtalk.wire.DatagramOpener#open}. Afterwards
     * {@link #newest}, {@link #underCurrent} and {@link #switched} say more of it.
     */
    int open(long connectionId, byte[] datagram, int length, byte[] out, long now) {
        RelayKeyring ring = ring(connectionId);
        int opened = ring.opener.open(datagram, 0, length, out);
        newest = opened >= 0 && ring != old && ring.opener.newest();
        switched = opened >= 0 && ring == next;
        if (switched) {
            if (old != null) {
                old.close();
            }
            old = current;
            current = ring;
            next = null;
            changed = now;
        }
        underCurrent = ring == current;
        return opened;
    }

    private RelayKeyring ring(long connectionId) {
        if (next != null && next.connectionId == connectionId) {
            return next;
        }
        return old != null && old.connectionId == connectionId ? old : current;
    }

    /** Whether the datagram that was opened last is the newest one so far. */
    boolean newest() {
        return newest;
    }

    /** Whether the datagram that was opened last came under the keys in use. */
    boolean underCurrent() {
        return underCurrent;
    }

    /** Whether the datagram that was opened last has put the offered keys in use. */
    boolean switched() {
        return switched;
    }

    /** Seals what goes to the client. */
    DatagramSealer sealer() {
        return current.sealer;
    }

    /** The client was sent these keys: they are in use from its next datagram on. */
    void offer(RelayKeyring offered) {
        if (next != null) {
            next.close();
        }
        next = offered;
    }

    /** The keys are worn out, by datagrams or by age, and no others are on their way. */
    boolean wornOut(long now) {
        return next == null
                && old == null
                && (current.sealer.sealed() >= LIFE_DATAGRAMS || changed < now - LIFE_MILLIS);
    }

    /** To be called once a second. Returns a connection id that is no longer accepted; 0: there is none. */
    long expire(long now) {
        if (old == null || now - changed <= OLD_MILLIS) {
            return 0;
        }
        long expired = old.connectionId;
        old.close();
        old = null;
        return expired;
    }

    /** Frees what the ciphers hold. Another call does nothing. */
    @Override
    public void close() {
        current.close();
        if (next != null) {
            next.close();
        }
        if (old != null) {
            old.close();
        }
    }

    /** Every connection id that leads here. */
    List<Long> connectionIds() {
        List<Long> ids = new ArrayList<>(3);
        ids.add(current.connectionId);
        if (next != null) {
            ids.add(next.connectionId);
        }
        if (old != null) {
            ids.add(old.connectionId);
        }
        return ids;
    }
}
