package dev.roomtalk.simulation;

import dev.roomtalk.simulation.SharedStore.Master;
import dev.roomtalk.simulation.SharedStore.Published;
import java.util.function.Consumer;

/**
 * What brings a node what a master publishes, late and in its order. It may end, and then the node sees that; or bring
 * nothing any more without a sign.
 */
final class SharedSubscription {
    private final World world;
    private final SharedLink link;
    private final SimulatedLoop loop;
    private final Consumer<Published> hears;
    private final Consumer<Published> subscriber = this::take;
    final Master master;
    private long lastBrought;
    private long heard;
    private boolean ended;
    private boolean silent;

    /** Subscribes now. */
    SharedSubscription(World world, SharedLink link, SimulatedLoop loop, Master master, Consumer<Published> hears) {
        this.world = world;
        this.link = link;
        this.loop = loop;
        this.master = master;
        this.hears = hears;
        this.heard = world.nanoTime();
        master.subscribe(subscriber);
    }

    private void take(Published published) {
        lastBrought = Math.max(lastBrought, world.nanoTime() + link.delay());
        world.at(lastBrought, () -> {
            if (!ended && !silent) {
                loop.run(() -> {
                    heard = world.nanoTime();
                    hears.accept(published);
                });
            }
        });
    }

    /** From now on it brings nothing, and seems well. */
    void fallSilent() {
        silent = true;
    }

    void end() {
        ended = true;
        master.unsubscribe(subscriber);
    }

    boolean hasEnded() {
        return ended;
    }

    /** When something was heard last. */
    long heard() {
        return heard;
    }
}
