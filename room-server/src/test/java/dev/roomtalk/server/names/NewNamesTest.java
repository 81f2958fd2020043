package dev.roomtalk.server.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.wire.Name;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewNamesTest {
    private static Name name(String text) {
        return ((Name.Valid) Name.user(text)).name();
    }

    private static @Nullable String refusal(String text, NamePolicy policy) {
        return NewNames.refusalOfUser(name(text), policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root (operator)",
                "root (OPERATOR)",
                "root [Operator]",
                "root (оperator)",
                "root ⟮operator⟯",
                "alice (host)",
                "alice <moderator>",
                "alice ( you )",
                "alice (0perator)",
                "signals · root/1 \"init\"",
                "signals • root",
                "signals ・ root",
                "signals ‧ root",
                "· carol joined",
                "bob ·",
                "root/1",
                "root∕1 \"init\"",
                "alice／ops",
                "anyone⁄ops",
                "alice: hello",
                "alice：",
                ": text",
                "alice∶ text",
                "alice꞉ text",
                "12:03 alice",
                "1:59",
                "Roomtalk",
                "SERVER",
                "ѕystem",
                "operatοr"
            })
    void nobodyIsCalledWhatTheProgramsWrite(String text) {
        assertThat(refusal(text, NamePolicy.ANY))
                .contains("'" + name(text).display() + "'")
                .endsWith("choose another");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "Alice Liddell",
                "alice (work)",
                "alice (host of ops)",
                "Ramon l·l",
                "col·legi",
                "R2-D2",
                "a:b",
                "12 monkeys",
                "server-7",
                "hostess",
                "Łukasz",
                "Вася",
                "山田太郎",
                "山田 taro",
                "한국어",
                "हिन्दी",
                "🙂 smiley",
                "signals",
                "ops@nyc",
                "<3"
            })
    void peopleKeepTheirNames(String text) {
        assertThat(refusal(text, NamePolicy.RESTRICTED)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"аlice", "Вася-linux", "αlpha", "Ωmega"})
    void scriptsThatAreNotWrittenTogetherAreRefusedWhereThatIsSet(String text) {
        assertThat(refusal(text, NamePolicy.RESTRICTED)).contains("scripts");
        assertThat(NewNames.refusalOfRoom(name(text), NamePolicy.RESTRICTED)).contains("scripts");
        assertThat(refusal(text, NamePolicy.DISTINCT)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops · all is well", "ops •", "∙ ops"})
    void aRoomIsNotCalledByALineOfTheProgram(String text) {
        assertThat(NewNames.refusalOfRoom(name(text), NamePolicy.ANY)).contains("' · '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"project: alpha", "a/b", "server", "12:03", "standup (host)"})
    void aRoomSpeaksToNobodyAndMayBeCalledSo(String text) {
        assertThat(NewNames.refusalOfRoom(name(text), NamePolicy.RESTRICTED)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"alice,аlice", "Alice,AIice", "modem,modern", "bob0,bobo", "ΑΒΕ,ABE", "pay,рау"})
    void looksAreShared(String one, String other) {
        assertThat(Looks.of(name(one))).containsAnyElementsOf(Looks.of(name(other)));
    }

    @ParameterizedTest
    @CsvSource({"alice,alicia", "bob,bob2", "ops,opps", "u1,u2", "Łukasz,Lucas"})
    void othersAreNot(String one, String other) {
        assertThat(Looks.of(name(one))).doesNotContainAnyElementsOf(Looks.of(name(other)));
    }
}
