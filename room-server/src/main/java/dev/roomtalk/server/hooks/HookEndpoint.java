package dev.roomtalk.server.hooks;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.net.httpserver.HttpExchange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.HttpListener;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.rooms.OpenRooms;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.rooms.RoomHook;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /hook} over HTTP, or HTTPS with the server's certificate: a program says something in the room of the
 * hook whose token it shows in the header {@code Authorization}, and is answered with what became of it. Each request
 * is on a thread of its own, which may wait; those of one hook come one after another.
 */
public final class HookEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HookEndpoint.class);
    private static final String PATH = "/hook";
    private static final int PATIENCE_SECONDS = 10;

    private final HttpListener listener;
    private final String url;
    private final Hooks hooks;
    private final OpenRooms rooms;
    private final UserRecords users;
    private final LiveSettings settings;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Counters counters;
    private final Map<Long, Speaker> speakers = new ConcurrentHashMap<>();

    /** A hook that has been used; guarded by its lock. */
    private static final class Speaker {
        private final ReentrantLock turn = new ReentrantLock();
        private @Nullable RoomHook hook;
    }

    private HookEndpoint(
            HttpListener listener,
            String url,
            Hooks hooks,
            OpenRooms rooms,
            UserRecords users,
            LiveSettings settings,
            Ticker ticker,
            RandomGenerator random,
            Counters counters) {
        this.listener = listener;
        this.url = url;
        this.hooks = hooks;
        this.rooms = rooms;
        this.users = users;
        this.settings = settings;
        this.ticker = ticker;
        this.random = random;
        this.counters = counters;
    }

    /**
     * Serves hooks on an address; on one that is not loopback with TLS.
     *
     * @param certificate the server's, as it is at any moment; null: it has none, and the address is loopback
     * @throws IOException in a sentence for the person: the address is taken
     */
    public static HookEndpoint open(
            InetSocketAddress address,
            @Nullable Supplier<Certificate> certificate,
            Hooks hooks,
            OpenRooms rooms,
            UserRecords users,
            LiveSettings settings,
            Ticker ticker,
            RandomGenerator random,
            Counters counters)
            throws IOException {
        boolean plain = certificate == null || address.getAddress().isLoopbackAddress();
        HttpListener listener = HttpListener.open(
                "hooks", address, plain || certificate == null ? null : HookKeys.context(certificate));
        InetSocketAddress bound = new InetSocketAddress(address.getAddress(), listener.port());
        String host = address.getAddress().isAnyLocalAddress()
                ? "HOST"
                : bound.getAddress().getHostAddress().contains(":")
                        ? "[" + bound.getAddress().getHostAddress() + "]"
                        : bound.getAddress().getHostAddress();
        HookEndpoint endpoint = new HookEndpoint(
                listener,
                (plain ? "http" : "https") + "://" + host + ":" + listener.port() + PATH,
                hooks,
                rooms,
                users,
                settings,
                ticker,
                random,
                counters);
        listener.handle("/", endpoint::handle);
        listener.start();
        return endpoint;
    }

    public int port() {
        return listener.port();
    }

    /** Where hooks are posted to; HOST in the place of this machine's name where every address of it is served. */
    public String url() {
        return url;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HookAnswer answer;
            try {
                answer = answer(exchange);
            } catch (RuntimeException e) {
                counters.count(Counter.INTERNAL_ERRORS);
                LOG.error("a web hook failed", e);
                answer = HookAnswer.refused(HookAnswer.INTERNAL, "internal", "this is a fault of the server", 0);
            } catch (InterruptedException e) {
                answer = HookAnswer.refused(HookAnswer.UNAVAILABLE, "busy", "the server is stopping", 0);
            }
            counters.count(answer.isSaid() ? Counter.HOOK_MESSAGES : Counter.HOOKS_REFUSED);
            answer.write(exchange);
        }
    }

    private HookAnswer answer(HttpExchange exchange) throws IOException, InterruptedException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            return HookAnswer.refused(HookAnswer.NOT_FOUND, "not_found", "this answers POST " + PATH, 0);
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return HookAnswer.refused(HookAnswer.WRONG_METHOD, "not_found", "this answers POST " + PATH, 0);
        }
        String token = HookRequest.token(exchange);
        Hook hook = token == null ? null : hooks.find(token);
        if (hook == null) {
            return HookAnswer.refused(
                    HookAnswer.UNAUTHORIZED,
                    "unknown_token",
                    token == null
                            ? "show the hook's token: Authorization: Bearer TOKEN"
                            : "no hook has this token: it was removed, or is of another server",
                    0);
        }
        try {
            HookRequest request = HookRequest.read(exchange);
            Accounts.Account account = await(users.accounts().account(hook.userId()));
            RoomRef room = account == null ? null : room(hook);
            if (account == null || room == null) {
                return HookAnswer.refused(
                        HookAnswer.GONE,
                        account == null ? "no_such_user" : "no_such_room",
                        account == null
                                ? "the user of this hook was deleted"
                                : "the room of this hook, '" + hook.roomName() + "', was closed",
                        0);
            }
            return say(room, account.user(), request);
        } catch (HookRequest.WrongException e) {
            return HookAnswer.refused(e.status(), "bad_request", String.valueOf(e.getMessage()), 0);
        } catch (ExecutionException | TimeoutException e) {
            return HookAnswer.refused(
                    HookAnswer.UNAVAILABLE, "busy", "the server cannot find the hook's room now", 1000);
        }
    }

    /** Null: it was closed; a room that was made under its name is another. */
    private @Nullable RoomRef room(Hook hook) throws ExecutionException, TimeoutException, InterruptedException {
        RoomRef room = Name.room(hook.roomName()) instanceof Name.Valid valid ? await(rooms.look(valid.name())) : null;
        return room != null && room.id().equals(hook.room()) ? room : null;
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage)
            throws ExecutionException, TimeoutException, InterruptedException {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private HookAnswer say(RoomRef room, UserRecord user, HookRequest request)
            throws ExecutionException, TimeoutException, InterruptedException {
        Speaker speaker = speakers.computeIfAbsent(user.id(), _ -> new Speaker());
        if (!speaker.turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return HookAnswer.refused(
                    HookAnswer.UNAVAILABLE, "busy", "other requests of this hook are not answered yet", 1000);
        }
        try {
            RoomHook hook = speaker.hook;
            if (hook == null
                    || hook.room() != room
                    || !hook.name().equals(user.name().display())) {
                hook = new RoomHook(room, user.id(), user.name().display(), random.nextLong(), limit());
                speaker.hook = hook;
            }
            RoomHook.Outcome outcome = await(hook.say(request.text(), request.label()));
            users.noteUse(List.of(user.id()));
            return HookAnswer.of(outcome, room.name().display());
        } finally {
            speaker.turn.unlock();
        }
    }

    /** As that of a session. */
    private PublishLimit limit() {
        ServerSettings now = settings.get();
        return new PublishLimit(
                new RateLimit(now.publishRate(), now.publishBurst(), ticker.read()),
                new RateLimit(now.access().publishBytes(), now.access().publishBytesBurst(), ticker.read()),
                null);
    }

    @Override
    public void close() {
        listener.close();
    }
}
