package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.WindowCounts;
import dev.roomtalk.server.names.NamePolicy;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.EngineState;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes and finds users, with a cache of them by the hash of their token. The engine decides who exists, so what the
 * cache forgets ends no session and frees no name. Any thread.
 *
 * <p>Over 300 lines, because whatever changes a user changes these caches.
 */
public final class Users {
    private static final int CACHED = 100_000;

    /** After this the engine is asked again, and so learns that the user is in use. */
    private static final Duration FRESH = Duration.ofHours(1);

    private static final Duration ADDRESS_WINDOW = Duration.ofHours(1);

    private final UserRecords records;
    private final EngineState engine;
    private final NodeBus bus;
    private final RandomGenerator random;
    private final LiveSettings settings;
    private final Cache<TokenHash, UserRecord> byToken;
    private final WindowCounts<AddressRange> newUsers;

    /** Tokens that were replaced, until nothing that knew them before can bring them back into the other cache. */
    private final Cache<TokenHash, Boolean> replaced;

    /** Users whom an operator has named anew, until nothing that knew the old name before can bring it back. */
    private final Cache<Long, UserRecord> renamed;

    /** Hashes with which users were made, until the token itself proves its user: a client may repeat them. */
    private final Cache<TokenHash, Boolean> registered;

    private final Set<Long> renewing = ConcurrentHashMap.newKeySet();

    /** The outcome of a Hello without a token. */
    sealed interface Creation {}

    record NewUser(UserRecord user, TokenHash tokenHash, ByteString token) implements Creation {}

    record NameTaken() implements Creation {}

    /** Another user's name looks like it. */
    record LooksTaken() implements Creation {}

    /** @param sentence why no new users are taken, for the person */
    record Full(String sentence) implements Creation {}

    /** Too many new users from this address. */
    record TooMany() implements Creation {}

    /** The outcome of renewing a token. */
    sealed interface Renewal {}

    record Renewed(ByteString token, TokenHash tokenHash) implements Renewal {}

    /** The user, or the token that proved it, does not exist any longer. */
    record NotRenewed() implements Renewal {}

    /** @param bus to the nodes that have the same users */
    public Users(
            UserRecords records,
            EngineState engine,
            NodeBus bus,
            RandomGenerator random,
            Ticker ticker,
            LiveSettings settings) {
        this.bus = bus;
        this.records = records;
        this.engine = engine;
        this.random = random;
        this.settings = settings;
        this.byToken = cache(ticker);
        this.replaced = cache(ticker);
        this.renamed = cache(ticker);
        this.registered = cache(ticker);
        this.newUsers = new WindowCounts<>(ADDRESS_WINDOW, ticker);
    }

