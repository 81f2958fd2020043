package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Action;
import dev.roomtalk.bridge.acknowledgement.Pace;
import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns every process that is speaking; confined to the thread that receives the signals, which tells it what happened
 * and when. It knows no descriptor, no clock and no room, so a test can play all of them.
 *
 * <p>All times are nanoseconds of one clock. Over 300 lines, because signals, ends and times all change the one table
 * of senders.
 */
public final class Senders {
    /** What is heard, and how. */
    public record Hearing(List<Dialect> dialects, int longest, LearnedPrograms learned, Trace trace) {
        public static Hearing of(Dialect dialect, int longest) {
            return new Hearing(List.of(dialect), longest, LearnedPrograms.none(), Trace.NONE);
        }

        public static Hearing any(int longest) {
            return new Hearing(Dialect.ALL, longest, LearnedPrograms.none(), Trace.NONE);
        }
    }

    private final Hearing hearing;
    private final Processes processes;
    private final Reports reports;
    private final Counters counters;
    private final Map<Integer, Sender> senders = new HashMap<>();
    private final Guests guests;
    private final Turns turns;
    private final LostFirstBits lostFirstBits;

    private SignalSource source = SignalSource.PROMPT;

    public Senders(Hearing hearing, Processes processes, Consumer<Message> heard, Counters counters, Journal journal) {
        this(hearing, processes, heard, Guests.NONE, counters, journal);
    }

    /** @param guests the processes that speak the framed dialect */
    public Senders(
            Hearing hearing,
            Processes processes,
            Consumer<Message> heard,
            Guests guests,
            Counters counters,
            Journal journal) {
        this.guests = guests;
        this.turns = new Turns(guests);
        this.hearing = hearing;
        this.processes = processes;
        this.reports = new Reports(heard, hearing.trace(), counters, journal);
        this.counters = counters;
        this.lostFirstBits = new LostFirstBits(processes);
    }

    /** Says where signals come from. */
    public void listenTo(SignalSource signals) {
        source = signals;
    }

    /**
     * Takes one signal.
     *
     * @param ordered false where it may have been sent before the signal of this process that was taken before it
     */
    public void onSignal(int pid, int uid, Signal signal, boolean ordered, long now) {
        counters.add(Counter.SIGNALS);
        if (pid == 0) {
            reports.nameless();
            return;
        }
        Sender sender = senders.get(pid);
        boolean guest = guests.onSignal(pid, signal, now);
        boolean newcomer = sender == null && !guest;
        if (newcomer) {
            sender = meet(pid, uid, now);
        }
        lostFirstBits.onSignal(pid, signal, newcomer, now);
        for (Sender other : senders.values()) {
            if (other != sender) {
                other.onForeign(signal, now);
            }
        }
        if (sender == null) {
            turns.update(senders.values(), now);
            return;
        }
        List<Recogniser.Step> steps = sender.onSignal(signal, ordered, now);
        hearing.trace().took(sender, signal, now);
        reports.tell(sender, steps, now);
        turns.update(senders.values(), now);
    }

    /** Takes what a real-time signal carries. */
    public void onWord(int pid, int number, long word, long now) {
        guests.onWord(pid, number, word, now);
        if (guests.asks(number, word)) {
            Sender unknown = senders.get(pid);
            if (unknown != null) {
                unknown.askForFastLane();
            }
            // A sender on the fast lane needs no turn, so another one may get it.
            turns.update(senders.values(), now);
        }
    }

    /** Takes note that a process has ended. Every signal it sent must have been told before. */
    public void onExit(int pid, long now) {
        if (guests.onExit(pid)) {
            turns.update(senders.values(), now);
            return;
        }
        Sender sender = senders.remove(pid);
        if (sender == null) {
            return;
        }
        letGo(sender, "it ended", now);
        turns.update(senders.values(), now);
    }

    private void letGo(Sender sender, String why, long now) {
        reports.tell(sender, sender.onExit(now), now);
        if (sender.midMessage()) {
            reports.brokenOff(sender, why);
        }
        hearing.trace().ended(sender, now);
        reports.countOneBit(sender.bits());
        sender.process().close();
    }

    /** When {@link #onTime} has something to do; {@link Deadline#NEVER} if nobody is speaking. */
    public long due() {
        long due = Math.min(guests.due(), Math.min(turns.due(), lostFirstBits.due()));
        for (Sender sender : senders.values()) {
            due = Math.min(due, sender.due());
        }
        return due;
    }

