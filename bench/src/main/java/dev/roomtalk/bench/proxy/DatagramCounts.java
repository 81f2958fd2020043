package dev.roomtalk.bench.proxy;

/**
 * Datagrams of one direction.
 *
 * @param passed carried to the other end
 * @param lost by chance
 * @param blocked while no datagram passed at all
 */
public record DatagramCounts(long passed, long lost, long blocked) {
    public long sent() {
        return passed + lost + blocked;
    }
}
