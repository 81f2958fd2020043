package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.history.LargeRoom;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench history}: what it takes to open old pages of a large room. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fills an embedded engine with the messages of one room, and measures how long it takes to open a page of its history",
            "at random places, by sequence and by time, and a search for words. No server and no network take part.",
            ""
        },
        footer = {"", "Exit codes: 0 measured, 1 failed, 2 bad usage."})
public final class LargeRoomCommand implements Callable<Integer> {
    @Option(names = "--messages", paramLabel = "N", description = "That the room has (default: ${DEFAULT-VALUE}).")
    private int messages = 1_000_000;

    @Option(names = "--size", paramLabel = "BYTES", description = "Text of a message (default: ${DEFAULT-VALUE}).")
    private int size = 100;

    @Option(names = "--pages", paramLabel = "N", description = "To open each way (default: ${DEFAULT-VALUE}).")
    private int pages = 2000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the places (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description =
                    "Where the database is made; it is removed again (default: the directory for temporary files).")
    private @Nullable Path directory;

    private final PrintStream out;

    public LargeRoomCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        atLeast("--messages", messages, 100);
        atLeast("--pages", pages, 1);
        atLeast("--size", size, 20);
        if (size > 4000) {
            throw Failure.usage("--size is at most 4000, not " + size);
        }
        try (LargeRoom room = LargeRoom.make(directory, messages, size)) {
            out.print(room.report(pages, seed));
        }
        return 0;
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw Failure.usage("%s is at least %d, not %d".formatted(option, least, value));
        }
    }
}
