package dev.roomtalk.bridge.learned;

import dev.roomtalk.bridge.kernel.Processes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What was learned of each program, the latest last. Confined to the thread that hears. */
public final class LearnedPrograms {
    /** Programs that are remembered. */
    static final int CAPACITY = 500;

    /** What is known of one program. */
    public record Known(String path, ProgramTraits traits) {}

    private final Map<String, Known> programs;
    private final Consumer<Map<String, Known>> changed;

    /** @param changed told all that is known, whenever it has changed; it gets a copy of its own */
    public LearnedPrograms(Map<String, Known> programs, Consumer<Map<String, Known>> changed) {
        this.programs = new LinkedHashMap<>(programs);
        this.changed = changed;
    }

    /**
     * What the file holds, if it can be read; what is learned from now on is written into it by {@code writer}, as it
     * comes.
     */
    public static LearnedPrograms keptIn(LearnedProgramsFile file, Executor writer, Consumer<String> complaints) {
        Map<String, Known> known = Map.of();
        try {
            known = file.read();
        } catch (IOException e) {
            complaints.accept("what was learned of programs cannot be read, and is learned again: " + e);
        }
        return new LearnedPrograms(
                known,
                all -> writer.execute(() -> {
                    try {
                        file.write(all);
                    } catch (IOException e) {
                        complaints.accept("what was learned of a program cannot be written: " + e);
                    }
                }));
    }

    /** Programs that are forgotten with this process. */
    public static LearnedPrograms none() {
        return new LearnedPrograms(Map.of(), known -> {});
    }

    public ProgramTraits of(Processes.@Nullable Executable program) {
        Known known = program == null ? null : programs.get(program.identity());
        // An inode is given to another file once its own is gone.
        return known == null || program == null || !known.path().equals(program.path())
                ? ProgramTraits.UNKNOWN
                : known.traits();
    }

    public void learn(Processes.@Nullable Executable program, UnaryOperator<ProgramTraits> lesson) {
        if (program == null) {
            return;
        }
        ProgramTraits before = of(program);
        ProgramTraits after = lesson.apply(before);
        if (after.equals(before)) {
            return;
        }
        programs.remove(program.identity());
        programs.put(program.identity(), new Known(program.path(), after));
        if (programs.size() > CAPACITY) {
            programs.remove(programs.keySet().iterator().next());
        }
        changed.accept(new LinkedHashMap<>(programs));
    }
}
