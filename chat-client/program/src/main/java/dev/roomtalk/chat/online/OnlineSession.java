package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.sockets.SocketClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The session of one command with the server. Closing it, or a signal that ends the program, ends the session properly.
 */
public final class OnlineSession implements AutoCloseable {
    private static final int TRIES = 10;
    private static final long BETWEEN_TRIES_MILLIS = 100;

    private final Console console;
    private final Identity identity;
    private final ChatClient client;
    private final Thread farewell;

    private OnlineSession(Console console, Identity identity, ChatClient client) {
        this.console = console;
        this.identity = identity;
        this.client = client;
        this.farewell = new Thread(client::close, "chat-farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
    }

    /**
     * Connects; tries again where another process of the same user has taken the name a moment ago, with that one's
     * token.
     *
     * @throws CommandFailure if the server cannot be reached, or refuses
     */
    public static OnlineSession connect(Console console, ServerLogin login, ChatListener listener)
            throws InterruptedException {
        LibraryLogs.silence();
        for (int tries = 1; ; tries++) {
            Identity identity = login.identity();
            IdentitySaver saving = login.saver(identity);
            ChatListener events = withoutFailedStart(listener);
            List<String> newIdentities = new CopyOnWriteArrayList<>();
            ChatClient client = SocketClient.start(login.settings(identity), saving.listener(), event -> {
                String why = newIdentity(event);
                if (why != null) {
                    newIdentities.add(why);
                }
                events.onEvent(event);
            });
            OnlineSession online = new OnlineSession(console, identity, client);
            try {
                online.get(client.connected());
                saving.check();
                newIdentities.forEach(console::complain);
                return online;
            } catch (CommandFailure e) {
                online.close();
                boolean another = e.reason() == Reason.NAME_TAKEN || e.reason() == Reason.UNKNOWN_TOKEN;
                if (!another || tries == TRIES || !anotherProcessSaves(identity)) {
                    throw e;
                }
            }
        }
    }

    /**
     * The sentence about a server that has forgotten this user, which alone is dialled again at once; null for other
     * events.
     */
    private static @Nullable String newIdentity(ChatEvent event) {
        return event instanceof ChatEvent.Disconnected(String why, Duration retryIn) && retryIn.isZero() ? why : null;
    }

    /**
     * Leaves out the end of a session that never began: {@link ChatClient#connected} reports it, and another try may
     * follow.
     */
    private static ChatListener withoutFailedStart(ChatListener listener) {
        return new ChatListener() {
            private boolean connected;

            @Override
            public void onEvent(ChatEvent event) {
                connected |= event instanceof ChatEvent.Connected;
                if (connected || !(event instanceof ChatEvent.Ended)) {
                    listener.onEvent(event);
                }
            }
        };
    }

    /**
     * Whether another program of the same person saves a token now: then that one took the name, and its token works
     * here.
     */
    private static boolean anotherProcessSaves(Identity identity) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (identity.hasAnotherToken()) {
                return true;
            }
            Thread.sleep(BETWEEN_TRIES_MILLIS);
        }
        return false;
    }

    public ChatClient client() {
        return client;
    }

    Identity identity() {
        return identity;
    }

    /**
     * Waits for an answer to a moderation or a change of settings; what the room's settings do not allow is a refusal,
     * too.
     */
    public <T> T permitted(CompletableFuture<T> future) throws InterruptedException {
        try {
            return get(future);
        } catch (CommandFailure e) {
            throw e.code() == ExitCode.FAILED
                    ? new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    /** Waits for an answer; a refusal ends the command. */
    public <T extends @Nullable Object> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChatException why) {
                throw new CommandFailure(why);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Enters a room until this session ends, and asks the person for the password if the room needs one. The user does
     * not become a member by it.
     */
    public JoinedRoom visit(String room, @Nullable String password, boolean quiet) throws InterruptedException {
        try {
            return get(client.visit(room, password, quiet));
        } catch (CommandFailure e) {
            String asked = password == null && e.reason() == Reason.PASSWORD_NEEDED
                    ? console.askSecretly("Password of room " + VisibleText.line(room) + ": ")
                    : null;
            if (asked == null) {
                throw e;
            }
            return get(client.visit(room, asked, quiet));
        }
    }

    /** The message of a room that is entered with this sequence; where there is none the command ends. */
    public MessageId message(String room, long sequence) throws InterruptedException {
        RoomHistory read = get(client.history(room, new HistoryQuery(sequence - 1, sequence, 0, null, null)));
        return read.messages().stream()
                .findFirst()
                .map(ChatEvent.Message::id)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.REFUSED, "'" + VisibleText.line(room) + "' has no message " + sequence));
    }

    /** Whether this user is a member of the room; a room that does not exist ends the command. */
    boolean isMember(String room) throws InterruptedException {
        try {
            get(client.members(room));
            return true;
        } catch (CommandFailure e) {
            if (e.reason() == Reason.NOT_A_MEMBER) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook closes the session.
        }
    }
}
