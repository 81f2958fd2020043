package dev.roomtalk.server.store.redis;

/**
 * The keys that are of the database as a whole, and of no room and no user. One script touches several of them; so in a
 * cluster they have a tag in common.
 *
 * @param nodes the nodes that use the database, with the time in ms when they said so last
 * @param nodeCards what the nodes tell of themselves
 * @param lease the number of the lease of who uses the database alone; it ends by itself
 * @param lastLease the number of the last lease, or of the node that came when there was no other: rooms are written
 *     under it
 * @param format has the version of the data
 * @param numbers the last number that was given: to a room, or to a lease
 */
record DatabaseKeys(String nodes, String nodeCards, String lease, String lastLease, String format, String numbers) {
    static final DatabaseKeys OF_ONE = of("");

    private static final DatabaseKeys OF_CLUSTER = of("{nodes}");

    private static DatabaseKeys of(String tag) {
        return new DatabaseKeys(
                tag + "nodes", tag + "node-cards", tag + "lease", tag + "last-lease", tag + "format", tag + "numbers");
    }

    static DatabaseKeys of(RedisSettings settings) {
        return settings.cluster() ? OF_CLUSTER : OF_ONE;
    }
}
