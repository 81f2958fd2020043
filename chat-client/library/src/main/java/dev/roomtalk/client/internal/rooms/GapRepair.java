package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RecentMap;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks again for the messages of one room that are missing and that the server's ring still has. Confined to the
 * session's loop.
 *
 * <p>A gap first gets a moment for reordering, with some chance in it: a hundred members that lost the same datagram do
 * not ask at one instant. Then it is asked for until it is filled or the server says that its ring no longer has it;
 * each time later, and after a few times over TCP, where the question cannot be lost. Nothing is ever given up here.
 */
final class GapRepair {
    static final Duration REORDERING = Duration.ofMillis(40);
    static final Duration JITTER = Duration.ofMillis(20);
    /** A message that the server announced on the control connection (Elsewhere) is awaited this long. */
    static final Duration ELSEWHERE = Duration.ofSeconds(5);

    private static final Duration MIN_INTERVAL = Duration.ofMillis(60);
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MARGIN = Duration.ofMillis(10);
    /** Between two Nacks of a room; and what is due within it goes with the first. */
    private static final Duration SPACING = Duration.ofMillis(10);

    private static final int TRIES_BY_UDP = 3;
    /** The server repairs at most this many for one Nack. */
    private static final int MAX_GAPS = 256;

    private static final int MAX_ANNOUNCED = 1024;

    private static final class Gap {
        long due;
        int tries;

        Gap(long due) {
            this.due = due;
        }
    }

    private final SessionLoop loop;
    private final RandomGenerator random;
    private final FrameOutlet outlet;
    private final TreeMap<Long, Gap> gaps = new TreeMap<>();
    // When each was announced.
    private final Map<Long, Long> announced = new RecentMap<>(MAX_ANNOUNCED);
    private int room;
    private boolean connected;
    // All up to here are there, or gaps, or not this class's business.
    private long surveyed;
    // One for all gaps until the next Nack, so that they are asked for in the order in which they were noticed.
    private long jitter;
    private long quietUntil;
    private SessionLoop.@Nullable Timer timer;
    private long timerDue;

    GapRepair(SessionLoop loop, RandomGenerator random, FrameOutlet outlet) {
        this.loop = loop;
        this.random = random;
        this.outlet = outlet;
        this.jitter = random.nextLong(JITTER.toNanos());
        this.quietUntil = loop.nanoTime();
    }

    /** The room was joined (again): what is missing above {@code last} is noticed anew. */
    void start(int roomNumber, long last) {
        room = roomNumber;
        connected = true;
        surveyed = last;
        gaps.clear();
        announced.clear();
    }

    /** The connection is gone. */
    void stop() {
        connected = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Notices what is missing in ({@code above}, {@code upTo}]; what lies below needs no repair, or can have none. */
    void survey(long above, long upTo, LongPredicate there) {
        if (!connected) {
            return;
        }
        gaps.headMap(above, true).clear();
        surveyed = Math.max(surveyed, above);
        long now = loop.nanoTime();
        long first = now + REORDERING.toNanos() + jitter;
        while (surveyed < upTo && gaps.size() < MAX_GAPS) {
            surveyed++;
            if (!there.test(surveyed)) {
                Long since = announced.get(surveyed);
                gaps.put(surveyed, new Gap(since == null ? first : since + ELSEWHERE.toNanos()));
            }
        }
        arm(now);
    }

    void arrived(long sequence) {
        gaps.remove(sequence);
        announced.remove(sequence);
    }

    /** It comes over the control connection. */
    void announced(long sequence) {
        announced.put(sequence, loop.nanoTime());
        Gap gap = gaps.get(sequence);
        if (gap != null && gap.tries == 0) {
            gap.due = loop.nanoTime() + ELSEWHERE.toNanos();
        }
    }

    private void arm(long now) {
        if (gaps.isEmpty()) {
            return;
        }
        long wait = Long.MAX_VALUE;
        for (Gap gap : gaps.values()) {
            wait = Math.min(wait, gap.due - now);
        }
        long due = now + Math.max(Math.max(wait, quietUntil - now), 0);
        if (timer != null) {
            if (timerDue - due <= 0) {
                return;
            }
            timer.cancel();
        }
        timerDue = due;
        timer = loop.schedule(Duration.ofNanos(due - now), this::onTimer);
    }

    private void onTimer() {
        timer = null;
        long now = loop.nanoTime();
        NackRanges ranges = new NackRanges();
        boolean insist = false;
        for (Map.Entry<Long, Gap> entry : gaps.entrySet()) {
            Gap gap = entry.getValue();
            if (gap.due - now <= (gap.tries == 0 ? 0 : SPACING.toNanos())) {
                gap.tries++;
                insist |= gap.tries > TRIES_BY_UDP;
                gap.due = now + interval(gap.tries);
                ranges.add(entry.getKey());
            }
        }
        if (!ranges.isEmpty()) {
            jitter = random.nextLong(JITTER.toNanos());
            quietUntil = now + SPACING.toNanos();
            Frame frame = Frame.newBuilder().setNack(ranges.nack(room)).build();
            if (insist || !outlet.sendByUdp(frame)) {
                outlet.sendByTcp(frame);
            }
        }
        arm(now);
    }

    private long interval(int tries) {
        long base =
                Math.max(MIN_INTERVAL.toNanos(), outlet.timeout().plus(MARGIN).toNanos());
        long backedOff = Math.min(base << Math.min(tries - 1, 6), Math.max(base, MAX_INTERVAL.toNanos()));
        return backedOff + random.nextLong(backedOff / 4);
    }
}
