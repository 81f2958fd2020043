package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the writing connection. Whatever waits becomes one transaction, and is answered after its COMMIT; so the
 * busier it is, the less a message costs.
 *
 * <p>A transaction that fails is rolled back, and everything in it answered so. The next one is tried as if nothing had been:
 * when the disk has room again, so has the log.
 */
final class Writer implements AutoCloseable {
    /** Messages that may wait; beyond it an append fails. */
    static final int QUEUE = 8_192;

    private static final int GROUP = 1_024;
    private static final int UNFINISHED = 4_096;
    private static final Duration BETWEEN_CHORES = Duration.ofSeconds(1);

    /**
     * A transaction begins so long after the one before it at the earliest: what comes meanwhile goes with it. What comes after a
     * silence is written at once.
     */
    private static final int MILLIS_BETWEEN_TRANSACTIONS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final StoringHealth health;
    private final DatabaseConnection connection;
    private final Durability durability;
    private final Log log;
    private final List<Chore> chores;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Semaphore places = new Semaphore(QUEUE);
    private final List<Job> unfinished = new ArrayList<>();
    private final Thread thread;
    private final AtomicLong transactions = new AtomicLong();
    private final InstantSource clock;
    /** What waits came not before this, in milliseconds; 0: nothing is being written. */
    private volatile long oldest;

    private volatile boolean checkpointWanted;
    private volatile boolean stopping;

    /** What else the owner of the connection has to do. Called on the writer's thread, in a transaction. */
    interface Chore {
        /** It has something to do by now. Outside of a transaction. */
        boolean due();

        /** A small step; true: there is more to do, as soon as nothing else waits. */
        boolean step(DatabaseConnection connection) throws SQLException;

        /** The step was undone: it is to be tried again after a while. */
        void failed();
    }

    /** Done on the writer's thread, in a transaction. */
    interface Work<T extends @Nullable Object> {
        @Nullable
        T on(DatabaseConnection connection) throws SQLException;
    }

    /** What is promised of a change. */
    enum Promise {
        /** It is done, or it fails. */
        ONCE,
        /** The same; and once it is answered it survives a power loss, whatever the durability of messages. */
        SYNCED,
        /** It is done some time: while it fails it is tried again. */
        SOME_TIME
    }

    private sealed interface Job {}

    private record Message(Append append) implements Job {}

    /** Wakes the thread, so that it sees that it has to stop. */
    private record Stop() implements Job {}

    /** A change that is answered after the COMMIT. */
    private static final class Change<T extends @Nullable Object> implements Job {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        final Promise promise;
        private final Work<T> work;
        private Runnable committed = () -> {};

        Change(Work<T> work, Promise promise) {
            this.work = work;
            this.promise = promise;
        }

        void write(DatabaseConnection connection) throws SQLException {
            @Nullable T value = work.on(connection);
            committed = () -> answer.complete(value);
        }

        void end(@Nullable Exception failure) {
            if (failure == null) {
                committed.run();
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }

    Writer(
            Database database,
            DatabaseConnection connection,
            Durability durability,
            Log log,
            List<Chore> chores,
            InstantSource clock) {
        this.clock = clock;
        this.health = new StoringHealth(database, clock);
        this.connection = connection;
        this.durability = durability;
        this.log = log;
        this.chores = chores;
        this.thread = new Thread(this::run, "engine");
    }

    void start() {
        thread.start();
    }

    /** Takes a place for a message; false: there is none. */
    boolean admit() {
        return !stopping && places.tryAcquire();
    }

    /** A message that was admitted. */
    void append(Append append) {
        jobs.add(new Message(append));
    }

    /** Always taken: its callers bound it. */
    <T extends @Nullable Object> CompletionStage<T> change(Promise promise, Work<T> work) {
        Change<T> change = new Change<>(work, promise);
        if (stopping) {
            change.end(new SQLException("the engine is stopping"));
        } else {
            jobs.add(change);
        }
        return change.answer;
    }

    /** Why the last transaction failed, for the person; null: it did not. Any thread. */
    @Nullable
    String trouble() {
        return health.trouble();
    }

    /** Messages that have a place and are not written yet. Any thread. */
    int waiting() {
        return QUEUE - places.availablePermits();
    }

    /** For how long the oldest message that waits has waited, or a little longer, in milliseconds; 0: there is none. Any thread. */
    long lagMillis() {
        long since = oldest;
        return since == 0 || waiting() == 0 ? 0 : Math.max(0, clock.millis() - since);
    }

    /** How many there have been. Any thread. */
    long transactions() {
        return transactions.get();
    }

    /** Brings the rest of the write-ahead log over, after the present transaction. Any thread. */
    void checkpoint() {
        checkpointWanted = true;
    }

    private void run() {
        List<Job> group = new ArrayList<>();
        boolean more = true;
        while (!stopping || !jobs.isEmpty()) {
            try {
                Job first = jobs.poll(more ? 0 : BETWEEN_CHORES.toMillis(), TimeUnit.MILLISECONDS);
                tryAgain();
                if (first != null) {
                    group.add(first);
                    jobs.drainTo(group, GROUP - 1);
                    transact(group);
                    group.clear();
                    gather();
                } else if (!more && health.trouble() != null) {
                    transact(List.of(new Change<>(Writer::tryToWrite, Promise.ONCE)));
                }
                more = tidy();
            } catch (InterruptedException e) {
                LOG.error("the engine's thread was interrupted", e);
            }
        }
    }

    /** Asleep, not waiting for the queue: so nobody who adds to it has to wake the thread. */
    private void gather() throws InterruptedException {
        if (!stopping && jobs.size() < GROUP) {
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_TRANSACTIONS);
        }
    }

