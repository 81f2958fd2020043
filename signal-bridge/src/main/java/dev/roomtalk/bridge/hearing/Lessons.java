package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Acknowledgement;
import dev.roomtalk.bridge.acknowledgement.Pace;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What a program is remembered for, from what one of its processes said and how it ended. A process that was killed by
 * a signal teaches nothing, and neither does one that was never answered, unless it did not wait for an answer. What
 * was confirmed by a whole message changes only after two failures in a row ({@link ProgramTraits#afterFailure}).
 * Confined to the thread of its {@link Senders}.
 */
final class Lessons {
    /** Whoever ends so soon after its first bit, unanswered, has given up. */
    private static final long GAVE_UP = TimeUnit.MILLISECONDS.toNanos(5);

    /** An answer that came so soon was in time for everybody: whoever failed then did not want it. */
    private static final long IN_TIME = TimeUnit.MICROSECONDS.toNanos(700);

    private final Processes.Held process;
    private final SenderProgram program;
    private final Recogniser recogniser;
    private final Acknowledgement acknowledgement;
    private final BehindEnd behindEnd;

    private boolean told;

    Lessons(
            Processes.Held process,
            SenderProgram program,
            Recogniser recogniser,
            Acknowledgement acknowledgement,
            BehindEnd behindEnd) {
        this.process = process;
        this.program = program;
        this.recogniser = recogniser;
        this.acknowledgement = acknowledgement;
        this.behindEnd = behindEnd;
    }

    /** Messages are told. */
    void onTold(List<Recogniser.Step> steps) {
        for (Recogniser.Step step : steps) {
            told = true;
            Dialect dialect = recogniser.certainDialect();
            if (step instanceof Recogniser.Text && dialect != null) {
                ProgramTraits.Answers answers = acknowledgement.answers();
                ProgramTraits.Beginning beginning = acknowledgement.beginning();
                program.learn(traits ->
                        traits.with(dialect).with(answers).with(beginning).confirm());
            }
        }
    }

    /**
     * The process has ended.
     *
     * @param bits that were received from it
     */
    void onExit(long bits, long lastBit, long now) {
        if (told || bits > 2 || process.killed()) {
            return;
        }
        if (!acknowledgement.answeredAnything()) {
            if (bits == 1 && acknowledgement.takesSignals() && now - lastBit < GAVE_UP) {
                learnFromFailure(traits -> traits.with(ProgramTraits.Beginning.PROMPT));
            }
            return;
        }
        boolean first = bits == 1;
        boolean inTime = !acknowledgement.wasFound() && acknowledgement.lastAnswer() - lastBit < IN_TIME;
        if (first && acknowledgement.pace() == Pace.WAITING && inTime) {
            learnFromFailure(traits -> traits.with(ProgramTraits.Beginning.PACED));
        } else if (acknowledgement.hasChoice()) {
            ProgramTraits.Answers other = acknowledgement.answers().insteadOf(first);
            learnFromFailure(traits -> traits.with(other));
        }
    }

    private void learnFromFailure(UnaryOperator<ProgramTraits> change) {
        program.learn(traits -> traits.afterFailure(change));
    }

    /**
     * What came behind the end of its message was none: where the other signal has stopped it, the next run of its
     * program gets that signal for its end.
     */
    void onStoppedBehindEnd() {
        if (behindEnd.wasStopped() && !process.killed()) {
            Dialect said = recogniser.toldDialect();
            program.learn(
                    traits -> (traits.dialect() == null && said != null ? traits.with(said) : traits).withOtherAtEnd());
        }
    }
}
