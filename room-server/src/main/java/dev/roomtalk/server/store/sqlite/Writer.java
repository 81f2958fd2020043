package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the writing connection, and its queue. Whatever waits becomes one transaction, and is answered
 * after its COMMIT; so the busier it is, the less a message costs.
 *
 * <p>A transaction that fails is rolled back, and everything in it is answered as not stored. The next one is tried all
 * the same: when the disk has room again, messages are stored again.
 *
 * <p>Over 300 lines, because its queue, its transactions and its chores are of one thread.
 */
final class Writer implements AutoCloseable {
    /** How many messages may wait; beyond it an append fails. */
    static final int QUEUE = 8_192;

    /** How many changes may wait; beyond it another fails. */
    static final int CHANGES = 16_384;

    private static final int GROUP = 1_024;
    private static final int UNFINISHED = 4_096;
    private static final Duration BETWEEN_CHORES = Duration.ofSeconds(1);

    /**
     * A transaction begins no sooner than this after the end of the one before it, so that it takes along what comes
     * meanwhile. What comes after a pause is written at once.
     */
    private static final int MILLIS_BETWEEN_TRANSACTIONS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final StoringHealth health;
    private final WritingConnection connection;
    private final Log log;
    private final List<Chore> chores;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Semaphore places = new Semaphore(QUEUE);
    private final Semaphore changePlaces = new Semaphore(CHANGES);
    private final List<Job> unfinished = new ArrayList<>();
    private final Thread thread;
    private final AtomicLong writes = new AtomicLong();
    private final InstantSource clock;
    /** A time before which nothing that waits was queued, in milliseconds; 0: nothing is being written. */
    private volatile long oldest;

    private volatile boolean checkpointWanted;
    private volatile boolean stopping;

    /** Work that the writer's thread does beside the queue, in small steps. Called on that thread. */
    interface Chore {
        /** Returns whether there is something to do now. Called outside of a transaction. */
        boolean due();

        /** Does a small step, in a transaction; false: there was nothing to do. */
        boolean step(DatabaseConnection connection) throws SQLException;

        /** Notes that the step was rolled back: it is to be tried again after a while. */
        void failed();

        /** Whether it waits for the write-ahead log to be emptied. */
        default boolean awaitsEmptyLog() {
            return false;
        }

        /** Notes that the log was emptied; false: it could not be, because somebody reads in it. */
        default void logEmptied(boolean done) {}
    }

    /** Runs on the writer's thread, in a transaction, and has a result. */
    interface Work<T extends @Nullable Object> {
        @Nullable
        T on(DatabaseConnection connection) throws SQLException;
    }

    /** Runs on the writer's thread, in a transaction, and has no result. */
    interface Write {
        void on(DatabaseConnection connection) throws SQLException;
    }

    /** What the writer promises of a change. */
    enum Promise {
        /** It is done, or it fails. */
        ONCE,
        /**
         * It is done, or it fails; once it is answered it survives a power loss, whatever the durability of messages.
         */
        SYNCED,
        /** It is tried again until it is done. */
        SOME_TIME
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
        this.connection = new WritingConnection(connection, durability, log);
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

    /** Queues a message that was admitted. */
    void append(Append append) {
        jobs.add(new Job.Message(append));
    }

    /** Queues a change; it fails at once where too many wait already, because the disk does not take them. */
    <T extends @Nullable Object> CompletionStage<T> change(Promise promise, Work<T> work) {
        Job.Change<T> change = new Job.Change<>(work, promise);
        if (stopping) {
            change.end(new SQLException("the engine is stopping"));
        } else if (changePlaces.tryAcquire()) {
            jobs.add(change);
        } else {
            change.end(new SQLException("too many changes wait for the disk"));
        }
        return change.answer;
    }

    /** Queues a change that has no result, as {@link #change}. */
    CompletionStage<Void> write(Promise promise, Write work) {
        return this.<@Nullable Void>change(promise, c -> {
            work.on(c);
            return null;
        });
    }

    /** Returns why the last transaction failed, for a person; null: it did not fail. Any thread. */
    @Nullable
    String trouble() {
        return health.trouble();
    }

    /** Messages that have a place and are not written yet. Any thread. */
    int waiting() {
        return QUEUE - places.availablePermits();
    }

    /**
     * For how long the oldest message that waits has waited, or a little longer, in milliseconds; 0: there is none. Any
     * thread.
     */
    long lagMillis() {
        long since = oldest;
        return since == 0 || waiting() == 0 ? 0 : Math.max(0, clock.millis() - since);
    }

    /** How many transactions there have been, those of chores included. Any thread. */
    long writes() {
        return writes.get();
    }

    /**
     * Asks the writer to bring the rest of the write-ahead log into the database, after its transaction. Any thread.
     */
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
                    changePlaces.release((int) group.stream()
                            .filter(job -> job instanceof Job.Change<?>)
                            .count());
                    transact(group);
                    group.clear();
                    gather();
                } else if (!more && health.trouble() != null) {
                    transact(List.of(new Job.Change<>(Writer::tryToWrite, Promise.ONCE)));
                }
                more = tidy();
            } catch (InterruptedException e) {
                LOG.error("the engine's thread was interrupted", e);
            }
        }
    }

    /**
     * Lets the queue fill. The thread sleeps and does not wait for the queue, so that nobody who adds to it has to wake
     * it.
     */
    private void gather() throws InterruptedException {
        if (!stopping && jobs.size() < GROUP) {
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_TRANSACTIONS);
        }
    }

    /** Tries again what failed, in a transaction of its own: so it makes nothing else fail. */
    private void tryAgain() {
        if (!unfinished.isEmpty()) {
            List<Job> again = List.copyOf(unfinished);
            unfinished.clear();
            transact(again);
        }
    }

    /** Does some of the work that is not urgent; true: there is more of it. */
    private boolean tidy() {
        if (checkpointWanted) {
            checkpointWanted = false;
            connection.checkpoint(jobs.isEmpty());
        }
        health.look();
        boolean more = false;
        for (Chore chore : chores) {
            if (chore.due() && connection.step(chore)) {
                writes.incrementAndGet();
                more = true;
            }
            if (chore.awaitsEmptyLog()) {
                chore.logEmptied(connection.emptyLog());
            }
        }
        return more;
    }

    /** Finds out whether the disk has room again, also while no message comes. */
    private static boolean tryToWrite(DatabaseConnection connection) throws SQLException {
        // Up and down again: SQLite does not write a page that stays the same.
        connection
                .query("UPDATE meta SET value = value + 1 WHERE name = 'users'")
                .run();
        connection
                .query("UPDATE meta SET value = value - 1 WHERE name = 'users'")
                .run();
        return true;
    }

    /** Writes a group of jobs in one transaction, and answers each of them. */
    private void transact(List<Job> group) {
        long began = clock.millis();
        oldest = oldest == 0 ? began : oldest;
        Exception failure = connection.write(group);
        if (failure == null) {
            health.works();
        } else {
            health.fails(failure);
        }
        places.release(log.tell(failure == null));
        // What waits now came while this was written.
        oldest = waiting() == 0 ? 0 : began;
        for (Job job : group) {
            if (job instanceof Job.Change<?> c) {
                if (failure != null && c.promise == Promise.SOME_TIME && unfinished.size() < UNFINISHED) {
                    unfinished.add(c);
                } else {
                    c.end(StoringHealth.explained(failure));
                }
            }
        }
        writes.incrementAndGet();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        stopping = true;
        jobs.add(new Job.Stop());
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
