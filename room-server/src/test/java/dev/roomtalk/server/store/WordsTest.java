package dev.roomtalk.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.store.WordQuery.Range;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Rain, again!|rain again",
                "GRÖSSE Größe grosse|grosse grosse grosse",
                "cafe\u0301 Café|cafe cafe",
                "ΣΊΣΥΦΟΣ Σίσυφος|σισυφοσ σισυφοσ",
                "don't stop-it 10.0.0.1|don t stop it 10 0 0 1",
                "ＡＢＣ ﬁne ①|abc fine 1",
                "東京都|東 京 都",
                "ラーメン|ラ ー メ ン",
                "\uac00\uac01|\u1100\u1161 \u1100\u1161\u11a8",
                "\u1100\u1161|\u1100\u1161",
                "ok 👍🏽 done👍|ok 👍 done 👍",
                "👩\u200d🚀 ❤\ufe0f|👩 🚀 ❤",
                "ro\u00adom|room",
                "Привет, мир|привет мир",
                // Letters alone, composed, decomposed, of half width; a vowel behind another script.
                "ㅋㅋ ㅠㅠ|\u110f \u110f \u1172 \u1172",
                "ㅠㅏ|\u1172 \u1161",
                "ㅋㅏ|\u110f \u1161",
                "아ㅠㅠ|\u110b\u1161 \u1172 \u1172",
                "okㅠ|ok \u1172",
                "\uffbb\uffd7|\u110f \u1172",
                "\u1172\u1172|\u1172 \u1172",
                "\u1112\u1161\u11ab\u11ab|\u1112\u1161\u11ab \u11ab",
                "\u3164\u115f\u1160\uffa0|``",
                // Ideographs that are numbers or letters in Unicode.
                "二〇二六年|二 〇 二 六 年",
                "〇〇a〇|〇 〇 a 〇",
                "〡〩 々 〆切|〡 〩 々 〆 切",
                // Katakana of half and full width, with the mark apart and composed.
                "ﾃﾞｰﾀ|テ\u3099 ー タ",
                "データ|テ\u3099 ー タ",
                "テ\u3099ータ|テ\u3099 ー タ",
                "が か\u3099|か\u3099 か\u3099",
                "\u2f00 ㈱ ㍻|一 株 平 成",
                "... --- !!! |``",
            })
    void splitsATextIntoWords(String text, String words) {
        assertThat(Words.spaced(text)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rain|the RAIN came|true",
                "rain|the rains came|false",
                "rain*|the rains came|true",
                "rain came|came the rain|true",
                "\"rain came\"|came the rain|false",
                "“rain came”|the rain came|true",
                "\"the ra\"*|the rain|true",
                "京都|東京都庁|true",
                "東都|東京都庁|false",
                "서울|서울에서|true",
                "👍|done👍🏽|true",
                "\"never closed|it was never closed|true",
                "* rain - OR|rain or snow|true",
                "10.0.0.1|at 10.0.0.1:80|true",
                "10.0.0.1|at 10.1.0.0|false",
                "ㅋㅋ|웃겨ㅋㅋㅋㅋ|true",
                "ㅠ|슬퍼 ㅠㅠ|true",
                "ㅠㅠ|어ㅠ어ㅠ|false",
                "\uffd7|ㅠ|true",
                "ㅏ|카|false",
                "한|\u1112\u1161\u11ab국|true",
                "\u1112\u1161\u11ab|한국|true",
                "하*|한국|true",
                "ㅎ*|한국|true",
                "〇|二〇〇〇年|true",
                "〇〇|二〇年〇|false",
                "ｶﾞｲﾄﾞ|新ガイド|true",
                "ガイド|ｶﾞｲﾄﾞ集|true",
                "ガ|カ|false",
                "Zoe\u0308|ZOË|true",
                "ZOË|zoe\u0308|true",
            })
    void findsWhatIsAskedFor(String query, String text, boolean found) {
        assertThat(WordQuery.parse(query).matches(text)).isEqualTo(found);
        assertThat(WordQuery.parse(query).in(text).isEmpty())
                .isEqualTo(!found || WordQuery.parse(query).terms().isEmpty());
    }

    @Test
    void whatHasNoWordHasNoTerm() {
        assertThat(WordQuery.parse(" \"\" * !? \"...\" ").terms()).isEmpty();
    }

    @Test
    void saysWhereTheTermsStand() {
        assertThat(WordQuery.parse("rain \"the sea\" snow*").in("Rain on the sea, rain, snowing. Rainy"))
                .containsExactly(new Range(0, 4), new Range(8, 15), new Range(17, 21), new Range(23, 30));
    }

    @Test
    void anAccentBelongsToTheWord() {
        assertThat(WordQuery.parse("cafe").in("a cafe\u0301, yes")).containsExactly(new Range(2, 7));
    }

    @Property
    void everyWordOfATextFindsTheText(@ForAll String text) {
        for (Words.Word word : Words.of(text)) {
            String asked = text.substring(word.start(), word.end());
            // One character can be the end of a word and another one.
            if (Words.spaced(asked).equals(word.word())) {
                assertThat(WordQuery.parse('"' + asked + '"').matches(text)).isTrue();
            }
        }
    }

    @Property
    void whateverIsAskedForCanBeLookedFor(@ForAll String query, @ForAll String text) {
        assertThat(WordQuery.parse(query).in(text))
                .allSatisfy(range -> assertThat(range.start()).isLessThan(range.end()));
    }
}
