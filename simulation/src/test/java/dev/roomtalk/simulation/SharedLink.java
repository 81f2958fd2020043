package dev.roomtalk.simulation;

import dev.roomtalk.simulation.SharedStore.Master;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node's connection to the master of the engine that it shares with others. What it asks is carried out and answered
 * in its order, late. When the connection ends, nobody knows what of it was carried out, or is yet.
 */
final class SharedLink {
    private static final int RETRY_MILLIS = 300;

    private final World world;
    private final Random random;
    private final SharedStore store;
    private final SimulatedLoop loop;
    private final long longest;
    private final DoubleSupplier failing;
    private final Runnable connected;
    private @Nullable Connection connection;
    private boolean closed;

    /** There was no answer. */
    static final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final boolean sent;

        AwayException(boolean sent) {
            super("the engine is away", null, false, false);
            this.sent = sent;
        }
    }

    private static final class Connection {
        final Master master;
        final Set<CompletableFuture<?>> pending = new LinkedHashSet<>();
        long lastUp;
        long lastDown;
        boolean ended;

        /** What was on its way when it ended does not arrive. */
        boolean lost;

        Connection(Master master) {
            this.master = master;
        }
    }

    /**
     * @param loop on which everything is answered
     * @param longest nanoseconds that anything takes each way
     * @param failing how often the connection ends with what it is asked
     * @param connected runs when there is a connection again
     */
    SharedLink(
            World world,
            Random random,
            SharedStore store,
            SimulatedLoop loop,
            long longest,
            DoubleSupplier failing,
            Runnable connected) {
        this.world = world;
        this.random = random;
        this.store = store;
        this.loop = loop;
        this.longest = longest;
        this.failing = failing;
        this.connected = connected;
        Master first = store.reachable();
        connection = first == null ? null : new Connection(first);
        if (first == null) {
            connectSoon();
        }
        store.add(this);
    }

    /** The master that it is connected to; null: none. */
    @Nullable
    Master master() {
        return connection == null ? null : connection.master;
    }

    long delay() {
        return (long) (random.nextDouble() * longest);
    }

    /** Carries out something in one step. */
    <T extends @Nullable Object> CompletableFuture<T> run(Function<Master, T> script) {
        return ask((master, answer) -> answer.accept(script.apply(master)));
    }

    /** Asks whether the replica has done what was carried out before. */
    CompletableFuture<Boolean> isCopied() {
        return this.<Boolean>ask(Master::whenCopied);
    }

    /** What the master does for a question, which it answers now or later. */
    private interface Question<T extends @Nullable Object> {
        void ask(Master master, Consumer<T> answer);
    }

    private <T extends @Nullable Object> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Connection asked = connection;
        if (asked == null) {
            answer.completeExceptionally(new AwayException(false));
            return answer;
        }
        asked.pending.add(answer);
        asked.lastUp = Math.max(asked.lastUp, world.nanoTime() + delay());
        world.at(asked.lastUp, () -> {
            if (!asked.lost) {
                question.ask(asked.master, result -> answer(asked, answer, result));
            }
        });
        if (random.nextDouble() < failing.getAsDouble()) {
            world.after(2 * delay(), () -> end(asked));
        }
        return answer;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // a future equals itself alone, which is what is meant
    private <T extends @Nullable Object> void answer(Connection asked, CompletableFuture<T> answer, T result) {
        asked.lastDown = Math.max(asked.lastDown, world.nanoTime() + delay());
        world.at(asked.lastDown, () -> {
            if (!asked.ended) {
                loop.run(() -> {
                    asked.pending.remove(answer);
                    answer.complete(result);
                });
            }
        });
    }

    /** The connection ends, whatever it is connected to. */
    void cut() {
        if (connection != null) {
            end(connection);
        }
    }

    /** This is the master no longer, as the node learns now. */
    void leave(Master old) {
        if (connection != null && connection.master == old) {
            end(connection);
        }
    }

    private void end(Connection over) {
        if (over.ended) {
            return;
        }
        over.ended = true;
        over.lost = random.nextBoolean();
        loop.run(() -> {
            if (connection == over) {
                connection = null;
                connectSoon();
            }
            List<CompletableFuture<?>> unanswered = List.copyOf(over.pending);
            over.pending.clear();
            unanswered.forEach(answer -> answer.completeExceptionally(new AwayException(true)));
        });
    }

    private void connectSoon() {
        world.after(Path.millis(1 + random.nextInt(RETRY_MILLIS)), () -> loop.run(this::connect));
    }

    private void connect() {
        Master master = store.reachable();
        if (closed || connection != null) {
            return;
        }
        if (master == null) {
            connectSoon();
        } else {
            connection = new Connection(master);
            connected.run();
        }
    }

    /** The node is gone. */
    void close() {
        closed = true;
        store.remove(this);
        if (connection != null) {
            connection.ended = true;
            connection.lost = random.nextBoolean();
        }
    }
}
