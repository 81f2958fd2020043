package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.learned.ProgramTraits;
import dev.roomtalk.bridge.message.Label;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which program a sender runs, and what was learned of that program. Known once it was asked for, because asking takes
 * time.
 */
final class SenderProgram {
    private final Processes.Held process;
    private final LearnedPrograms learned;

    private boolean known;
    private Processes.@Nullable Identity identity;
    private Processes.@Nullable Executable executable;

    SenderProgram(Processes.Held process, LearnedPrograms learned) {
        this.process = process;
        this.learned = learned;
    }

    boolean known() {
        return known;
    }

    /** Asks the kernel which program it is; what was learned of it. */
    ProgramTraits identify() {
        known = true;
        identity = process.identity();
        executable = process.executable();
        return learned.of(executable);
    }

    void learn(UnaryOperator<ProgramTraits> change) {
        learned.learn(executable, change);
    }

    /** What its messages are shown under. */
    String label(String user, int pid) {
        return Label.of(user, pid, identity);
    }
}
