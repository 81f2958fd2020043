package dev.roomtalk.simulation;

import java.util.Random;

/**
 * What a simulation is made of, drawn from its seed.
 *
 * @param nodes of the server; several share an engine
 * @param people members of the room, the first its maker
 * @param relayLoops of the server
 * @param ring messages that the room keeps for repair
 * @param kept messages that the engine keeps; older ones are gone
 * @param engineMillis the longest time that the engine takes for each of its answers
 * @param engineFails how often it cannot take a message
 * @param messages that each publishes
 * @param burst whether they come in blocks
 * @param large how often a message is too large for a datagram
 * @param late whether the last of the people joins in the middle
 * @param putsOut whether the maker puts somebody out
 * @param moderates whether the maker gives roles
 * @param closes whether the maker closes another room and makes it again
 * @param faults how many things go wrong
 * @param topics how often each sets the topic
 * @param deserted for how many milliseconds nobody reaches the server, in the middle; 0: not at all
 */
record Conditions(
        int nodes,
        int people,
        int relayLoops,
        int ring,
        int kept,
        long engineMillis,
        double engineFails,
        int messages,
        boolean burst,
        double large,
        boolean late,
        boolean putsOut,
        boolean moderates,
        boolean closes,
        int faults,
        int topics,
        int deserted) {

    static Conditions draw(Random random) {
        int nodes = random.nextInt(2) == 0 ? 1 : 2 + random.nextInt(4);
        boolean slow = nodes > 1 ? random.nextInt(3) > 0 : random.nextInt(3) == 0;
        return new Conditions(
                nodes,
                2 + random.nextInt(3),
                1 + random.nextInt(2),
                random.nextInt(4) == 0 ? 16 + random.nextInt(64) : 1024,
                nodes == 1 && random.nextInt(4) == 0 ? random.nextInt(100) : Integer.MAX_VALUE,
                slow ? 1 + random.nextInt(50) : 0,
                slow && random.nextBoolean() ? random.nextDouble() * (nodes > 1 ? 0.02 : 0.2) : 0,
                random.nextInt(20) == 0 ? 250 : 5 + random.nextInt(40),
                random.nextInt(4) == 0,
                random.nextInt(3) == 0 ? random.nextDouble() * 0.5 : 0,
                random.nextInt(4) == 0,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                nodes > 1 && random.nextInt(3) == 0,
                random.nextInt(nodes > 1 ? 10 : 7),
                random.nextInt(4),
                random.nextInt(3) == 0 ? 40_000 + random.nextInt(160_000) : 0);
    }

    /** How bad a path is for the whole of a simulation. */
    static void draw(Path path, Random random) {
        double badness = random.nextInt(5) == 0 ? 0.5 : random.nextDouble() * random.nextDouble() * 0.5;
        for (Path.Way way : new Path.Way[] {path.up, path.down}) {
            way.delay = (long) (random.nextDouble() * random.nextDouble() * Path.millis(120));
            way.jitter = random.nextInt(3) == 0 ? (long) (random.nextDouble() * Path.millis(60)) : 0;
            way.loss = badness * random.nextDouble();
            way.duplication = random.nextInt(3) == 0 ? random.nextDouble() * 0.3 : 0;
        }
    }
}
