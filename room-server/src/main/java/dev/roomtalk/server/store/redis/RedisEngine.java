package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.VisibleRooms;
import dev.roomtalk.wire.Name;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in a database of a Redis server, which this node shares with others.
 *
 * <p>Over 300 lines, because every promise of {@link Engine} is handed to its part here.
 */
public final class RedisEngine implements Engine {
    private final RedisSettings settings;
    private final RedisLink link;
    private final Replicas replicas;
    private final Tasks tasks = new Tasks();
    private final Changes changes = new Changes();
    private final Nodes nodes;
    private final RedisMessages messages;
    private final RedisBus bus;
    private final Subscriber subscriber;
    private final RedisRooms rooms;
    private final RedisUsers users;
    private final RedisAccounts accounts;
    private final RedisSearch search;
    private final RedisAddressBans addressBans;
    private volatile int roomCount;

    private RedisEngine(
            RedisSettings settings,
            Connector connector,
            Subscriber.Timing timing,
            RedisLink link,
            Replicas replicas,
            AgeClock clock,
            LongSupplier ticker,
            LongSupplier random,
            EngineLimits limits) {
        this.settings = settings;
        this.link = link;
        this.replicas = replicas;
        Names names = new Names(link, clock);
        this.nodes = new Nodes(this::nodeEnded);
        this.messages = new RedisMessages(link, tasks, nodes, replicas, settings.database(), clock, ticker, limits);
        this.bus = new RedisBus(link, Keys.busChannel(settings.database()));
        this.subscriber = new Subscriber(connector, link, messages, bus, settings.database(), ticker, timing);
        this.rooms =
                new RedisRooms(link, tasks, names, changes, messages, bus, clock, Long.toHexString(random.getAsLong()));
        this.accounts = new RedisAccounts(link, tasks, names, rooms, new RedisPurge(messages));
        this.users = new RedisUsers(link, tasks, names, accounts, clock, random, limits);
        this.search = new RedisSearch(messages, tasks, ticker);
        this.addressBans = new RedisAddressBans(link, clock);
        link.start(
                this::again,
                this::beat,
                (holding, reachedSince) -> nodes.renewed(holding, reachedSince, ticker.getAsLong()));
    }

    /**
     * Connects, and takes a place among the nodes that share the database.
     *
     * @param power what is stored has to outlive the loss of power
     * @param ticker nanoseconds
     * @param random 64 random bits a call, for user ids
     * @throws IOException in a sentence for the person
     */
    public static RedisEngine open(
            RedisSettings settings,
            boolean power,
            AgeClock clock,
            LongSupplier ticker,
            LongSupplier random,
            EngineLimits limits)
            throws IOException {
        return open(settings, power, clock, ticker, random, limits, Subscriber.Timing.USUAL);
    }

    /** The same with other times for the feed. */
    static RedisEngine open(
            RedisSettings settings,
            boolean power,
            AgeClock clock,
            LongSupplier ticker,
            LongSupplier random,
            EngineLimits limits,
            Subscriber.Timing timing)
            throws IOException {
        Connector connector = new Connector(settings);
        try {
            Master master = connector.connect();
            RedisCommands<String, String> commands = master.connection.sync();
            new ServerCheck(commands, power).run();
            Upgrade.run(commands);
            NodeLease lease = NodeLease.take(commands, ticker);
            master.isRenewed(ticker.getAsLong());
            RedisLink link = new RedisLink(connector, master, lease, ticker);
            Replicas replicas = new Replicas(link, settings.replicas(), Connector.replicas(commands.role()));
            RedisEngine engine =
                    new RedisEngine(settings, connector, timing, link, replicas, clock, ticker, random, limits);
            engine.subscribe();
            return engine;
        } catch (RedisException e) {
            connector.close();
            throw new IOException(settings + ": " + ServerCheck.sentence(e), e);
        } catch (IOException e) {
            connector.close();
            throw new IOException(settings + ": " + e.getMessage(), e);
        }
    }

