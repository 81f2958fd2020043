package dev.roomtalk.server.console;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request of an operator. On the socket it is a line of words with tabs between: the command, {@code =VALUE} for each
 * of its parameters in their order, and {@code NAME=VALUE} for each option.
 */
public record ConsoleRequest(ConsoleCommand command, List<String> values, Map<ConsoleCommand.Option, String> options) {

    public ConsoleRequest(ConsoleCommand command, String... values) {
        this(command, List.of(values), Map.of());
    }

    /** The same with another option. */
    public ConsoleRequest with(ConsoleCommand.Option option, String value) {
        Map<ConsoleCommand.Option, String> more = new EnumMap<>(ConsoleCommand.Option.class);
        more.putAll(options);
        more.put(option, value);
        return new ConsoleRequest(command, values, more);
    }

    String value(int index) {
        return values.get(index);
    }

    public boolean has(ConsoleCommand.Option option) {
        return options.containsKey(option);
    }

    /** The value of an option; null if it was not given. */
    @Nullable
    String option(ConsoleCommand.Option option) {
        return options.get(option);
    }

    /** The whole line, but for its end. */
    String encoded() {
        return Stream.of(
                        Stream.of(command.word()),
                        values.stream().map(value -> "=" + escape(value)),
                        options.entrySet().stream().map(each -> each.getKey().word() + "=" + escape(each.getValue())))
                .flatMap(words -> words)
                .collect(Collectors.joining("\t"));
    }

    /** @throws DeclinedException the line is not a request */
    static ConsoleRequest decoded(String line) throws DeclinedException {
        String[] words = line.split("\t", -1);
        ConsoleCommand command = ConsoleCommand.named(words[0]);
        if (command == null) {
            throw new DeclinedException("this server does not know the command '" + words[0] + "'");
        }
        List<String> values = new ArrayList<>();
        Map<ConsoleCommand.Option, String> options = new EnumMap<>(ConsoleCommand.Option.class);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            ConsoleCommand.Option option = equals > 0 ? command.option(words[i].substring(0, equals)) : null;
            if (equals == 0) {
                values.add(unescape(words[i].substring(1)));
            } else if (option != null) {
                options.put(option, unescape(words[i].substring(equals + 1)));
            } else {
                throw new DeclinedException(command.word() + " does not take '" + words[i] + "'");
            }
        }
        if (values.size() != command.parameters().size()) {
            throw new DeclinedException(command.word() + " takes "
                    + (command.parameters().isEmpty() ? "no parameters" : String.join(" ", command.parameters())));
        }
        return new ConsoleRequest(command, List.copyOf(values), options);
    }

    private static String escape(String word) {
        return word.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescape(String word) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && i + 1 < word.length()) {
                i++;
                text.append(
                        switch (word.charAt(i)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> word.charAt(i);
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
