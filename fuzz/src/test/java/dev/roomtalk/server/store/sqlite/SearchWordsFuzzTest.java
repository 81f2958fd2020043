package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.fuzz.Steps;
import dev.roomtalk.fuzz.Steps.Step;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.WordQuery;
import dev.roomtalk.server.store.WordQuery.Range;
import dev.roomtalk.server.store.Words;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Both engines find the same: what SQLite's index finds for a query in a text is what the words themselves say. */
class SearchWordsFuzzTest {
    private static final long ROOM = 7;

    private final Connection database;

    SearchWordsFuzzTest() throws SQLException {
        database = Index.OPEN;
    }

    /** An empty index as in {@link Schema}, in memory. */
    private static final class Index {
        static final Connection OPEN = open();

        private static Connection open() {
            try {
                Connection opened = DriverManager.getConnection("jdbc:sqlite::memory:");
                try (Statement statement = opened.createStatement()) {
                    statement.execute("CREATE VIRTUAL TABLE words USING fts5"
                            + " (text, content = '', contentless_delete = 1, tokenize = 'ascii')");
                }
                return opened;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                seed("rain*", "the RAINS came"),
                seed("\"the ra\"* \u201crain came\u201d", "the rain came"),
                seed("* rain - OR NEAR(a b) text:x ^y \"never closed", "rain OR it was never closed"),
                seed("\u4eac\u90fd", "\u6771\u4eac\u90fd\u5e81"),
                seed("\uc11c\uc6b8", "\uc11c\uc6b8\uc5d0\uc11c"),
                seed("gro\u00dfe \u2460 \ufb01ne", "GR\u00d6SSE 1 fine"),
                seed("\ud83d\udc4d", "done\ud83d\udc4d\ud83c\udffd"),
                seed("e\u0301te\u0301", "\u00e9t\u00e9 \u0e01\u0e34"),
                seed("\ue0007 \ue001", "\ue0007"));
    }

    private static byte[] seed(String query, String text) {
        return new Steps()
                .step(0, query.getBytes(StandardCharsets.UTF_8))
                .step(0, text.getBytes(StandardCharsets.UTF_8))
                .input();
    }

    @DictionaryEntries(Steps.SEPARATOR)
    @MethodSource("seeds")
    @FuzzTest
    void bothEnginesFindTheSame(byte[] input) throws SQLException {
        List<Step> steps = Steps.of(input, 2);
        String wanted = steps.isEmpty() ? "" : string(steps.getFirst());
        String text = steps.size() < 2 ? "" : string(steps.getLast());
        WordQuery query = WordQuery.parse(wanted);
        boolean matches = query.matches(text);
        checkWords(text);
        checkRanges(query.in(text), text, matches && !query.terms().isEmpty());
        if (!query.terms().isEmpty()) {
            assertThat(inIndex(query, null, text)).isEqualTo(matches);
            assertThat(inIndex(query, "alice", text)).isEqualTo(matches);
            assertThat(inIndex(query, "bob", text)).isFalse();
        }
    }

    private static String string(Step step) {
        return new String(step.payload(), StandardCharsets.UTF_8);
    }

    private static void checkWords(String text) {
        int behind = 0;
        for (Words.Word word : Words.of(text)) {
            assertThat(word.word()).isNotEmpty();
            assertThat(word.start()).isGreaterThanOrEqualTo(0).isLessThan(word.end());
            assertThat(word.end()).isBetween(behind, text.length());
            behind = word.end();
        }
        String spaced = Words.spaced(text);
        assertThat(spaced.split(" ", -1))
                .isEqualTo(
                        spaced.isEmpty()
                                ? new String[] {""}
                                : Words.of(text).stream().map(Words.Word::word).toArray(String[]::new));
    }

    private static void checkRanges(List<Range> ranges, String text, boolean some) {
        int behind = -1;
        for (Range range : ranges) {
            assertThat(range.start()).isGreaterThan(behind);
            assertThat(range.end()).isGreaterThan(range.start()).isLessThanOrEqualTo(text.length());
            behind = range.end();
        }
        if (some) {
            assertThat(ranges).isNotEmpty();
        }
    }

    private boolean inIndex(WordQuery query, @Nullable String author, String text) throws SQLException {
        Search search = new Search(List.of(), query, author, Long.MIN_VALUE, Long.MAX_VALUE, 50, 0, 1 << 20);
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO words (rowid, text) VALUES (1, ?)");
                PreparedStatement find = database.prepareStatement("SELECT rowid FROM words WHERE words MATCH ?");
                Statement delete = database.createStatement()) {
            insert.setString(1, Finder.indexed(ROOM, "Alice", text));
            insert.executeUpdate();
            try {
                find.setString(1, Finder.match(ROOM, search));
                try (ResultSet found = find.executeQuery()) {
                    return found.next();
                }
            } finally {
                delete.executeUpdate("DELETE FROM words WHERE rowid = 1");
            }
        }
    }
}