    private void subscribe() throws IOException {
        try {
            subscriber.start();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void nodeEnded(long node) {
        messages.nodeEnded(node);
    }

    @Override
    public long node() {
        return link.node();
    }

    @Override
    public int nodes() {
        return nodes.count();
    }

    @Override
    public NodeBus bus() {
        return bus;
    }

    /** What has stalled goes on. */
    private void again() {
        changes.again();
        messages.again();
    }

    private void beat() {
        messages.giveUp();
        replicas.beat();
        if (link.trouble() == null) {
            // Also what was told that it failed only when there was a connection again.
            again();
            var _ = rooms.list().count().thenAccept(count -> roomCount = count);
        }
    }

    @Override
    public String name() {
        return settings.toString();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public @Nullable String trouble() {
        String trouble = link.trouble();
        return trouble == null ? replicas.trouble() : trouble;
    }

    @Override
    public @Nullable String lateness() {
        // Without a master nobody is told anything by anybody, and that is trouble.
        return link.master() == null ? null : subscriber.trouble();
    }

    @Override
    public long feedLagMillis() {
        return subscriber.lagMillis();
    }

    @Override
    public long roundTripNanos() {
        return link.roundTripNanos();
    }

    @Override
    public int reconnections() {
        return link.reconnections();
    }

    @Override
    public int epochs() {
        return messages.epochs();
    }

    @Override
    public int feedRenewals() {
        return subscriber.renewals();
    }

    @Override
    public int waiting() {
        return messages.waiting();
    }

    @Override
    public long lagMillis() {
        return messages.lagMillis();
    }

    @Override
    public void follow(EngineLimits limits) {
        users.follow(limits);
        messages.follow(limits);
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token) {
        return Failures.answered(users.create(name, distinct, token))
                // Where nothing can be stored there is no place for another user.
                .exceptionallyCompose(failure -> Failures.refusal(failure) == null
                        ? CompletableFuture.failedFuture(failure)
                        : CompletableFuture.completedFuture(new Full()));
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return Failures.answered(users.find(token));
    }

    @Override
    public CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        return Failures.answered(users.named(name));
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        return Changes.stored(users.renewToken(userId, token));
    }

    @Override
    public void spare(LongPredicate connected) {
        users.spare(connected);
    }

    @Override
    public void noteUse(Collection<Long> userIds) {
        var _ = users.noteUse(userIds);
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed) {
        return rooms.create(wanted, feed);
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms(RoomId above, int most) {
        return rooms.above(above, most);
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(RoomId above, int most) {
        return Failures.answered(rooms.list().summaries(above, most));
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(List<RoomId> of) {
        return Failures.answered(rooms.list().of(of));
    }

    @Override
    public CompletionStage<@Nullable RoomId> roomNamed(Name name) {
        return Failures.answered(rooms.list().named(name));
    }

    @Override
    public CompletionStage<VisibleRooms> visibleRooms(int most) {
        return Failures.answered(rooms.list().visible(most));
    }

    @Override
    public CompletionStage<Boolean> looksTaken(Name name) {
        return Failures.answered(rooms.list().looksTaken(name));
    }

    @Override
    public int rooms() {
        return roomCount;
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        return rooms.open(room, feed);
    }

    @Override
    public void letGo(RoomId room, RoomFeed feed) {
        messages.letGo(room, feed);
    }

    @Override
    public CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change) {
        return rooms.propose(room, expected, change);
    }

    @Override
    public CompletionStage<List<RoomId>> roomsOf(long userId) {
        return Failures.answered(rooms.ofUser(userId));
    }

    @Override
    public CompletionStage<Void> markRead(RoomId room, long userId, long sequence) {
        return rooms.markRead(room, userId, sequence);
    }

    @Override
    public CompletionStage<Long> readUpTo(RoomId room, long userId) {
        return Failures.answered(rooms.readUpTo(room, userId));
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        return rooms.close(room);
    }

    @Override
    public CompletionStage<Void> banAddress(AddressBan ban) {
        return addressBans.put(ban);
    }

    @Override
    public CompletionStage<Void> unbanAddress(AddressRange range) {
        return addressBans.remove(range);
    }

    @Override
    public CompletionStage<List<AddressBan>> addressBans() {
        return addressBans.all();
    }

    @Override
    public void append(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        messages.append(room, version, message, answer);
    }

    @Override
    public CompletionStage<Long> highestN(RoomId room, long userId, long instance) {
        return messages.highestN(room, userId, instance);
    }

    @Override
    public CompletionStage<Long> epochEnd(RoomId room, long epoch) {
        return messages.epochEnd(room, epoch);
    }

    @Override
    public CompletionStage<LogPage> read(RoomId room, LogRange range) {
        return Failures.answered(messages.read(room, range));
    }

    @Override
    public CompletionStage<Search.Answer> search(Search wanted) {
        return Failures.answered(search.find(wanted));
    }

    /** Gives the lease back. What has not been answered was not stored, or nobody knows. */
    @Override
    public void close() {
        tasks.close();
        subscriber.close();
        link.close();
    }
}
