package dev.roomtalk.chat.full;

import dev.roomtalk.chat.console.EmojiNames;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.chat.tui.Candidate;
import dev.roomtalk.chat.tui.Completer;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Completes what is typed with the suggestions of the chat: while it is typed, commands and their arguments, {@code
 * @names}, {@code #rooms} and {@code :emoji:}; after Tab any name. Confined to the UI thread.
 */
final class SuggestionCompleter implements Completer {
    private Suggestions suggestions = line -> List.of();

    void use(Suggestions used) {
        suggestions = used;
    }

    @Override
    public List<Candidate> complete(String before, boolean asked) {
        int start = Math.max(before.lastIndexOf(' '), before.lastIndexOf('\n')) + 1;
        String last = before.substring(start);
        if (EmojiNames.begun(last)) {
            return EmojiNames.get().of(last).stream()
                    .map(one -> new Candidate(start, one.emoji(), ":" + one.name() + ":", one.emoji()))
                    .toList();
        }
        TypedLine line = TypedLine.of(before, before.length());
        String word = line.word();
        boolean marked = line.isCommand() || (word.length() > 1 && (word.startsWith("@") || word.startsWith("#")));
        if (!asked && !marked) {
            return List.of();
        }
        int from = before.length() - line.wordCursor();
        List<Suggestions.Suggestion> found = suggestions.suggest(line).stream()
                .filter(one -> one.word().regionMatches(true, 0, word, 0, word.length()))
                .distinct()
                .toList();
        boolean complete = found.size() == 1 && found.getFirst().word().equals(word);
        return complete && !asked && line.wordIndex() > 0
                ? List.of()
                : found.stream()
                        .map(one -> new Candidate(
                                from, one.word() + (one.more() ? " " : ""), VisibleText.line(one.shown()), one.help()))
                        .toList();
    }

    /** How the command is used that is typed; null if none is. */
    Suggestions.@Nullable Usage usage(String before) {
        return suggestions.usage(TypedLine.of(before, before.length()));
    }
}
