package dev.roomtalk.server.app;

import dev.roomtalk.server.store.sqlite.Backup;
import dev.roomtalk.server.store.sqlite.Check;
import dev.roomtalk.server.store.sqlite.Export;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/** The commands of {@code room-server} that work on a data directory, instead of serving from it. */
enum DataCommand {
    BACKUP("FILE", "Writes a copy of the database, also while a server runs."),
    RESTORE("FILE", "Puts a backup in the place of the database; no server may be running."),
    CHECK("", "Looks whether the database is sound, also while a server runs."),
    EXPORT("ROOM", "Prints a room's messages, a line of JSON each, also while a server runs.");

    private final String parameter;
    private final String meaning;

    DataCommand(String parameter, String meaning) {
        this.parameter = parameter;
        this.meaning = meaning;
    }

    /** The name that is typed. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of its value; empty if it has none. */
    String parameter() {
        return parameter;
    }

    String meaning() {
        return meaning;
    }

    /**
     * Runs the command.
     *
     * @param value of its parameter
     * @return whether all is well
     * @throws IOException in a sentence for the person
     */
    boolean run(Path directory, String value, PrintStream out) throws IOException {
        switch (this) {
            case BACKUP -> {
                Backup.write(directory, Path.of(value));
                Upkeep.backedUp(directory);
                out.println("written: " + value + " (" + ((Files.size(Path.of(value)) + 1023) >> 10) + " KiB)");
            }
            case RESTORE -> restore(directory, Path.of(value), out);
            case CHECK -> {
                return check(directory, out);
            }
            case EXPORT -> {
                switch (Name.room(value)) {
                    case Name.Invalid invalid -> throw new IOException(invalid.sentence());
                    case Name.Valid valid -> Export.room(directory, valid.name(), out::println);
                }
            }
        }
        return true;
    }

    private static void restore(Path directory, Path file, PrintStream out) throws IOException {
        try (DataDirectory data = DataDirectory.openAsItsOwner(directory)) {
            Path replaced = Backup.restore(data.path(), file, InstantSource.system());
            out.println(
                    "restored: " + file + (Files.exists(replaced) ? "; what was there before is now " + replaced : ""));
        }
    }

    private static boolean check(Path directory, PrintStream out) throws IOException {
        Check.Result found = Check.of(directory);
        if (found.problems().isEmpty()) {
            out.println("sound: " + found.users() + " users, " + found.rooms() + " rooms, " + found.messages()
                    + " messages");
        }
        found.problems().forEach(problem -> out.println("damaged: " + problem));
        return found.problems().isEmpty();
    }
}
