package dev.roomtalk.simulation;

import dev.roomtalk.client.MemberRole;
import dev.roomtalk.server.base.Counter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run: a server, of one node or several that share an engine, and a few people with the real code of both, on a
 * network that loses, doubles, reorders and delays, from a seed. The same seed gives the same run.
 */
final class Simulation {
    private static final int QUIET_MILLIS = 3_000;
    private static final int TROUBLE_MILLIS = 20_000;
    private static final int SPAN_MILLIS = TROUBLE_MILLIS - QUIET_MILLIS;
    private static final int PATIENCE_MILLIS = 120_000;

    /** Then no node is frozen any more. */
    private static final int LAST_FREEZE_MILLIS = TROUBLE_MILLIS + 41_000;

    private static final int ANNEX_MESSAGES = 10;
    private static final int ANNEX_ENDS = 3;

    /** How many times longer than the engine takes for an answer its replica may be behind. */
    private static final int LAG = 6;

    /** Events that may be waiting at any time: timers, datagrams and bytes on their way. */
    private static final int MOST_PENDING = 5_000;

    private final Random random;
    private final World world = new World();
    private final Internet internet = new Internet();
    private final Trace trace;
    private final Verdict verdict;
    private final Truth truth;
    private final Conditions conditions;
    private final List<Host> hosts = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private @Nullable SharedStore store;
    private @Nullable Studies studies;
    private final Random ofStudies;
    private long engineClockOffset;

    /**
     * What a run came to.
     *
     * @param broken the promise that was not kept; null: all were
     * @param digest of everything that happened
     */
    record Outcome(
            long seed,
            @Nullable String broken,
            String trace,
            long digest,
            long published,
            long shown,
            long missed,
            long virtualMillis) {}

