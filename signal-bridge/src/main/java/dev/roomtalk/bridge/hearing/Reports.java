package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.message.Message;
import java.util.List;
import java.util.function.Consumer;

/** Passes on what was heard, and counts and explains what was not. Confined to the thread of its {@link Senders}. */
final class Reports {
    /** So many processes in a row that sent one bit each: not chance, but {@code /bin/kill}. */
    private static final int ONE_BIT_SENDERS = 8;

    private final Consumer<Message> heard;
    private final Trace trace;
    private final Counters counters;
    private final Journal journal;

    private boolean explainedNameless;
    private int oneBitSenders;

    Reports(Consumer<Message> heard, Trace trace, Counters counters, Journal journal) {
        this.heard = heard;
        this.trace = trace;
        this.counters = counters;
        this.journal = journal;
    }

    /** A signal came of which the kernel does not say who sent it. */
    void nameless() {
        counters.add(Counter.NAMELESS);
        if (!explainedNameless) {
            explainedNameless = true;
            journal.write(
                    "a signal came from outside this PID namespace: the kernel does not say from whom, so it cannot"
                            + " be heard; run the bridge and its senders in the same container, or both outside");
        }
    }

    /** Messages of a sender are complete. */
    void tell(Sender sender, List<Recogniser.Step> steps, long now) {
        if (steps.isEmpty()) {
            return;
        }
        trace.led(sender, steps, now);
        for (Recogniser.Step step : steps) {
            switch (step) {
                case Recogniser.Text text -> {
                    counters.add(Counter.HEARD);
                    heard.accept(new Message(sender.uid(), sender.label(), text.text()));
                }
                case Recogniser.Rejected rejected -> {
                    counters.add(rejected.reason());
                    journal.write(sender.label() + ": message rejected: " + rejected.why());
                }
            }
        }
    }

    /**
     * The rest of a message will not come; or what came was behind the end of one, which its program is remembered for.
     */
    void brokenOff(Sender sender, String why) {
        if (sender.ranOn()) {
            counters.add(Counter.RUN_ON);
            sender.learnThatItRunsOn();
            return;
        }
        counters.add(Counter.BROKEN_OFF);
        journal.write("%s: message broken off after %d bytes: %s".formatted(sender.label(), sender.bytesSoFar(), why));
    }

    /** A process has ended that sent so many bits altogether. */
    void countOneBit(long bits) {
        if (bits > 1) {
            oneBitSenders = 0;
            return;
        }
        oneBitSenders++;
        if (oneBitSenders == ONE_BIT_SENDERS) {
            journal.write(oneBitSenders
                    + " processes in a row sent one bit each and ended, so nothing can be heard: use the kill"
                    + " that is built into the shell, not /bin/kill, xargs or a subshell for each bit");
        }
    }
}
