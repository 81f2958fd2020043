package dev.roomtalk.bridge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What was learned of each program, the latest last. Confined to the thread of {@link Senders}. */
final class Experience {
    /** Programs that are remembered. */
    static final int CAPACITY = 500;

    /** What is known of one program. */
    record Known(String path, Habits habits) {}

    private final Map<String, Known> programs;
    private final Consumer<Map<String, Known>> changed;

    /** @param changed told all that is known, whenever it has changed; it gets a copy of its own */
    Experience(Map<String, Known> programs, Consumer<Map<String, Known>> changed) {
        this.programs = new LinkedHashMap<>(programs);
        this.changed = changed;
    }

    /** One that is forgotten with the process. */
    static Experience none() {
        return new Experience(Map.of(), known -> {});
    }

    Habits of(Processes.@Nullable Executable program) {
        Known known = program == null ? null : programs.get(program.identity());
        // An inode is given to another file once its own is gone.
        return known == null || program == null || !known.path().equals(program.path())
                ? Habits.UNKNOWN
                : known.habits();
    }

    void learn(Processes.@Nullable Executable program, UnaryOperator<Habits> lesson) {
        if (program == null) {
            return;
        }
        Habits before = of(program);
        Habits after = lesson.apply(before);
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
