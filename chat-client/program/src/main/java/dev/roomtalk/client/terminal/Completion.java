package dev.roomtalk.client.terminal;

import dev.roomtalk.client.VisibleText;
import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, rooms, and names of people: at the beginning of a line with the colon that addresses them. */
final class Completion implements Completer {
    private final Supplier<Names> names;
    private final Runnable roomsWanted;

    /**
     * Both are called on the reader's thread.
     *
     * @param roomsWanted told that the names of the server's rooms are of interest, and should be fresh the next time
     */
    Completion(Supplier<Names> names, Runnable roomsWanted) {
        this.names = names;
        this.roomsWanted = roomsWanted;
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
        TypedLine line = TypedLine.of(parsed.line(), parsed.cursor());
        if (!line.isCommand()) {
            boolean addressed = line.wordIndex() == 0;
            names.get().people().forEach(n -> candidates.add(candidate(addressed ? n + ":" : n, "", addressed)));
        } else if (line.wordIndex() == 0) {
            for (Commands.Command command : Commands.ALL) {
                boolean more = command.argument() != Commands.Argument.NOTHING;
                candidates.add(candidate("/" + command.name(), command.help(), more));
            }
        } else {
            Commands.find(line.words().getFirst().substring(1))
                    .ifPresent(command ->
                            arguments(command.argument()).forEach(a -> candidates.add(candidate(a, "", false))));
        }
    }

    private List<String> arguments(Commands.Argument argument) {
        return switch (argument) {
            case ANY_ROOM -> {
                roomsWanted.run();
                yield names.get().serverRooms();
            }
            case OWN_ROOM -> names.get().ownRooms();
            case PERSON -> names.get().people();
            case COMMAND -> Commands.ALL.stream().map(Commands.Command::name).toList();
            case NOTHING, TEXT, ROOM_TEXT -> List.of();
        };
    }

    private static Candidate candidate(String value, String description, boolean space) {
        return new Candidate(
                value, VisibleText.line(value), null, description.isEmpty() ? null : description, null, null, space);
    }
}
