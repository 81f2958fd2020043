package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.WordQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in the index of words. */
class FinderTest {
    private static final List<String> TEXTS = List.of(
            "Größe: 42 cm, the end",
            "東京都庁に行きました",
            "it is done 👍🏽",
            "don't panic AND (don't) NEAR stop*",
            "\"quoted\" NOT text:rain ^rain + -rain",
            "서울에서 만나요",
            "e\u0301te\u0301 — C++ / a_b.c");

    @TempDir
    static Path directory;

    private static SqliteEngine engine;

    @BeforeAll
    static void open() {
        engine = Stored.open(directory);
        Stored.make(engine, Stored.OPS_NAME);
        for (int i = 0; i < TEXTS.size(); i++) {
            Stored.get(Stored.say(engine, Stored.OPS, Stored.message(1, i + 1, TEXTS.get(i), 1000 + i))
                    .stored());
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        Stored.get(engine.inTransaction(c -> c.query("SELECT count(*) FROM rooms WHERE indexed < last")
                                        .number()))
                                == 0);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<String> find(String words) {
        return find(words, null);
    }

    private static List<String> find(String words, @org.jspecify.annotations.Nullable String author) {
        Search search = new Search(
                List.of(Search.Place.all(Stored.OPS)),
                WordQuery.parse(words),
                author,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                50,
                1,
                1 << 20);
        return ((Search.Found) Stored.get(engine.search(search)))
                .hits().stream().map(hit -> hit.entry().message().text()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grösse",
                "GROSSE 42",
                "京都",
                "👍",
                "\"don't panic\"",
                "near stop*",
                "not text:rain",
                "서울",
                "ÉTÉ",
                "c++",
                "a_b.c",
                "\"a b\"*",
            })
    void findsWhatWasIndexed(String words) {
        assertThat(find(words)).hasSize(1);
    }

    @Test
    void findsByAuthorAlsoWhoIsNoUserAnyMore() {
        assertThat(find("rain", "user1")).hasSize(1);
        assertThat(find("", "user1")).hasSize(TEXTS.size());
        assertThat(find("rain", "user2")).isEmpty();
    }

    /**
     * Strings of what has a meaning in FTS5, or is a word of some text: the index finds what reading all of it would.
     */
    @Test
    void noInputIsMoreThanWordsAndTheIndexFindsWhatReadingFinds() {
        List<String> parts = List.of(
                "\"",
                "*",
                "(",
                ")",
                "^",
                "+",
                "-",
                ":",
                "{",
                "}",
                " ",
                " ",
                " ",
                "AND",
                "OR",
                "NOT",
                "NEAR(",
                ",2)",
                "text",
                "words",
                "rain",
                "don't",
                "stop",
                "42",
                "東",
                "京",
                "👍",
                "\ufe0f",
                "\ue000" + "1",
                "\0",
                "'",
                ";",
                "Größe",
                "\u0301",
                "\ud800",
                "a",
                "b",
                "%",
                "_",
                "\\");
        Random random = new Random(20_261_121);
        for (int i = 0; i < 1_000; i++) {
            StringBuilder asked = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                asked.append(parts.get(random.nextInt(parts.size())));
            }
            WordQuery query = WordQuery.parse(asked.toString());
            assertThat(find(asked.toString()))
                    .as(asked.toString())
                    .containsExactlyInAnyOrderElementsOf(
                            TEXTS.stream().filter(query::matches).toList());
        }
    }
}
