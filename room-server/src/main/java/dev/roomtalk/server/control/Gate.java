package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.relay.RateLimit;
import dev.roomtalk.server.relay.Refusals;
import dev.roomtalk.server.settings.AccessLimits;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.AddressBan;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Who may connect: counts the connections of addresses, and refuses those that are banned or kept failing. It looks at connections that
 * begin, and ends none that has a session: who shares an address with somebody bad stays. Any thread.
 *
 * <p>A refusal costs a handshake if the client is to read why. So a refused address is told so now and then, and its other connections
 * are closed as soon as they are there.
 */
public final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int ADDRESSES = 100_000;
    private static final int TOLD_IN_A_SECOND = 1;
    private static final int TOLD_AT_ONCE = 3;
    private static final int FULL_WAIT_MILLIS = 10_000;

    private final LiveSettings settings;
    private final Ticker ticker;
    private final Counters counters;
    private final FailingAddresses failing;
    private final HalfOpen halfOpen;
    private final HandshakeQueue handshakes;
    private final AddressBans bans;
    private final Map<AddressRange, Integer> open = new ConcurrentHashMap<>();
    private final Cache<AddressRange, RateLimit> told =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();

    /** Why a connection is refused. */
    record Refusal(Counter why, CloseReason reason, String sentence, boolean retry, int waitMillis) {}

    /** What becomes of a new connection. */
    sealed interface Verdict {}

    /** @param counted until it {@linkplain #left is over}; false: it came by a proxy */
    record Enters(boolean counted) implements Verdict {}

    /** It is told why when it says Hello. */
    record IsTold(Refusal refusal) implements Verdict {}

    /** It is closed at once. */
    record IsClosed() implements Verdict {}

    /** @param settings those of handshakes, failures and half-open connections are read now, the others whenever they are needed */
    public Gate(LiveSettings settings, AddressBans bans, Ticker ticker, Counters counters) {
        AccessLimits limits = settings.get().access();
        this.settings = settings;
        this.bans = bans;
        this.ticker = ticker;
        this.counters = counters;
        this.failing = new FailingAddresses(limits, ticker);
        this.halfOpen = new HalfOpen(limits.halfOpen());
        this.handshakes = new HandshakeQueue(limits, ticker, counters);
    }

    /** Whether this address is one; false: a proxy, behind which there are many. */
    boolean counts(InetAddress address) {
        return !settings.get().trustedProxies().contains(address);
    }

    AddressBans bans() {
        return bans;
    }

    /** For who is kept out by it. */
    static String banned(AddressBan ban) {
        return "your address is banned from this server " + Refusals.until(ban.until(), ban.reason());
    }

    Verdict arrives(InetAddress address) {
        if (!counts(address)) {
            return new Enters(false);
        }
        AddressRange single = AddressRange.single(address);
        AddressBan ban = bans.of(address);
        Refusal refusal = ban == null
                ? refusal(single)
                : new Refusal(Counter.CONNECTIONS_BANNED, CloseReason.ADDRESS_BANNED, banned(ban), false, 0);
        if (refusal == null) {
            refusal = count(single, AddressRange.network(address));
        }
        if (refusal == null) {
            return new Enters(true);
        }
        counters.count(refusal.why);
        return told.get(single, s -> new RateLimit(TOLD_IN_A_SECOND, TOLD_AT_ONCE, ticker.read()))
                        .take(ticker.read())
                ? new IsTold(refusal)
                : new IsClosed();
    }

    private @Nullable Refusal refusal(AddressRange single) {
        long millis = failing.refusedMillis(single);
        return millis == 0
                ? null
                : new Refusal(
                        Counter.CONNECTIONS_FAILING,
                        CloseReason.ADDRESS_FAILING,
                        "too much that came from your address was wrong: it is refused for "
                                + Math.max(1, TimeUnit.MILLISECONDS.toSeconds(millis)) + " s more",
                        true,
                        (int) Math.min(millis, Integer.MAX_VALUE));
    }

    /** Null: it was counted. */
    private @Nullable Refusal count(AddressRange single, AddressRange network) {
        AccessLimits limits = settings.get().access();
        if (open.merge(single, 1, Integer::sum) > limits.connectionsPerAddress()) {
            decrease(single);
            return tooMany(Counter.CONNECTIONS_OF_ADDRESS, "your address has as many connections as it may");
        }
        if (open.merge(network, 1, Integer::sum) > limits.connectionsPerRange()) {
            decrease(single);
            decrease(network);
            return tooMany(
                    Counter.CONNECTIONS_OF_RANGE, "the addresses around yours have as many connections as they may");
        }
        return null;
    }

    private static Refusal tooMany(Counter why, String sentence) {
        return new Refusal(
                why, CloseReason.TOO_MANY_CONNECTIONS, sentence + ": try again later", true, FULL_WAIT_MILLIS);
    }

    private void decrease(AddressRange range) {
        open.computeIfPresent(range, (r, n) -> n == 1 ? null : n - 1);
    }

    /** A connection that {@linkplain Enters was counted} is over. */
    void left(InetAddress address) {
        decrease(AddressRange.single(address));
        decrease(AddressRange.network(address));
    }

    /** Something came from this address that does not come from who means well. */
    void failed(InetAddress address, Counter what) {
        counters.count(what);
        if (counts(address) && failing.failed(AddressRange.single(address))) {
            LoggingEventBuilder line = LOG.atInfo().addKeyValue("reason", what.value());
            if (settings.get().logAddresses()) {
                line = line.addKeyValue("address", address.getHostAddress());
            }
            line.log("an address is refused for a while: it kept failing");
        }
    }

    /** Calls {@code turn} on the connection's loop when its TLS handshake may begin; perhaps at once. */
    void awaitTurn(Connection connection, Runnable turn) {
        InetAddress address = connection.remote();
        if (counts(address)) {
            AddressRange single = AddressRange.single(address);
            handshakes.add(connection, single, failing.slowedMillis(single), turn);
        } else {
            handshakes.add(connection, turn);
        }
    }

    /** A connection that has not said who it is. */
    void begins(Connection connection) {
        Connection dropped = halfOpen.add(connection);
        if (dropped != null) {
            counters.count(Counter.CONNECTIONS_HALF_OPEN);
            dropped.drop();
        }
    }

    /** It has said something. */
    void speaks(Connection connection) {
        halfOpen.speaks(connection);
    }

    /** It has said who it is, or is over. */
    void isNoLongerHalfOpen(Connection connection) {
        halfOpen.remove(connection);
    }

    /** Connections that have not said who they are. */
    public int halfOpen() {
        return halfOpen.count();
    }

    /** Addresses and ranges that are banned. */
    public List<AddressBan> addressBans() {
        return bans.list();
    }

    /** Addresses that are refused because they kept failing. */
    public int refusedAddresses() {
        return failing.refused();
    }
}