    private static <K, V> Cache<K, V> cache(Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(FRESH)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** How strict new names are looked at. */
    NamePolicy newNames() {
        return settings.get().newNames();
    }

    /**
     * Makes a user.
     *
     * @param given hash of the token that its client has made; null: this makes the token. The hash and name of a user
     *     that was made a moment ago are that user
     */
    CompletionStage<Creation> create(Name name, @Nullable TokenHash given, InetAddress address) {
        if (given == null) {
            byte[] token = newToken();
            return make(name, TokenHash.of(token), ByteString.copyFrom(token), address);
        }
        return find(given)
                .thenCompose(user -> user != null
                        ? CompletableFuture.completedFuture(repeated(name, given, user))
                        : make(name, given, ByteString.EMPTY, address)
                                .thenCompose(made -> made instanceof NameTaken
                                        // Perhaps by the same client, on another connection, at this moment.
                                        ? find(given).thenApply(now -> now == null ? made : repeated(name, given, now))
                                        : CompletableFuture.completedFuture(made)));
    }

    private Creation repeated(Name name, TokenHash given, UserRecord user) {
        return registered.getIfPresent(given) != null && user.name().key().equals(name.key())
                ? new NewUser(user, given, ByteString.EMPTY)
                : new NameTaken();
    }

    /** The user whose token has this hash, and was shown; null if it is nobody's. */
    CompletionStage<@Nullable UserRecord> prove(TokenHash token) {
        registered.invalidate(token);
        return find(token);
    }

    private CompletionStage<Creation> make(Name name, TokenHash hash, ByteString token, InetAddress address) {
        AddressRange range = AddressRange.single(address);
        boolean counted = !settings.get().trusts(address);
        if (counted && !newUsers.take(range, settings.get().newUsersPerAddress())) {
            return CompletableFuture.completedFuture(new TooMany());
        }
        return records.createUser(name, settings.get().newNames().wantsDistinct(), hash)
                .thenApply(creation -> switch (creation) {
                    case UserRecords.Created c -> {
                        byToken.put(hash, c.user());
                        if (token.isEmpty()) {
                            registered.put(hash, true);
                        }
                        yield new NewUser(c.user(), hash, token);
                    }
                    case UserRecords.NameTaken _ -> notMade(range, counted, new NameTaken());
                    case UserRecords.LooksTaken _ -> notMade(range, counted, new LooksTaken());
                    case UserRecords.Full _ -> notMade(range, counted, new Full(full()));
                })
                .whenComplete((_, failure) -> {
                    if (failure != null && counted) {
                        newUsers.giveBack(range);
                    }
                });
    }

    private Creation notMade(AddressRange range, boolean counted, Creation why) {
        if (counted) {
            newUsers.giveBack(range);
        }
        return why;
    }

    private String full() {
        String trouble = engine.trouble();
        return "this server takes no new users" + (trouble == null ? "" : " now: " + trouble);
    }

    /** The user of a token; null if it is nobody's. */
    CompletionStage<@Nullable UserRecord> find(TokenHash token) {
        UserRecord cached = byToken.getIfPresent(token);
        if (cached != null) {
            return CompletableFuture.completedFuture(cached);
        }
        return records.findUser(token).thenApply(found -> {
            if (found == null) {
                return null;
            }
            UserRecord user = named(found);
            byToken.put(token, user);
            if (replaced.getIfPresent(token) == null) {
                return user;
            }
            // It was replaced after the engine had been asked.
            byToken.invalidate(token);
            return null;
        });
    }

    /** The user as an operator has named it since; it may have been read before that. */
    private UserRecord named(UserRecord user) {
        UserRecord now = renamed.getIfPresent(user.id());
        return now == null ? user : now;
    }

    /**
     * Whether a user that was found by this token has another name since, or another token. To be asked when its
     * session is among {@link Sessions}, where whoever changes it ends it from then on.
     */
    boolean isOutdated(UserRecord user, TokenHash token) {
        return replaced.getIfPresent(token) != null
                || !named(user).name().display().equals(user.name().display());
    }

    /** The user of a name, or of another spelling of it; null: there is none. */
    public CompletionStage<@Nullable UserRecord> named(Name name) {
        return records.userNamed(name);
    }

    /**
     * Replaces a user's token, one at a time: of many that are asked for at once one is made.
     *
     * @param given hash of the token that the client has made; null: this makes the token
     * @return null: it is being replaced at this moment
     */
    @Nullable
    CompletionStage<Renewal> renew(UserRecord user, TokenHash old, @Nullable TokenHash given) {
        if (!renewing.add(user.id())) {
            return null;
        }
        return find(old)
                .thenCompose(holder -> holder == null
                        ? CompletableFuture.completedFuture((Renewal) new NotRenewed())
                        : replace(user, old, given))
                .whenComplete((renewal, failure) -> renewing.remove(user.id()));
    }

    /**
     * Replaces a user's token as an operator wants it, whoever has the old one.
     *
     * @return null: it is being replaced at this moment
     */
    @Nullable
    CompletionStage<Renewal> reset(UserRecord user) {
        if (!renewing.add(user.id())) {
            return null;
        }
        return records.accounts()
                .account(user.id())
                .thenCompose(account -> account == null
                        ? CompletableFuture.completedFuture((Renewal) new NotRenewed())
                        : replace(account.user(), account.token(), null))
                .whenComplete((renewal, failure) -> renewing.remove(user.id()));
    }

    /** An operator has given the user this name. */
    void renamed(UserRecord now) {
        bus.tell(new Notice.Renamed(now));
        renamedElsewhere(now);
    }

    /** An operator has given the user this name, on another node. */
    void renamedElsewhere(UserRecord now) {
        renamed.put(now.id(), now);
        byToken.asMap().values().removeIf(user -> user.id() == now.id());
    }

    /** A token was replaced, on another node. */
    void replacedElsewhere(TokenHash old) {
        replaced.put(old, true);
        byToken.invalidate(old);
    }

    /** Others may have changed users: the engine is asked for each. */
    void forgetAll() {
        byToken.invalidateAll();
    }

    private CompletionStage<Renewal> replace(UserRecord user, TokenHash old, @Nullable TokenHash given) {
        byte[] token = given == null ? newToken() : new byte[0];
        TokenHash hash = given == null ? TokenHash.of(token) : given;
        return records.renewToken(user.id(), hash).thenApply(done -> {
            bus.tell(new Notice.TokenReplaced(old));
            replacedElsewhere(old);
            if (!done) {
                return new NotRenewed();
            }
            byToken.put(hash, user);
            return new Renewed(ByteString.copyFrom(token), hash);
        });
    }

    /** A secret of random bits; whoever knows its hash can check it. */
    byte[] newToken() {
        byte[] token = new byte[Protocol.TOKEN_LENGTH];
        random.nextBytes(token);
        return token;
    }
}
