package dev.roomtalk.server.base;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many messages the datagrams of one relay loop have carried. Written by that loop alone, which pays no more for it
 * than for a field of its own; read by any thread.
 */
public final class BundleSizes {
    /** The upper ends of the buckets; one more takes what is above. */
    private static final int[] MESSAGES = {0, 1, 2, 4, 6, 8, 10, 12, 16, 32};

    private final AtomicLongArray buckets = new AtomicLongArray(MESSAGES.length + 2);

    BundleSizes() {}

    /** Counts a datagram that was sent. On the loop that owns this. */
    public void record(int messages) {
        int bucket = 0;
        while (bucket < MESSAGES.length && messages > MESSAGES[bucket]) {
            bucket++;
        }
        add(bucket, 1);
        add(MESSAGES.length + 1, messages);
    }

    private void add(int index, long n) {
        buckets.setRelease(index, buckets.getPlain(index) + n);
    }

    /** The upper ends of the buckets, the last one infinite. */
    static double[] bounds() {
        double[] bounds = new double[MESSAGES.length + 1];
        for (int i = 0; i < MESSAGES.length; i++) {
            bounds[i] = MESSAGES[i];
        }
        bounds[MESSAGES.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    long inBucket(int bucket) {
        return buckets.getAcquire(bucket);
    }

    /** The messages of all datagrams. */
    long messages() {
        return buckets.getAcquire(MESSAGES.length + 1);
    }
}