    private Simulation(long seed, boolean traced) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        ofStudies = new Random(~seed * 0x9E3779B97F4A7C15L);
        trace = new Trace(world, traced);
        verdict = new Verdict(trace);
        conditions = Conditions.draw(random);
        truth = new Truth(verdict, conditions.nodes() > 1);
        trace.line(conditions.toString());
        Function<Node, Node.Running> engines = conditions.nodes() > 1 ? sharedEngines() : ownEngines();
        for (int i = 0; i < conditions.nodes(); i++) {
            nodes.add(new Node(world, internet, i, conditions, new Random(random.nextLong()), engines));
        }
    }

    /** Of the only node: each of its processes finds what the one before has committed. */
    private Function<Node, Node.Running> ownEngines() {
        Disk disk = new Disk();
        truth.follow(() -> disk);
        return node -> {
            DiskEngine engine = new DiskEngine(
                    world,
                    new Random(random.nextLong()),
                    disk,
                    truth,
                    fanOuts(node),
                    node.now().toEpochMilli(),
                    Path.millis(conditions.engineMillis()),
                    conditions.kept(),
                    conditions.engineFails());
            return new Node.Running(engine, engine::crash, null);
        };
    }

    private FanOutWatch fanOuts(Node node) {
        return new FanOutWatch(truth, node.name(), () -> node.count(Counter.MESSAGES));
    }

    private Function<Node, Node.Running> sharedEngines() {
        SharedStore made = new SharedStore(
                world,
                new Random(random.nextLong()),
                truth,
                this::engineTime,
                Path.millis(1 + LAG * conditions.engineMillis()));
        store = made;
        truth.follow(made::data);
        return node -> {
            SimulatedLoop loop = new SimulatedLoop(world);
            SharedEngine engine = new SharedEngine(
                    world,
                    new Random(random.nextLong()),
                    made,
                    truth,
                    fanOuts(node),
                    node.name(),
                    loop,
                    Path.millis(1 + conditions.engineMillis()),
                    () -> world.elapsedMillis() < QUIET_MILLIS ? 0 : conditions.engineFails());
            return new Node.Running(
                    engine,
                    () -> {
                        loop.die();
                        engine.close();
                    },
                    engine);
        };
    }

    static Outcome run(long seed, boolean traced) {
        return new Simulation(seed, traced).run(seed);
    }

    World world() {
        return world;
    }

    List<Host> hosts() {
        return hosts;
    }

    List<Node> nodes() {
        return nodes;
    }

    private Instant engineTime() {
        return Instant.ofEpochMilli(Internet.TODAY + world.elapsedMillis() + engineClockOffset);
    }

    void jumpEngineClock(long millis) {
        engineClockOffset += millis;
    }

    /** The engine that the nodes share has another master, after its replica has stood still for a while. */
    void failOver(long stalledMillis, long downMillis, long splitMillis) {
        SharedStore shared = store;
        if (shared != null) {
            shared.stall(Path.millis(stalledMillis));
            world.after(
                    Path.millis(stalledMillis),
                    () -> shared.failover(Path.millis(downMillis), Path.millis(splitMillis)));
        }
    }

    private Outcome run(long seed) {
        gather();
        plan();
        watch(TROUBLE_MILLIS + (conditions.deserted() == 0 ? 0 : conditions.deserted() + SPAN_MILLIS));
        hosts.forEach(host -> host.path.heal());
        trace.line("healed");
        long end = world.elapsedMillis() + PATIENCE_MILLIS;
        watchUntil(this::done, end);
        Studies withStudies = studies;
        if (withStudies != null) {
            watch(LAST_FREEZE_MILLIS);
            AtomicBoolean back = new AtomicBoolean();
            withStudies.missARemoval(() -> back.set(true));
            end = world.elapsedMillis() + PATIENCE_MILLIS;
            watchUntil(() -> back.get() && done(), end);
            end = world.elapsedMillis() + PATIENCE_MILLIS;
        }
        while (verdict.broken() == null && world.elapsedMillis() < end && !agree()) {
            people.forEach(Person::askForMembers);
            if (withStudies != null) {
                withStudies.ask();
            }
            watch(world.elapsedMillis() + 500);
        }
        // What comes twice comes late.
        watch(world.elapsedMillis() + QUIET_MILLIS);
        judge();
        return new Outcome(
                seed,
                verdict.broken(),
                trace.toString(),
                trace.digest() * 31 + world.happened(),
                people.stream().mapToLong(Person::published).sum(),
                people.stream().mapToLong(Person::messages).sum(),
                people.stream().mapToLong(Person::missed).sum(),
                world.elapsedMillis());
    }

    /** Everybody is in the room before anything goes wrong. */
    private void gather() {
        for (int i = 0; i < conditions.people(); i++) {
            Host host = new Host(world, internet, i + 1, new Path(world, new Random(random.nextLong())));
            host.path.up.delay = Path.millis(1);
            host.path.down.delay = Path.millis(1);
            internet.add(host);
            hosts.add(host);
            people.add(new Person(
                    "p" + i, host, conditions.nodes(), truth, trace, verdict, new Random(random.nextLong())));
        }
        world.after(0, people.getFirst()::create);
        if (conditions.kept() == Integer.MAX_VALUE && ofStudies.nextInt(3) == 0) {
            studies = new Studies(world, ofStudies, people, truth, trace);
            studies.gather();
        }
        List<Person> early = conditions.late() ? people.subList(0, people.size() - 1) : people;
        for (Person person : early.subList(1, early.size())) {
            world.after(Path.millis(500 + random.nextInt(1000)), person::join);
        }
        watch(QUIET_MILLIS);
        for (Person person : early) {
            if (!person.joined()) {
                verdict.broken("%s is not in the room".formatted(person.name));
            }
        }
        people.forEach(person -> Conditions.draw(person.host.path, random));
    }

    private void plan() {
        int span = SPAN_MILLIS;
        for (Person person : people) {
            boolean late = conditions.late() && person.equals(people.getLast());
            if (late) {
                world.after(Path.millis(anyTime()), person::join);
            }
            long block = random.nextInt(span);
            for (int i = 0; i < (late ? 0 : conditions.messages()); i++) {
                int size = random.nextDouble() < conditions.large() ? 1200 + random.nextInt(2700) : 0;
                world.after(Path.millis(conditions.burst() ? block : anyTime()), () -> person.publish(size));
            }
        }
        for (int i = 0; i < conditions.topics() * people.size(); i++) {
            Person person = people.get(i % people.size());
            world.after(Path.millis(anyTime()), person::setTopic);
        }
        if (conditions.deserted() > 0) {
            world.after(Path.millis(random.nextInt(span)), this::desert);
        }
        if (conditions.putsOut() && people.size() > 2) {
            // Not the one that may be late.
            Person whom = people.get(1 + random.nextInt(people.size() - 2));
            boolean ban = random.nextInt(3) > 0;
            world.after(
                    Path.millis(random.nextInt(span)), () -> people.getFirst().putOut(whom, ban));
        }
        if (conditions.moderates()) {
            Person whom = people.get(1);
            int from = random.nextInt(span);
            MemberRole role = random.nextInt(3) == 0 ? MemberRole.MODERATOR : MemberRole.MUTED;
            world.after(Path.millis(from), () -> people.getFirst().setRole(whom, role));
            if (random.nextBoolean()) {
                world.after(
                        Path.millis(from + random.nextInt(span - from)),
                        () -> people.getFirst().setRole(whom, MemberRole.MEMBER));
            }
        }
        if (conditions.closes()) {
            planAnnex();
        }
        if (studies != null) {
            studies.plan(SPAN_MILLIS);
        }
        List<Fault> faults = Fault.of(nodes.size());
        for (int i = 0; i < conditions.faults(); i++) {
            Fault fault = faults.get(random.nextInt(faults.size()));
            long seed = random.nextLong();
            world.after(Path.millis(random.nextInt(span)), () -> {
                trace.line("FAULT %s".formatted(fault));
                fault.strike(this, new Random(seed));
            });
        }
    }

    private void planAnnex() {
        world.after(0, people.getFirst().annex::make);
        people.stream().skip(1).forEach(person -> world.after(Path.millis(random.nextInt(1_000)), person.annex::join));
        for (Person person : people) {
            for (int i = 0; i < ANNEX_MESSAGES; i++) {
                world.after(Path.millis(random.nextInt(SPAN_MILLIS)), person.annex::publish);
            }
        }
        for (int i = 0; i < ANNEX_ENDS; i++) {
            world.after(Path.millis(random.nextInt(SPAN_MILLIS)), people.getFirst().annex::close);
        }
    }

    /** Milliseconds from now, before or after everybody is away. */
    private int anyTime() {
        int time = random.nextInt(SPAN_MILLIS);
        return conditions.deserted() > 0 && random.nextBoolean() ? SPAN_MILLIS + conditions.deserted() + time : time;
    }

    /** Nobody reaches the server for a while. */
    private void desert() {
        trace.line("everybody is away");
        long until = world.nanoTime() + Path.millis(conditions.deserted());
        for (Host host : hosts) {
            host.path.up.awayUntil = until;
            host.path.down.awayUntil = until;
            host.cutStreams();
        }
    }

    private void watch(long untilMillis) {
        while (world.elapsedMillis() < untilMillis && verdict.broken() == null) {
            world.runUntil(Math.min(untilMillis, world.elapsedMillis() + 100));
            if (world.failure() != null) {
                verdict.broken("something failed: %s".formatted(world.failure()));
            }
            if (world.pending() > MOST_PENDING) {
                verdict.broken("%d events are waiting".formatted(world.pending()));
            }
        }
    }

    private void watchUntil(BooleanSupplier reached, long endMillis) {
        while (verdict.broken() == null && world.elapsedMillis() < endMillis && !reached.getAsBoolean()) {
            watch(world.elapsedMillis() + 500);
        }
    }

    /**
     * How many messages nobody can bring to somebody who has missed them. A room that has been silent for 30 s has
     * those alone that the engine keeps.
     */
    private long mayBeGone() {
        int restarts = nodes.stream().mapToInt(Node::restarts).sum();
        boolean inRing = restarts == 0 && conditions.deserted() == 0 && conditions.ring() >= truth.last();
        if (truth.shared()) {
            // In the place of what a failover has lost there is nothing, and they are told so.
            return Long.MAX_VALUE;
        }
        if (inRing || conditions.kept() == Integer.MAX_VALUE) {
            return 0;
        }
        boolean kept = restarts == 0 && conditions.ring() >= truth.last();
        return kept ? Math.max(0, truth.last() - conditions.kept()) : Long.MAX_VALUE;
    }

    private boolean done() {
        return people.stream().allMatch(Person::done) && (studies == null || studies.done());
    }

    /** Whether every node tells the same members in the end. */
    private boolean agree() {
        return people.stream().allMatch(Person::agrees) && (studies == null || studies.agree());
    }

    private void judge() {
        for (Person person : people) {
            trace.line(person.state());
        }
        if (verdict.broken() != null) {
            return;
        }
        people.stream().filter(p -> !p.done()).forEach(p -> verdict.broken("not all there: %s".formatted(p.state())));
        people.stream()
                .filter(p -> !p.agrees())
                .forEach(p -> verdict.broken("%s is told other members than %s".formatted(p.name, truth.roles())));
        people.stream()
                .filter(p -> p.missed() > mayBeGone())
                .forEach(p -> verdict.broken("%s is told that %d messages are gone, and the room has all but %d"
                        .formatted(p.name, p.missed(), mayBeGone())));
        if (studies != null) {
            studies.judge(trace, verdict);
        }
        nodes.forEach(this::judge);
    }

    private void judge(Node node) {
        for (Counter counter : List.of(Counter.INTERNAL_ERRORS, Counter.PROTOCOL_ERRORS, Counter.DATAGRAMS_FORGED)) {
            // Who logs in while a shared engine is away is told that the server has failed.
            boolean expected = truth.shared() && counter == Counter.INTERNAL_ERRORS;
            if (node.count(counter) > 0 && !expected) {
                verdict.broken("%s counted %d %s".formatted(node.name(), node.count(counter), counter.meaning()));
            }
        }
        if (node.sessions() > 3 * people.size()) {
            verdict.broken("the relay of %s still serves %d connection ids".formatted(node.name(), node.sessions()));
        }
    }
}
