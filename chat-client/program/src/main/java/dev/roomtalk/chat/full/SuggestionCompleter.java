package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.chat.tui.Candidate;
import dev.roomtalk.chat.tui.Completer;
import dev.roomtalk.client.VisibleText;
import java.util.Comparator;
import java.util.List;

/**
 * Completes what is typed with the suggestions of the chat: while it is typed, commands and their arguments, {@code
 * @names} and {@code #rooms}; after Tab any name. Confined to the UI thread.
 */
final class SuggestionCompleter implements Completer {
    private Suggestions suggestions = line -> List.of();

    void use(Suggestions used) {
        suggestions = used;
    }

    @Override
    public List<Candidate> complete(String before, boolean asked) {
        TypedLine line = TypedLine.of(before, before.length());
        String word = line.word();
        boolean marked = line.isCommand() || (word.length() > 1 && (word.startsWith("@") || word.startsWith("#")));
        if (!asked && !marked) {
            return List.of();
        }
        int from = before.length() - line.wordCursor();
        List<Candidate> candidates = suggestions.suggest(line).stream()
                .filter(one -> one.word().regionMatches(true, 0, word, 0, word.length()))
                .distinct()
                .sorted(Comparator.comparing(Suggestions.Suggestion::word, String.CASE_INSENSITIVE_ORDER))
                .map(one -> new Candidate(
                        from, one.word() + (one.more() ? " " : ""), VisibleText.line(one.word()), one.help()))
                .toList();
        boolean complete =
                candidates.size() == 1 && candidates.getFirst().shown().equals(word);
        return complete && !asked && line.wordIndex() > 0 ? List.of() : candidates;
    }
}
