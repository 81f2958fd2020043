package dev.roomtalk.bridge.hearing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plays processes that speak, without a process: the scene keeps the time and what happens next. */
final class SendersTest {
    private static final int UID = 1000;

    private final Map<Integer, Actor> actors = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Message> heard = new ArrayList<>();
    private final Counters counters = new Counters();
    private long now = 5_000_000_000L;

    private final Processes processes = new Processes() {
        @Override
        public @Nullable Held hold(int pid) {
            Actor actor = actors.get(pid);
            if (actor == null || actor.ended) {
                return null;
            }
            actor.held++;
            return actor;
        }

        @Override
        public List<Waiting> waiting(Runnable between) {
            return List.of();
        }

        @Override
        public String user(int uid) {
            return uid == UID ? "alice" : Integer.toString(uid);
        }
    };

    private final Senders senders = new Senders(
            Senders.Hearing.of(Dialect.M2, 4_000), processes, heard::add, counters, new Journal(lines::add, () -> now));

    /** A process; it sends its next bit at {@code nextAt}, if it is not waiting for an answer. */
    private final class Actor implements Processes.Held {
        private final int pid;
        private final List<Signal> bits;
        private final long pace;
        private final long caught;
        private int position;
        private long nextAt;
        private boolean ended;
        private boolean replaced;
        private int held;
        private int killedBy;

        /** @param pace nanoseconds between its bits; 0: it waits for an answer to each */
        Actor(int pid, String text, long pace, long caught) {
            this.pid = pid;
            this.bits = Dialect.M2.signals(text.getBytes(StandardCharsets.UTF_8));
            this.pace = pace;
            this.caught = caught;
            this.nextAt = now;
            actors.put(pid, this);
        }

        boolean finished() {
            return position == bits.size() && nextAt == Long.MAX_VALUE;
        }

        void act() {
            if (position < bits.size()) {
                Signal bit = bits.get(position++);
                nextAt = pace > 0 ? now + pace : Long.MAX_VALUE;
                senders.onSignal(pid, UID, bit, true, now);
            } else {
                nextAt = Long.MAX_VALUE;
            }
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public @Nullable ProcessState look() {
            return ended || replaced ? null : new ProcessState('S', caught, 0, 0, true);
        }

        @Override
        public boolean replaced() {
            return replaced;
        }

        @Override
        public Processes.@Nullable Identity identity() {
            return ended ? null : new Processes.Identity(pid, "actor", List.of("./actor" + pid));
        }

        @Override
        public boolean killed() {
            return false;
        }

        @Override
        public Processes.@Nullable Executable executable() {
            return null;
        }

        @Override
        public boolean send(Signal signal) {
            if ((caught & signal.mask()) == 0) {
                killedBy = signal.number();
            }
            if (pace == 0) {
                nextAt = now + 20_000;
            }
            return !ended;
        }

        @Override
        public void close() {
            held--;
        }
    }

    @Property(tries = 200)
    void whoeverSpeaksAndHoweverIsHeard(@ForAll Random random) {
        heard.clear();
        actors.clear();
        List<Message> said = new ArrayList<>();
        for (int pid = 1; pid <= 6; pid++) {
            String text = "message %d: %s 🎉".formatted(pid, "x".repeat(random.nextInt(30)));
            long[] catches = {Signal.MASK, Signal.USR1.mask(), Signal.USR2.mask()};
            boolean waits = random.nextBoolean();
            // Only one that waits for an answer and catches none would hang; the others may catch what they like.
            long caught = waits || random.nextBoolean() ? catches[random.nextInt(3)] : 0;
            boolean catchesOnlyUsr2 = caught == Signal.USR2.mask();
            // One that catches only USR2 is answered at the first look, and must have sent its second bit by then.
            long pace = waits ? 0 : TimeUnit.MICROSECONDS.toNanos(50 + random.nextInt(catchesOnlyUsr2 ? 140 : 2_000));
            new Actor(pid, text, pace, caught);
            said.add(new Message(1000, "alice/%d \"actor%d\"".formatted(pid, pid), text));
        }
        play(130);

        assertThat(heard).containsExactlyInAnyOrderElementsOf(said);
        assertThat(actors.values()).allMatch(actor -> actor.killedBy == 0, "was not killed");
        assertThat(actors.values()).allMatch(actor -> actor.held == 0, "was let go of");
        assertThat(senders.all()).isEmpty();
    }

    @Test
    void oneThatEndsInTheMiddleIsDroppedAndTheOthersDoNotNotice() {
        Actor dies = new Actor(1, "never finished", 0, Signal.MASK);
        Actor lives = new Actor(2, "finished", 0, Signal.MASK);
        while (dies.position < 50) {
            step();
        }
        dies.ended = true;
        dies.nextAt = Long.MAX_VALUE;
        senders.onExit(1, now);
        play(1);

        assertThat(lives.finished()).isTrue();
        assertThat(heard).containsExactly(new Message(1000, "alice/2 \"actor2\"", "finished"));
        assertThat(counters.get(Counter.BROKEN_OFF)).isEqualTo(1);
        assertThat(lines).containsExactly("alice/1 \"actor1\": message broken off after 6 bytes: it ended");
        assertThat(dies.held).isZero();
    }

