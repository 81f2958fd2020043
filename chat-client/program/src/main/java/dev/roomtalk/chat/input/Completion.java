package dev.roomtalk.chat.input;

import dev.roomtalk.chat.input.SlashCommand.Argument;
import dev.roomtalk.chat.input.SlashCommand.Kind;
import dev.roomtalk.chat.notify.NotifyLevel;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.chat.session.CompletionNames;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.files.HomeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Completes commands and their arguments, {@code #rooms}, {@code @names}, and names of people: at the beginning of a
 * line with the colon that addresses them. Says how the command is used that is being typed.
 */
public final class Completion implements Suggestions {
    private static final List<String> DURATIONS = List.of("10m", "1h", "1d", "7d", "30d");

    /** The units of a duration, with what they mean. */
    private static final Map<Character, String> UNITS = Map.of('m', "minutes", 'h', "hours", 'd', "days", 'w', "weeks");

    private static final String UNITS_OFFERED = "mhdw";

    private static final List<String> SEARCH_KEYS = List.of("from:", "in:", "since:", "until:");

    private final Supplier<CompletionNames> names;
    private final Runnable roomsWanted;
    private final Map<String, String> aliases;
    private final PathNames paths = new PathNames(HomeDirectory.of(System.getenv()));

    /**
     * Both of the first are called on the keyboard's thread.
     *
     * @param roomsWanted requests the names of the server's rooms, for the next time
     * @param aliases what stands for a name that is typed behind a slash
     */
    public Completion(Supplier<CompletionNames> names, Runnable roomsWanted, Map<String, String> aliases) {
        this.names = names;
        this.roomsWanted = roomsWanted;
        this.aliases = aliases;
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
            return sorted(names.get().people())
                    .map(name -> new Suggestion(addressed ? name + ":" : name, "", addressed))
                    .toList();
        }
        return line.wordIndex() == 0 ? commands(line.word().length() <= 1) : arguments(line);
    }

    /** @param all there are many: without their help they fit on a low screen */
    private List<Suggestion> commands(boolean all) {
        Stream<Suggestion> own = aliases.entrySet().stream()
                .map(alias -> new Suggestion(
                        "/" + alias.getKey(),
                        all ? "" : "= " + alias.getValue(),
                        command(alias.getKey()).isPresent()));
        Stream<Suggestion> others = SlashCommands.ALL.stream()
                .filter(command -> !all || command.kind() != Kind.SAYS_WHAT_INSTEAD)
                .flatMap(command -> (all ? List.of(command.name()) : command.names())
                        .stream()
                                .filter(name -> !aliases.containsKey(name))
                                .map(name -> new Suggestion(
                                        "/" + name,
                                        all ? "" : command.help(),
                                        command.argument() != Argument.NOTHING)));
        return Stream.concat(own, others)
                .sorted(Comparator.comparing(Suggestion::word))
                .toList();
    }

    private static Stream<String> sorted(List<String> all) {
        return all.stream().sorted(String.CASE_INSENSITIVE_ORDER);
    }

    private static List<Suggestion> marked(String mark, List<String> all) {
        return sorted(all).map(name -> new Suggestion(mark + name, "", true)).toList();
    }

    /** The command of that name, or for which an alias of that name stands. */
    private Optional<SlashCommand> command(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        String meaning = aliases.get(key);
        if (meaning == null) {
            return SlashCommands.find(key);
        }
        return meaning.startsWith("/") ? SlashCommands.find(meaning.substring(1)) : Optional.empty();
    }

    private Optional<SlashCommand> command(TypedLine line) {
        return line.isCommand() ? command(line.words().getFirst().substring(1)) : Optional.empty();
    }

    @Override
    public @Nullable Usage usage(TypedLine line) {
        SlashCommand command = command(line).orElse(null);
        if (command == null) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        parts.add(line.words().getFirst());
        parts.addAll(command.parameters());
        int current = line.wordIndex() == 0 ? 0 : 1 + place(command, line).parameter();
        return new Usage(parts, current, command.help());
    }

    private ArgumentPlace place(SlashCommand command, TypedLine line) {
        return ArgumentPlace.of(command, typed(line), names.get().people());
    }

    private static String typed(TypedLine line) {
        return line.word().substring(0, line.wordCursor());
    }

    private List<Suggestion> arguments(TypedLine line) {
        SlashCommand command = command(line).orElse(null);
        if (command == null) {
            return List.of();
        }
        ArgumentPlace place = place(command, line);
        List<String> parameters = command.parameters();
        String before = typed(line).substring(0, place.from());
        String word = typed(line).substring(place.from());
        List<Suggestion> all = new ArrayList<>();
        if (place.parameter() < parameters.size()) {
            boolean more = parameters.size() > 1 && place.parameter() == 0;
            parameter(command, parameters.get(place.parameter()), before, word, more)
                    .forEach(all::add);
        }
        for (int i = 1; i < parameters.size() && (word.isEmpty() || word.startsWith("--")); i++) {
            if (parameters.get(i).startsWith("[--") && !place.used().contains(i)) {
                all.add(word(
                        before, parameters.get(i).substring(1, parameters.get(i).length() - 1), "", false));
            }
        }
        return all;
    }

    private static Suggestion word(String before, String word, String help, boolean more) {
        return new Suggestion(before + word, word, help, more);
    }

    private Stream<Suggestion> parameter(
            SlashCommand command, String parameter, String before, String word, boolean more) {
        return switch (parameter) {
            case "NAME", "[NAME]" -> words(before, names.get().people(), more);
            case "ROOM", "[ROOM]" ->
                switch (command.argument()) {
                    case ANY_ROOM -> {
                        roomsWanted.run();
                        yield words(before, names.get().serverRooms(), false);
                    }
                    case OWN_ROOM -> words(before, names.get().ownRooms(), false);
                    default -> Stream.of();
                };
            case "[COMMAND]" ->
                words(
                        before,
                        SlashCommands.ALL.stream()
                                .flatMap(one -> one.names().stream())
                                .toList(),
                        false);
            case "[KEY]" -> words(before, RoomSettingsChange.KEYS, true);
            case "[WHAT]" ->
                words(
                        before,
                        Stream.concat(NotifyLevel.words().stream(), Stream.of(NotifyActions.DEFAULT))
                                .toList(),
                        false);
            case "[WHO]" -> words(before, ConversationActions.CONTACTS, false);
            case "FILE", "[PATH]" -> paths.of(word).stream().map(path -> word(before, path, "", false));
            case "[DURATION]" -> durations(before, word);
            case "[WORDS]" -> searchKeys(before, word);
            default -> Stream.of();
        };
    }

    private static Stream<Suggestion> words(String before, List<String> all, boolean more) {
        return sorted(all).map(one -> word(before, one, "", more));
    }

    private static Stream<Suggestion> durations(String before, String word) {
        boolean number = !word.isEmpty() && word.length() < 6 && word.chars().allMatch(c -> c >= '0' && c <= '9');
        Stream<String> all = number ? UNITS_OFFERED.chars().mapToObj(unit -> word + (char) unit) : DURATIONS.stream();
        return all.map(one -> word(before, one, meaning(one), false));
    }

    private static String meaning(String duration) {
        String count = duration.substring(0, duration.length() - 1);
        String unit = String.valueOf(UNITS.get(duration.charAt(duration.length() - 1)));
        return count + " " + (count.equals("1") ? unit.substring(0, unit.length() - 1) : unit);
    }

    /** Of the last word of a search. */
    private Stream<Suggestion> searchKeys(String before, String words) {
        int start = words.lastIndexOf(' ') + 1;
        String earlier = before + words.substring(0, start);
        String word = words.substring(start);
        if (word.startsWith("from:")) {
            return values("from:", names.get().people(), earlier);
        }
        if (word.startsWith("in:")) {
            return values("in:", names.get().ownRooms(), earlier);
        }
        return SEARCH_KEYS.stream().map(key -> word(earlier, key, "", false));
    }

    /** A value with spaces stands in quotes. */
    private static Stream<Suggestion> values(String key, List<String> all, String earlier) {
        return sorted(all).map(one -> word(earlier, key + (one.contains(" ") ? "\"" + one + "\"" : one), "", true));
    }
}
