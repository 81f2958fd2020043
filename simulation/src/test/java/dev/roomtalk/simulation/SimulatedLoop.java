package dev.roomtalk.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * An event loop whose time is the world's. When it has died, it drops what it is given, as a killed process does; while
 * it is frozen, that waits.
 */
public final class SimulatedLoop extends AbstractScheduledEventExecutor implements EventLoop {
    private final World world;
    private final Ticker ticker = new Ticker() {
        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return world.nanoTime();
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("nothing in a simulation waits");
        }
    };
    private boolean dead;
    private long frozenUntil;
    private long wakeUp = Long.MAX_VALUE;

    public SimulatedLoop(World world) {
        this.world = world;
    }

    public void die() {
        dead = true;
    }

    /** Does nothing until then. */
    void freeze(long until) {
        frozenUntil = Math.max(frozenUntil, until);
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void execute(Runnable task) {
        world.after(0, () -> run(task));
    }

    /** Runs a task at once, as the loop's own. */
    void run(Runnable task) {
        if (dead) {
            return;
        }
        if (world.nanoTime() < frozenUntil) {
            world.at(frozenUntil, () -> run(task));
            return;
        }
        SimulatedLoop before = world.current;
        world.current = this;
        try {
            task.run();
        } catch (RuntimeException e) {
            world.failed(e);
        } finally {
            world.current = before;
        }
        planWakeUp();
    }

    private void planWakeUp() {
        long next = nextScheduledTaskDeadlineNanos();
        if (next != -1 && next < wakeUp) {
            wakeUp = next;
            world.at(next, () -> {
                if (wakeUp == next) {
                    wakeUp = Long.MAX_VALUE;
                    run(this::runDue);
                }
            });
        }
    }

    private void runDue() {
        for (Runnable due = pollScheduledTask(); due != null; due = pollScheduledTask()) {
            due.run();
        }
    }

    @Override
    public boolean inEventLoop() {
        return world.current == this;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return world.current == this;
    }

    @Override
    public boolean isExecutorThread(Thread thread) {
        return world.current == this;
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
