package dev.roomtalk.chat.input;

import dev.roomtalk.chat.input.SlashCommand.Argument;
import dev.roomtalk.chat.input.SlashCommand.Kind;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.chat.session.CompletionNames;
import java.util.List;
import java.util.function.Supplier;

/**
 * Completes commands, {@code #rooms}, {@code @names}, and names of people: at the beginning of a line with the colon
 * that addresses them.
 */
public final class Completion implements Suggestions {
    private final Supplier<CompletionNames> names;
    private final Runnable roomsWanted;

    /**
     * Both are called on the keyboard's thread.
     *
     * @param roomsWanted requests the names of the server's rooms, for the next time
     */
    public Completion(Supplier<CompletionNames> names, Runnable roomsWanted) {
        this.names = names;
        this.roomsWanted = roomsWanted;
    }

    @Override
    public List<Suggestion> suggest(TypedLine line) {
        if (!line.isCommand()) {
            if (line.word().startsWith("@")) {
                return marked("@", names.get().people());
            }
            if (line.word().startsWith("#")) {
                return marked("#", names.get().ownRooms());
            }
            boolean addressed = line.wordIndex() == 0;
            return names.get().people().stream()
                    .map(name -> new Suggestion(addressed ? name + ":" : name, "", addressed))
                    .toList();
        }
        if (line.wordIndex() == 0) {
            // After the slash alone there are many: without their help they fit on a low screen.
            boolean all = line.word().length() <= 1;
            return SlashCommands.ALL.stream()
                    .filter(command -> !all || command.kind() != Kind.SAYS_WHAT_INSTEAD)
                    .flatMap(command -> (all ? List.of(command.name()) : command.names())
                            .stream()
                                    .map(name -> new Suggestion(
                                            "/" + name,
                                            all ? "" : command.help(),
                                            command.argument() != Argument.NOTHING)))
                    .toList();
        }
        return SlashCommands.find(line.words().getFirst().substring(1))
                .map(command -> arguments(command.argument()))
                .orElse(List.of())
                .stream()
                .map(argument -> new Suggestion(argument, "", false))
                .toList();
    }

    private static List<Suggestion> marked(String mark, List<String> all) {
        return all.stream().map(name -> new Suggestion(mark + name, "", true)).toList();
    }

    private List<String> arguments(Argument argument) {
        return switch (argument) {
            case ANY_ROOM -> {
                roomsWanted.run();
                yield names.get().serverRooms();
            }
            case OWN_ROOM -> names.get().ownRooms();
            case PERSON -> names.get().people();
            case COMMAND ->
                SlashCommands.ALL.stream().flatMap(c -> c.names().stream()).toList();
            case NOTHING, TEXT, ROOM_TEXT -> List.of();
        };
    }
}
