package dev.roomtalk.bench.abuse;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.LiveHeap;
import dev.roomtalk.bench.process.ProcessUsage;
import dev.roomtalk.bench.process.ServerProgram;
import dev.roomtalk.bench.talk.Talk;
import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.bench.talk.TalkMember;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A server of its own, whose members talk and to which people log in while one scenario goes on. */
public final class AbuseTrial {
    private static final long BETWEEN_LOGINS_MILLIS = 250;

    private final TalkLoad talk;
    private final Duration settling;
    private final List<String> serverOptions;

    /** @param settling how long after the end it is looked at what the server holds */
    public AbuseTrial(TalkLoad talk, Duration settling, List<String> serverOptions) {
        this.talk = talk;
        this.settling = settling;
        this.serverOptions = serverOptions;
    }

    /** @param scenario null: nobody attacks */
    private AbuseOutcome one(@Nullable Scenario scenario) {
        List<String> options = Stream.concat(Stream.of("--metrics-port", "0"), serverOptions.stream())
                .toList();
        try (ServerProgram server = ServerProgram.start(Installation.serverCommand(), options);
                Talk people = new Talk(server.access(), talk, "abuse")) {
            people.gather(server.access().address(), server.access().address());
            Logins logins = new Logins(server.access(), System::nanoTime);
            long before = LiveHeap.bytes(server.pid());
            long[] most = {0};
            long unanswered;
            long steps;
            long cut;
            try (Attack bystanders = new Attack();
                    Attack attack = new Attack()) {
                bystanders.repeat(logins::one, BETWEEN_LOGINS_MILLIS);
                if (scenario != null) {
                    begin(scenario, attack, server);
                }
                unanswered = people.say(() -> most[0] =
                        Math.max(most[0], ProcessUsage.of(server.pid()).residentBytes()));
                steps = attack.done();
                cut = attack.failed();
            }
            settle();
            return outcome(
                    scenario, people, unanswered, logins, before, LiveHeap.bytes(server.pid()), most[0], steps, cut);
        }
    }

    private static void begin(Scenario scenario, Attack attack, ServerProgram server) {
        try {
            scenario.begin(attack, new Scenario.Victim(server.access(), server.metricsPort()));
        } catch (IOException e) {
            throw Failure.unreachable(scenario.word() + " does not begin: " + e.getMessage());
        }
    }

    private void settle() {
        try {
            Attack.pause(settling.toMillis());
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        }
    }

    private AbuseOutcome outcome(
            @Nullable Scenario scenario,
            Talk people,
            long unanswered,
            Logins logins,
            long before,
            long after,
            long most,
            long steps,
            long cut) {
        Histogram all = new Histogram(TalkMember.LONGEST_MICROS, 3);
        List<TalkMember.Heard> heard = people.heard();
        heard.forEach(one -> all.add(one.latencies()));
        return new AbuseOutcome(
                scenario,
                (long) talk.allMessages() * heard.size(),
                heard.stream().mapToLong(TalkMember.Heard::delivered).sum(),
                unanswered,
                people.disconnects(),
                all.getValueAtPercentile(50) / 1000.0,
                all.getValueAtPercentile(99) / 1000.0,
                logins.count(),
                logins.median(),
                logins.failures(),
                before,
                after,
                most,
                steps,
                cut);
    }

    /** Runs all of these, each beside the run in which nobody attacks. */
    public AbuseReport run(List<Scenario> scenarios) {
        AbuseOutcome calm = one(null);
        return new AbuseReport(talk, calm, scenarios.stream().map(this::one).toList());
    }
}
