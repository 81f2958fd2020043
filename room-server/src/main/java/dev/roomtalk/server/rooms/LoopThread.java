package dev.roomtalk.server.rooms;

import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.OutOfMemory;
import dev.roomtalk.server.base.ServerTime;
import dev.roomtalk.server.room.Moment;
import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one relay loop, as others reach it: what they offer to it, its timers and its clocks. Any thread may
 * call, and nothing here blocks.
 */
public final class LoopThread {
    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

    /** Traffic that other owners may have waiting here. */
    private static final int QUEUE = 1 << 16;

    private final int index;
    private final EventExecutor executor;
    private final LongSupplier ticker;
    private final long begun;
    private final InstantSource clock;
    private final AgeClock ages;
    private final Counters counters;
    private final AtomicInteger waiting = new AtomicInteger();
    private Runnable afterCommand = () -> {};
    /** The last that was asked for. Any thread may see another one, and then makes its own. */
    private Moment latest = new Moment(-1, -1, -1);

    /**
     * @param index of the loop among those of the node
     * @param ticker nanoseconds for every duration: it never jumps
     * @param clock for the times that people are shown
     */
    public LoopThread(int index, EventExecutor executor, LongSupplier ticker, InstantSource clock, Counters counters) {
        this.index = index;
        this.executor = executor;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
        this.clock = clock;
        this.ages = clock instanceof ServerTime.Shown shown ? shown.ages() : clock::instant;
        this.counters = counters;
    }

    /** Sets what runs on the thread after each command. To be called before the loop runs. */
    public void afterCommand(Runnable what) {
        afterCommand = what;
    }

    public int index() {
        return index;
    }

    /** Queues traffic; false: the loop has too much waiting, and the command is dropped. */
    public boolean offer(Runnable command) {
        if (waiting.incrementAndGet() > QUEUE) {
            waiting.decrementAndGet();
            return false;
        }
        executor.execute(() -> {
            waiting.decrementAndGet();
            run(command);
        });
        return true;
    }

    /** Queues a lifecycle command: those are bounded by the number of sessions and requests, and may not be dropped. */
    public void execute(Runnable command) {
        executor.execute(() -> run(command));
    }

    public void schedule(Runnable command, long millis) {
        executor.schedule(() -> run(command), millis, TimeUnit.MILLISECONDS);
    }

    /** Runs a command at once, on this thread: if it fails, that is logged, and the others go on. */
    void run(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            failed("a command", e);
        } catch (OutOfMemoryError e) {
            OutOfMemory.endProcess(e);
        }
        afterCommand.run();
    }

    /** Reports what this program did wrong: the loop goes on. */
    public void failed(String what, RuntimeException e) {
        counters.count(Counter.INTERNAL_ERRORS);
        LOG.atError().addKeyValue("loop", index).setCause(e).log("{} failed", what);
    }

    /** Whether the caller runs on this thread. */
    public boolean isCurrent() {
        return executor.inEventLoop();
    }

    /** Nanoseconds of the node's ticker: only differences mean anything. */
    public long nanoTime() {
        return ticker.getAsLong();
    }

    /** Milliseconds since this loop was made, whatever the wall clock does. */
    public long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime() - begun);
    }

    /** The present, by both clocks. */
    public Moment moment() {
        long millis = now();
        long unixMillis = clock.millis();
        long agedMillis = ages.steadyMillis();
        Moment moment = latest;
        if (moment.millis() != millis || moment.unixMillis() != unixMillis || moment.agedMillis() != agedMillis) {
            moment = new Moment(millis, unixMillis, agedMillis);
            latest = moment;
        }
        return moment;
    }

    /** Traffic of other owners that waits here. */
    public int waiting() {
        return waiting.get();
    }
}