    /** In a transaction of its own: what cannot be done yet makes nothing else fail. */
    private void tryAgain() {
        if (!unfinished.isEmpty()) {
            List<Job> again = List.copyOf(unfinished);
            unfinished.clear();
            transact(again);
        }
    }

    /** Does some of what has no hurry; true: there is more of it. */
    private boolean tidy() {
        if (checkpointWanted) {
            checkpointWanted = false;
            finishCheckpoint();
        }
        health.look();
        boolean more = false;
        for (Chore chore : chores) {
            more |= chore.due() && step(chore);
        }
        return more;
    }

    /** Finds out whether there is place again, also where nobody says anything. */
    private static boolean tryToWrite(DatabaseConnection connection) throws SQLException {
        // There and back: what stays as it is would not be written.
        connection
                .query("UPDATE meta SET value = value + 1 WHERE name = 'users'")
                .run();
        connection
                .query("UPDATE meta SET value = value - 1 WHERE name = 'users'")
                .run();
        return true;
    }

    private void finishCheckpoint() {
        try {
            Checkpointer.logPages(connection);
        } catch (SQLException e) {
            LOG.debug("checkpoint: {}", e.getMessage());
        }
    }

    private boolean step(Chore chore) {
        try {
            connection.query("BEGIN").run();
            boolean more = chore.step(connection);
            connection.query("COMMIT").run();
            return more;
        } catch (SQLException | RuntimeException e) {
            LOG.debug("{}", chore.getClass().getSimpleName(), e);
            rollBack();
            chore.failed();
            return false;
        }
    }

    private void transact(List<Job> group) {
        Exception failure = null;
        boolean synced = durability == Durability.PROCESS
                && group.stream().anyMatch(job -> job instanceof Change<?> c && c.promise == Promise.SYNCED);
        for (Job job : group) {
            if (job instanceof Message m) {
                log.add(m.append);
            }
        }
        long began = clock.millis();
        oldest = oldest == 0 ? began : oldest;
        try {
            if (synced) {
                connection.execute("PRAGMA synchronous = " + Durability.POWER.synchronous());
            }
            connection.query("BEGIN IMMEDIATE").run();
            for (Job job : group) {
                switch (job) {
                    case Message m -> log.insert(m.append);
                    case Change<?> c -> c.write(connection);
                    case Stop _ -> {}
                }
            }
            log.finish();
            connection.query("COMMIT").run();
        } catch (SQLException | RuntimeException e) {
            failure = e;
            rollBack();
        }
        if (failure == null) {
            health.works();
        } else {
            health.fails(failure);
        }
        places.release(log.tell(failure == null));
        // What waits now came while this was written.
        oldest = waiting() == 0 ? 0 : began;
        for (Job job : group) {
            if (job instanceof Change<?> c) {
                if (failure != null && c.promise == Promise.SOME_TIME && unfinished.size() < UNFINISHED) {
                    unfinished.add(c);
                } else {
                    c.end(StoringHealth.explained(failure));
                }
            }
        }
        if (synced) {
            unsync();
        }
        transactions.incrementAndGet();
    }

    private void rollBack() {
        try {
            connection.rollBack();
        } catch (SQLException e) {
            // SQLite has rolled it back already, as it does when the disk is full.
            LOG.debug("rollback: {}", e.getMessage());
        }
    }

    private void unsync() {
        try {
            connection.execute("PRAGMA synchronous = " + durability.synchronous());
        } catch (SQLException e) {
            LOG.debug("synchronous: {}", e.getMessage());
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        stopping = true;
        jobs.add(new Stop());
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.error("the database does not close: {}", e.getMessage());
        }
    }
}
