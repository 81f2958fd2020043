package dev.roomtalk.server.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What is looked for in a text: terms, all of which must be there. Everything that a person types is a query: words, a
 * {@code "phrase in quotes"}, the begin{@code *} of a word; other characters separate words.
 *
 * @param terms none: nothing that could be found
 */
public record WordQuery(List<Term> terms) {
    /**
     * Words that follow each other.
     *
     * @param words one at least, as {@link Words} has them
     * @param begin of the last one this is the begin
     */
    public record Term(List<String> words, boolean begin) {}

    /** A stretch of a text, in UTF-16 code units; {@code end} is behind it. */
    public record Range(int start, int end) {}

    public static WordQuery parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                i++;
                continue;
            }
            boolean quoted = isQuote(c);
            int start = quoted ? i + 1 : i;
            int end = start;
            while (end < text.length() && !(quoted ? isQuote(text.charAt(end)) : endsWord(text.charAt(end)))) {
                end++;
            }
            i = quoted ? Math.min(end + 1, text.length()) : end;
            boolean begin = quoted ? i < text.length() && text.charAt(i) == '*' : text.charAt(end - 1) == '*';
            List<String> words = Words.of(text.substring(start, end)).stream()
                    .map(Words.Word::word)
                    .toList();
            if (!words.isEmpty()) {
                terms.add(new Term(words, begin));
            }
        }
        return new WordQuery(List.copyOf(terms));
    }

    /** Also those that text programs put in the place of the plain one. */
    private static boolean isQuote(char c) {
        return c == '"' || c == '\u201c' || c == '\u201d' || c == '\u201e';
    }

    private static boolean endsWord(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || isQuote(c);
    }

    public boolean matches(String text) {
        List<Words.Word> words = Words.of(text);
        return terms.stream().allMatch(term -> find(term, words, 0) >= 0);
    }

    /** Where the terms stand in a text: in its order, none within another. */
    public List<Range> in(String text) {
        List<Words.Word> words = Words.of(text);
        BitSet found = new BitSet();
        for (Term term : terms) {
            for (int at = find(term, words, 0); at >= 0; at = find(term, words, at + 1)) {
                found.set(
                        words.get(at).start(),
                        words.get(at + term.words.size() - 1).end());
            }
        }
        List<Range> ranges = new ArrayList<>();
        for (int start = found.nextSetBit(0); start >= 0; ) {
            int end = found.nextClearBit(start);
            ranges.add(new Range(start, end));
            start = found.nextSetBit(end);
        }
        return ranges;
    }

    /** The place of the first of the words that are this term, at {@code from} or behind it; -1: there is none. */
    private static int find(Term term, List<Words.Word> words, int from) {
        int last = term.words.size() - 1;
        for (int at = from; at + last < words.size(); at++) {
            int same = 0;
            while (same < last && words.get(at + same).word().equals(term.words.get(same))) {
                same++;
            }
            String found = words.get(at + last).word();
            String wanted = term.words.get(last);
            if (same == last && (term.begin ? found.startsWith(wanted) : found.equals(wanted))) {
                return at;
            }
        }
        return -1;
    }
}
