package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateException;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A command's session with the server. It says goodbye when it is closed, and when the program is ended by a signal. */
final class Online implements AutoCloseable {
    private static final int TRIES = 10;
    private static final long BETWEEN_TRIES_MILLIS = 100;

    private final Console console;
    private final Identity identity;
    private final ChatClient client;
    private final Thread farewell;

    private Online(Console console, Identity identity, ChatClient client) {
        this.console = console;
        this.identity = identity;
        this.client = client;
        this.farewell = new Thread(client::close, "chat-farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
    }

    static Online connect(Console console, ConnectionOptions options, ChatListener listener)
            throws InterruptedException {
        keepLibrariesQuiet();
        for (int tries = 1; ; tries++) {
            Identity identity = options.identity(console);
            checkState(identity);
            Saving saving = new Saving(identity);
            ChatListener told = withoutVainEnd(listener);
            List<String> forgotten = new CopyOnWriteArrayList<>();
            ChatClient client = ChatClient.start(options.settings(console, identity, Chat.PROGRAM), saving, event -> {
                String why = newIdentity(event);
                if (why != null) {
                    forgotten.add(why);
                }
                told.onEvent(event);
            });
            Online online = new Online(console, identity, client);
            try {
                online.get(client.connected());
                saving.check();
                forgotten.forEach(console::complain);
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

    /** Why a server that has forgotten this user is dialled again at once; no other is. Null: the event is another. */
    private static @Nullable String newIdentity(ChatEvent event) {
        return event instanceof ChatEvent.Disconnected(String why, Duration retryIn) && retryIn.isZero() ? why : null;
    }

    /** Leaves out the end of a session that never came to be: {@link ChatClient#connected} tells it, and another try may follow. */
    private static ChatListener withoutVainEnd(ChatListener listener) {
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

    /** Another program of the same person may be the one that took the name, a moment ago: its token works here, too. */
    private static boolean anotherProcessSaves(Identity identity) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (identity.hasAnotherToken()) {
                return true;
            }
            Thread.sleep(BETWEEN_TRIES_MILLIS);
        }
        return false;
    }

    /** What the state directory says wrong shall be said before the network is asked. */
    static void checkState(Identity identity) {
        try {
            identity.checkFiles();
        } catch (StateException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    static void keepLibrariesQuiet() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
    }

    ChatClient client() {
        return client;
    }

    Identity identity() {
        return identity;
    }

    /** Waits for an outcome; a refusal ends the command. */
    <T extends @Nullable Object> T get(CompletableFuture<T> future) throws InterruptedException {
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
     * Is in a room for as long as this session; asks the person for the password that it wants. No member is made by it: a user
     * who was none is none afterwards.
     */
    JoinedRoom visit(String room, @Nullable String password, boolean quiet) throws InterruptedException {
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

    /** Whether this user is a member; a room that does not exist ends the command. */
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
            // The program is ending: the hook does the same.
        }
    }
}
