package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.learned.ProgramTraits;
import dev.roomtalk.bridge.message.Label;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which program a sender runs, what was learned of that program, and how it was started: known once each was asked for,
 * because asking takes time. Confined to the thread of {@link Senders}.
 */
final class SenderProgram {
    private final Processes.Held process;
    private final LearnedPrograms learned;

    private boolean recognised;
    private boolean identified;
    private Processes.@Nullable Executable executable;
    private Processes.@Nullable Identity identity;

    SenderProgram(Processes.Held process, LearnedPrograms learned) {
        this.process = process;
        this.learned = learned;
    }

    boolean recognised() {
        return recognised;
    }

    boolean identified() {
        return identified;
    }

    /** Asks the kernel for its program file, which is quick; what was learned of that program. */
    ProgramTraits recognise() {
        recognised = true;
        executable = process.executable();
        return learned.of(executable);
    }

    /** Asks the kernel how it was started, which takes longer. */
    void identify() {
        identified = true;
        identity = process.identity();
    }

    void learn(UnaryOperator<ProgramTraits> change) {
        learned.learn(executable, change);
    }

    /** What its messages are shown under. */
    String label(String user, int pid) {
        return Label.of(user, pid, identity);
    }
}