    @Test
    void oneThatBecomesAnotherProgramIsSentNothingAndWhatItSaysThenIsAnotherSenders() {
        Actor actor = new Actor(1, "never finished", 0, Signal.MASK);
        while (actor.position < 20) {
            step();
        }
        long answers = counters.get(Counter.ANSWERS);
        actor.replaced = true;
        play(1);
        assertThat(counters.get(Counter.ANSWERS)).isEqualTo(answers);
        assertThat(lines)
                .containsExactly("alice/1 \"actor1\": message broken off after 2 bytes: it became another program");
        assertThat(actor.held).isZero();

        actor.replaced = false;
        actor.position = 0;
        actor.nextAt = now;
        play(1);
        assertThat(heard).containsExactly(new Message(1000, "alice/1 \"actor1\"", "never finished"));
    }

    @Test
    void oneThatFallsSilentInTheMiddleIsDroppedWithWhatItSaysNextWhichMayBeTheRest() {
        Actor actor = new Actor(1, "begun", 300_000, 0);
        while (actor.position < 20) {
            step();
        }
        actor.nextAt = Long.MAX_VALUE;
        play(11);
        assertThat(counters.get(Counter.BROKEN_OFF)).isEqualTo(1);
        assertThat(lines).containsExactly("alice/1 \"actor1\": message broken off after 2 bytes: it fell silent");

        actor.position = 0;
        actor.nextAt = now;
        play(1);
        assertThat(heard).isEmpty();
        assertThat(counters.get(Counter.DAMAGED)).isEqualTo(1);
        assertThat(lines).hasSize(2).last().asString().contains("the rest of a message that was broken off");

        actor.position = 0;
        actor.nextAt = now;
        play(1);
        assertThat(heard).containsExactly(new Message(1000, "alice/1 \"actor1\"", "begun"));
    }

    @Test
    void oneThatHasSaidEverythingIsForgottenAfterAMinute() {
        Actor actor = new Actor(1, "said", 300_000, 0);
        play(59);
        assertThat(actor.held).isEqualTo(1);
        play(2);
        assertThat(actor.held).isZero();
        assertThat(senders.due()).isEqualTo(Deadline.NEVER);
    }

    @Test
    void twoMessagesOfOneProcessAreBothHeard() {
        Actor actor = new Actor(1, "again", 0, Signal.MASK);
        play(1);
        actor.position = 0;
        actor.nextAt = now;
        play(1);
        assertThat(heard).extracting(Message::text).containsExactly("again", "again");
        assertThat(counters.get(Counter.SENDERS)).isEqualTo(1);
    }

    @Test
    void oneThatWasGoneBeforeItsLastBitWasTakenIsStillHeard() {
        Actor actor = new Actor(1, "a", 10_000, 0);
        while (actor.position < actor.bits.size()) {
            step();
        }
        actor.ended = true;
        senders.onExit(1, now);
        assertThat(heard).containsExactly(new Message(1000, "alice/1 \"actor1\"", "a"));
    }

    @Test
    void signalsFromOutsideTheNamespaceAreCountedAndExplainedOnce() {
        for (int i = 0; i < 3; i++) {
            senders.onSignal(0, UID, Signal.USR1, true, now);
        }
        assertThat(counters.get(Counter.NAMELESS)).isEqualTo(3);
        assertThat(lines).singleElement().asString().contains("PID namespace");
    }

    @Test
    void anExternalKillForEachBitIsExplained() {
        for (int pid = 1; pid <= 20; pid++) {
            senders.onSignal(pid, UID, Signal.USR1, true, now);
        }
        assertThat(counters.get(Counter.GONE)).isEqualTo(20);
        assertThat(lines).singleElement().asString().contains("/bin/kill");
    }

    @Test
    void aMessageInWhichTheOrderWasLostIsRejectedAndItsSenderAnsweredToTheEnd() {
        Actor actor = new Actor(1, "doubtful", 0, Signal.MASK);
        step();
        senders.onSignal(1, UID, actor.bits.get(actor.position++), false, now);
        play(2);
        assertThat(heard).isEmpty();
        assertThat(actor.finished()).isTrue();
        assertThat(counters.get(Counter.OUT_OF_ORDER)).isEqualTo(1);
    }

    @Test
    void aTooLongMessageIsRejectedAndItsSenderAnsweredToTheEnd() {
        Actor actor = new Actor(1, "x".repeat(4_001), 0, Signal.MASK);
        play(60);
        assertThat(heard).isEmpty();
        assertThat(actor.finished()).isTrue();
        assertThat(counters.get(Counter.TOO_LONG)).isEqualTo(1);
    }

    private void play(long seconds) {
        long until = now + TimeUnit.SECONDS.toNanos(seconds);
        while (next() <= until) {
            step();
        }
        now = until;
    }

    private long next() {
        long next = senders.due();
        for (Actor actor : actors.values()) {
            next = Math.min(next, actor.nextAt);
        }
        return next;
    }

    private void step() {
        now = Math.max(now, next());
        for (Actor actor : actors.values()) {
            if (actor.nextAt <= now) {
                actor.act();
            }
        }
        senders.onTime(now);
    }
}