    /** Does what is due. */
    public void onTime(long now) {
        guests.onTime(now);
        Iterator<Sender> all = senders.values().iterator();
        while (all.hasNext()) {
            Sender sender = all.next();
            if (sender.due() > now) {
                continue;
            }
            // First what is urgent: who is not answered in time may give up.
            act(sender, sender.acknowledgement().onTime(now), now);
            if (sender.introduce(now)
                    && guests.adopt(
                            sender.pid(),
                            sender.uid(),
                            sender.user(),
                            sender.process(),
                            sender.asksForFastLane(),
                            now)) {
                all.remove();
                continue;
            }
            if (sender.process().replaced()) {
                // What it says from now on another program says.
                all.remove();
                letGo(sender, "it became another program", now);
                continue;
            }
            reports.tell(sender, sender.onTime(now, source), now);
            if (sender.silentBehind()) {
                if (sender.midMessage()) {
                    reports.brokenOff(sender, "it fell silent");
                }
                sender.startAnew(now);
            }
            if (sender.silentTooLong(now)) {
                if (sender.midMessage()) {
                    reports.brokenOff(sender, "it fell silent");
                    sender.breakOff(now);
                } else {
                    all.remove();
                    sender.process().close();
                }
            }
        }
        if (now >= lostFirstBits.due()) {
            search(now);
        }
        turns.update(senders.values(), now);
    }

    /** Some speak, and all who do are paced: nobody waits for an answer now. */
    public boolean onlyPacedSpeak(long now) {
        if (guests.speaking(now) || guests.waiting()) {
            return false;
        }
        for (Sender sender : senders.values()) {
            if (sender.acknowledgement().pace() != Pace.PACED) {
                return false;
            }
        }
        return Turns.pacedSpeaks(senders.values(), now);
    }

    Collection<Sender> all() {
        return senders.values();
    }

    /** The processes whose end {@link #onExit} wants to be told. */
    public List<Processes.Watched> watched() {
        List<Processes.Watched> watched = new ArrayList<>();
        for (Sender sender : senders.values()) {
            watched.add(new Processes.Watched(sender.pid(), sender.process().descriptor()));
        }
        watched.addAll(guests.watched());
        return watched;
    }

    /** Lets go of every process. */
    public void close() {
        guests.close();
        for (Sender sender : senders.values()) {
            sender.process().close();
        }
        senders.clear();
    }

    private @Nullable Sender meet(int pid, int uid, long now) {
        Processes.Held process = processes.hold(pid);
        if (process == null) {
            counters.add(Counter.GONE);
            reports.countOneBit(1);
            return null;
        }
        counters.add(Counter.SENDERS);
        Recogniser recogniser = new Recogniser(hearing.dialects(), hearing.longest());
        Sender sender = new Sender(pid, uid, processes.user(uid), process, recogniser, hearing.learned(), now);
        senders.put(pid, sender);
        return sender;
    }

    /** Looks for those whose first bit was merged away. */
    private void search(long now) {
        boolean speaking = senders.values().stream().anyMatch(Sender::midMessage);
        for (LostFirstBits.Found found :
                lostFirstBits.search(known(), Turns.pacedSpeaks(senders.values(), now), speaking, now, source)) {
            if (source.hasSpoken(found.pid())) {
                continue;
            }
            Processes.Held process = processes.hold(found.pid());
            if (process == null) {
                continue;
            }
            ProcessState state = process.look();
            process.close();
            if (state == null) {
                continue;
            }
            Sender sender = meet(found.pid(), found.uid(), now);
            if (sender != null) {
                counters.add(Counter.FOUND);
                sender.found(found.firstBit(), state, now);
            }
        }
    }

    private Set<Integer> known() {
        Set<Integer> known = new HashSet<>(senders.keySet());
        guests.watched().forEach(one -> known.add(one.pid()));
        return known;
    }

    private void act(Sender sender, Action action, long now) {
        switch (action) {
            case Action.Rest _ -> {}
            case Action.Look _ -> {
                ProcessState state = sender.process().look();
                if (source.hasSpoken(sender.pid())) {
                    // It was not silent: what it said is told in a moment, and plans anew.
                    return;
                }
                // One that has ended takes nothing; its descriptor tells the rest in a moment.
                ProcessState found = state == null ? new ProcessState('Z', 0, 0, 0, false) : state;
                act(sender, sender.acknowledgement().onLook(now, found), now);
            }
            case Action.Send send -> {
                if (send.repeated()) {
                    sender.doubtMissing();
                }
                if (sender.process().sendIfTaken(send.signal())) {
                    counters.add(send.repeated() ? Counter.REPEATS : Counter.ANSWERS);
                    hearing.trace().sent(sender, send.signal(), send.repeated(), now);
                }
            }
        }
    }
}
