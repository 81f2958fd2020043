package dev.roomtalk.bench.load;

import dev.roomtalk.bench.base.Stamp;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A target whose answers a test gives by hand. */
final class ScriptedTarget implements Target {
    record Published(int sender, long n, int aboveBase, long intended) {}

    final List<Published> published = new ArrayList<>();
    private final int maxInFlight;
    private final boolean repeats;

    ScriptedTarget(int maxInFlight, boolean repeats) {
        this.maxInFlight = maxInFlight;
        this.repeats = repeats;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void open(Arrivals arrivals) {}

    @Override
    public EventLoop loop() {
        throw new IllegalStateException("a scripted target has no loop");
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public int streams() {
        return 1;
    }

    @Override
    public int maxInFlight() {
        return maxInFlight;
    }

    @Override
    public boolean repeats() {
        return repeats;
    }

    @Override
    public void publish(int sender, long n, int aboveBase, byte[] text, int length) {
        published.add(new Published(sender, n, aboveBase, Stamp.read(text, 0, length)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
