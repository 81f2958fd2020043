package dev.roomtalk.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The room that everybody edits and removes in, and the private conversation of the first two. At the end somebody
 * misses a message and its removal, and comes back.
 */
final class Studies {
    static final String ROOM = "study";

    private static final int ACTS = 15;
    private static final int READS = 3;
    private static final int ABSENT_MILLIS = 60_000;
    /** By then every node has been brought what was said. */
    private static final int BROUGHT_MILLIS = 10_000;

    private final World world;
    private final Random random;
    private final List<Person> people;
    private final List<Study> room = new ArrayList<>();
    private final List<Study> all = new ArrayList<>();
    private final StudyTruth ofRoom;
    private final StudyTruth ofTwo;

    Studies(World world, Random random, List<Person> people, Truth truth, Trace trace) {
        this.world = world;
        this.random = random;
        this.people = people;
        this.ofRoom = truth.study(ROOM);
        this.ofTwo = truth.study("@");
        for (Person person : people) {
            Study study = new Study(ROOM, person, new Random(random.nextLong()), truth, ofRoom, trace);
            person.listen(ROOM, study::onEvent);
            room.add(study);
        }
        all.addAll(room);
        for (int i = 0; i < 2; i++) {
            String with = "@" + people.get(1 - i).name;
            Study study = new Study(with, people.get(i), new Random(random.nextLong()), truth, ofTwo, trace);
            people.get(i).listen(with, study::onEvent);
            all.add(study);
        }
    }

    /** Everybody comes before anything goes wrong. */
    void gather() {
        world.after(0, () -> room.getFirst().make(people.get(1).name));
        all.stream().skip(1).forEach(study -> world.after(Path.millis(600 + random.nextInt(1_000)), study::join));
    }

    void plan(int spanMillis) {
        for (Study study : all) {
            for (int i = 0; i < ACTS; i++) {
                world.after(Path.millis(random.nextInt(spanMillis)), study::act);
            }
            for (int i = 0; i < READS; i++) {
                world.after(Path.millis(random.nextInt(spanMillis)), study::markRead);
            }
        }
    }

    /** The last of the people is away while the first says something and removes it. */
    void missARemoval(Runnable later) {
        Host away = people.getLast().host;
        long until = world.nanoTime() + Path.millis(ABSENT_MILLIS);
        away.path.up.blockedUntil = until;
        away.path.down.blockedUntil = until;
        var _ = room.getFirst()
                .sayAndRemove()
                .thenAccept(text -> world.after(Path.millis(BROUGHT_MILLIS), () -> {
                    if (!text.isEmpty()) {
                        room.getLast().mustNotSee(text);
                    }
                    away.cutStreams();
                    away.path.heal();
                    later.run();
                }));
    }

    boolean done() {
        return all.stream().allMatch(Study::done);
    }

    void ask() {
        all.forEach(Study::ask);
    }

    boolean agree() {
        return all.stream().allMatch(Study::agrees);
    }

    void judge(Trace trace, Verdict verdict) {
        all.forEach(study -> trace.line(study.state()));
        for (Study study : all) {
            if (!study.done()) {
                verdict.broken("not all there: %s".formatted(study.state()));
                return;
            }
            if (!study.agrees()) {
                verdict.broken("another history or another mark: %s".formatted(study.state()));
            }
            study.judge();
        }
        ofRoom.judge();
        ofTwo.judge();
    }
}
