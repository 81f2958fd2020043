package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.rooms.Refusals;
import dev.roomtalk.server.settings.AccessLimits;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.AddressBan;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Decides who may connect: counts the connections of addresses, and refuses addresses that are banned or kept failing.
 * A failing address keeps the sessions that it has, because others may share it. Any thread.
 *
 * <p>To tell a client why it is refused costs a handshake. So a refused address is told once a second, and its other
 * connections are closed at once.
 */
public final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int ADDRESSES = 100_000;
    private static final int TOLD_IN_A_SECOND = 1;
    private static final int TOLD_AT_ONCE = 3;
    private static final int BETWEEN_HEADERS_SECONDS = 60;

    private final LiveSettings settings;
    private final Ticker ticker;
    private final Counters counters;
    private final FailingAddresses failing;
    private final HalfOpen halfOpen;
    private final HandshakeQueue handshakes;
    private final AddressBans bans;
    private final Connections connections;
    private final RateLimit headersLogged;
    private final Map<AddressRange, Integer> open = new ConcurrentHashMap<>();
    private final Cache<AddressRange, RateLimit> told =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();

    /** Why a connection is refused. */
    record Refusal(Counter why, CloseReason reason, String sentence, boolean retry, int waitMillis) {}

    /** What to do with a new connection. */
    sealed interface Verdict {}

    /** @param counted until {@link #left} is called; false: it came by a trusted proxy */
    record Enters(boolean counted) implements Verdict {}

    /** It is told why, when its Hello comes. */
    record IsTold(Refusal refusal) implements Verdict {}

    /** It is closed at once. */
    record IsClosed() implements Verdict {}

    /**
     * @param settings those of handshakes, failures and half-open connections are read now, the others whenever they
     *     are needed
     * @param computing how many computations of handshakes wait for their thread
     */
    public Gate(
            LiveSettings settings,
            AddressBans bans,
            Connections connections,
            IntSupplier computing,
            Ticker ticker,
            Counters counters) {
        AccessLimits limits = settings.get().access();
        this.settings = settings;
        this.bans = bans;
        this.connections = connections;
        this.ticker = ticker;
        this.counters = counters;
        this.headersLogged = new RateLimit(1, 1, ticker.read());
        this.failing = new FailingAddresses(limits, ticker);
        this.halfOpen = new HalfOpen(limits.halfOpen());
        this.handshakes = new HandshakeQueue(limits, computing, ticker, counters);
    }

    /** Whether limits of addresses hold for this one; false: it is a trusted proxy, behind which there are many. */
    boolean counts(InetAddress address) {
        return !settings.get().trusts(address);
    }

    /**
     * Takes no connections from these addresses, and ends those that there are, except of trusted proxies. The ban
     * replaces another of the same range.
     *
     * @param length null: until it is lifted
     * @param by the name of the operator
     * @return done when the ban is stored; fails where that cannot be: then it holds as long as the server runs
     */
    public CompletionStage<Void> ban(AddressRange range, @Nullable Duration length, String reason, String by) {
        AddressBan ban = bans.newBan(range, length, reason, by);
        CompletionStage<Void> stored = bans.ban(ban);
        closeBanned(ban);
        return stored;
    }

    /** Another node has banned these addresses. */
    void banElsewhere(AddressBan ban) {
        bans.banElsewhere(ban);
        closeBanned(ban);
    }

    private void closeBanned(AddressBan ban) {
        AddressRange range = ban.range();
        connections.close(
                connection -> range.contains(connection.remote()) && counts(connection.remote()),
                CloseReason.ADDRESS_BANNED,
                banned(ban));
    }

    /** @return false: there is no ban of exactly this range */
    public CompletionStage<Boolean> unban(AddressRange range) {
        return bans.unban(range);
    }

    /** For the people that a ban concerns. */
    private static String banned(AddressBan ban) {
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

    /** Counts a connection; or, where there are too many, returns why it is refused. */
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

    private Refusal tooMany(Counter why, String sentence) {
        return new Refusal(
                why,
                CloseReason.TOO_MANY_CONNECTIONS,
                sentence + ": try again later",
                true,
                connections.waitWhenFull());
    }

    private void decrease(AddressRange range) {
        open.computeIfPresent(range, (r, n) -> n == 1 ? null : n - 1);
    }

    /** A connection that was {@linkplain Enters counted} is over. */
    void left(InetAddress address) {
        decrease(AddressRange.single(address));
        decrease(AddressRange.network(address));
    }

    /** A client of this address failed, in a way that honest clients seldom do or that costs it its next turns. */
    void failed(InetAddress address, Counter what) {
        counters.count(what);
        if (!counts(address)) {
            return;
        }
        if (what == Counter.HANDSHAKES_WASTED) {
            handshakes.wasted(AddressRange.single(address));
        } else if (failing.failed(AddressRange.single(address))) {
            LoggingEventBuilder line = LOG.atInfo().addKeyValue("reason", what.value());
            if (settings.get().logAddresses()) {
                line = line.addKeyValue("address", address.getHostAddress());
            }
            line.log("an address is refused for a while: it kept failing");
        }
    }

    /** A trusted proxy has sent a header that cannot be used; its connection is refused. */
    void refusedHeader(InetAddress proxy, String why) {
        if (mayLogHeader()) {
            LOG.warn(
                    "a connection of the trusted proxy {} is refused, because its PROXY header cannot be used: {}",
                    proxy.getHostAddress(),
                    why);
        }
    }

    /** A header came from an address that is no trusted proxy; its connection is refused. */
    void foreignHeader(InetAddress from) {
        if (mayLogHeader()) {
            LOG.warn(
                    "a connection {}is refused, because it begins with a PROXY header and is not of one of trusted-proxies",
                    settings.get().logAddresses() ? "of " + from.getHostAddress() + " " : "");
        }
    }

    /** Once in a minute: such connections may be many. */
    private boolean mayLogHeader() {
        return headersLogged.take(ticker.read(), BETWEEN_HEADERS_SECONDS);
    }

    /** Calls {@code turn} on the connection's loop when its TLS handshake may begin; perhaps at once. */
    void awaitTurn(Connection connection, Runnable turn) {
        InetAddress address = connection.remote();
        if (counts(address)) {
            AddressRange single = AddressRange.single(address);
            handshakes.add(connection, AddressRange.network(address), single, failing.slowedMillis(single), turn);
        } else {
            handshakes.add(connection, turn);
        }
    }

    /** A connection begins, without a user. */
    void begins(Connection connection) {
        Connection dropped = halfOpen.add(connection, AddressRange.network(connection.remote()));
        if (dropped != null) {
            counters.count(Counter.CONNECTIONS_HALF_OPEN);
            dropped.drop();
        }
    }

    /** The connection has sent something. */
    void speaks(Connection connection) {
        halfOpen.speaks(connection);
    }

    /** The connection has a user, or is over. */
    void isNoLongerHalfOpen(Connection connection) {
        halfOpen.remove(connection);
    }

    /** How many connections have no user yet. */
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
