package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.settings.KeyBindings;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlashCommandsTest {
    @Test
    void noNameMeansTwoCommands() {
        List<String> names =
                SlashCommands.ALL.stream().flatMap(c -> c.names().stream()).toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void namesAreFoundInAnyCaseAndUnderTheirOtherName() {
        assertThat(SlashCommands.find("JOIN").orElseThrow().name()).isEqualTo("join");
        assertThat(SlashCommands.find("switch")).isEqualTo(SlashCommands.find("room"));
        assertThat(SlashCommands.find("joi")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"jion, join", "quti, quit", "h, help", "roms, rooms", "whoo, who", "LEAV, leave", "swich, switch"})
    void aMistypedCommandGetsTheNearestOne(String typed, String meant) {
        assertThat(SlashCommands.unknown(typed))
                .startsWith("there is no command /" + typed + "; did you mean /" + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kik", "bann", "ba", "mut", "umute", "moed", "hst", "close-rom", "unba", "kicj", "uninvit"})
    void aCommandThatModeratesIsNeverSuggested(String typed) {
        Pattern moderates = Pattern.compile("/(kick|ban|unban|mute|unmute|mod|unmod|host|close-room|uninvite)\\?");
        assertThat(SlashCommands.unknown(typed)).doesNotContainPattern(moderates);
    }

    @Test
    void whatResemblesNoCommandGetsHelp() {
        assertThat(SlashCommands.unknown("foo")).startsWith("there is no command /foo; /help lists them.");
        assertThat(SlashCommands.unknown("etc/passwd"))
                .isEqualTo("there is no command /etc/passwd; /help lists them. To send it as text, type //etc/passwd");
    }

    @Test
    void helpTellsEveryCommand() {
        String help = String.join("\n", SlashCommands.help(KeyBindings.DEFAULT, Map.of()));
        assertThat(SlashCommands.ALL)
                .allSatisfy(c -> assertThat(c.names())
                        .allSatisfy(name -> assertThat(help).contains("/" + name)))
                .filteredOn(c -> c.kind() != SlashCommand.Kind.SAYS_WHAT_INSTEAD)
                .allSatisfy(c -> assertThat(help).contains(c.syntax() + " ").contains(c.help()));
        assertThat(help).contains("/part = /leave");
    }

    @Test
    void helpFitsAScreenOfEightyColumns() {
        assertThat(SlashCommands.help(KeyBindings.DEFAULT, Map.of()))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80 - 6));
    }
}
