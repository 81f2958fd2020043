package dev.roomtalk.bench.micro;

import com.sun.management.ThreadMXBean;
import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures what it costs to seal a datagram where the socket takes it from and to open one, by OpenSSL and by the JDK
 * in turn. A hundred sessions take their turns, as in a fan-out, each with keys of its own.
 */
public final class SealingTrial {
    private static final int SESSIONS = 100;

    /** Of frames: one message of 100 bytes, and a full datagram. */
    private static final List<Integer> LENGTHS = List.of(106, Protocol.MAX_PLAINTEXT);

    /** Rounds in which the JVM compiles what is measured. */
    private static final int WARM_UP = 15;

    private final int datagrams;
    private final int rounds;
    private final LongSupplier ticker;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long secrets;

    /**
     * @param datagrams of a round
     * @param ticker nanoseconds
     */
    public SealingTrial(int datagrams, int rounds, LongSupplier ticker) {
        this.datagrams = datagrams;
        this.rounds = rounds;
        this.ticker = ticker;
    }

    /** A measurement: what was done by which ciphers, and of each round nanoseconds and bytes for each datagram. */
    private static final class Series {
        final AeadProvider ciphers;
        final boolean seals;
        final int length;
        final double[] nanos;
        final double[] garbage;

        Series(AeadProvider ciphers, boolean seals, int length, int rounds) {
            this.ciphers = ciphers;
            this.seals = seals;
            this.length = length;
            this.nanos = new double[rounds];
            this.garbage = new double[rounds];
        }
    }

    public SealingReport run() {
        List<Series> all = new ArrayList<>();
        for (boolean seals : List.of(true, false)) {
            for (int length : LENGTHS) {
                for (AeadProvider ciphers : List.of(AeadProvider.find(), AeadProvider.jdk())) {
                    all.add(new Series(ciphers, seals, length, rounds));
                }
            }
        }
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Series series : all) {
                measure(series, round);
            }
        }
        return new SealingReport(all.stream()
                .map(series -> new SealingReport.Row(
                        series.seals ? "seal" : "open",
                        series.length,
                        series.ciphers.name(),
                        median(series.nanos),
                        median(series.garbage)))
                .toList());
    }

    private void measure(Series series, int round) {
        DatagramSealer[] sealers = new DatagramSealer[SESSIONS];
        DatagramOpener[] openers = new DatagramOpener[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            byte[] secret = new byte[Protocol.SECRET_LENGTH];
            secret[0] = (byte) i;
            RelayKeys keys = RelayKeys.derive(secret, ++secrets, series.ciphers);
            sealers[i] = keys.serverSealer(secrets);
            openers[i] = keys.serverOpener();
        }
        byte[] text = new byte[series.length];
        MemorySegment memory = Arena.ofAuto().allocate(Protocol.MAX_DATAGRAM);
        byte[][] sealed = new byte[series.seals ? 1 : datagrams][Protocol.MAX_DATAGRAM];
        int length = 0;
        // Those that have sealed or opened one have made what they keep.
        for (int i = 0; i < SESSIONS; i++) {
            length = sealers[i].seal(text, 0, text.length, sealed[0], 0);
            openers[i].open(sealed[0], 0, length, text);
        }
        if (!series.seals) {
            for (int i = 0; i < datagrams; i++) {
                sealers[i % SESSIONS].seal(text, 0, text.length, sealed[i], 0);
            }
        }
        long thread = Thread.currentThread().threadId();
        long allocated = threads.getThreadAllocatedBytes(thread);
        long begun = ticker.getAsLong();
        int good = 0;
        if (series.seals) {
            for (int i = 0; i < datagrams; i++) {
                good += sealers[i % SESSIONS].seal(text, 0, text.length, memory) == length ? 1 : 0;
            }
        } else {
            for (int i = 0; i < datagrams; i++) {
                good += openers[i % SESSIONS].open(sealed[i], 0, length, text) == text.length ? 1 : 0;
            }
        }
        long nanos = ticker.getAsLong() - begun;
        long garbage = threads.getThreadAllocatedBytes(thread) - allocated;
        if (good != datagrams) {
            throw new IllegalStateException("of " + datagrams + " datagrams " + good + " were right");
        }
        if (round >= 0) {
            series.nanos[round] = (double) nanos / datagrams;
            series.garbage[round] = (double) garbage / datagrams;
        }
        for (int i = 0; i < SESSIONS; i++) {
            sealers[i].close();
            openers[i].close();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
