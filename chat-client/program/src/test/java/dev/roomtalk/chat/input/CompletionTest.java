package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.screen.Suggestions.Suggestion;
import dev.roomtalk.chat.screen.Suggestions.Usage;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.chat.session.CompletionNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    private final CompletionNames names =
            new CompletionNames(List.of("ops", "night shift"), List.of("ops"), List.of("alice", "ops bridge", "李雷"));
    private final AtomicInteger wanted = new AtomicInteger();
    private final Completion completion =
            new Completion(() -> names, wanted::incrementAndGet, Map.of("j", "/join", "shrug", "¯\\_(ツ)_/¯"));

    @Test
    void aSlashBeginsACommand() {
        assertThat(values("/jo", 3)).contains("/join", "/help", "/quit").doesNotContain("alice");
        assertThat(TypedLine.of("/jo", 3).word()).isEqualTo("/jo");
    }

    @Test
    void namesOfOtherChatsAreCompletedToo() {
        assertThat(values("/pa", 3)).contains("/part", "/names", "/list", "/whois", "/msg", "/query", "/nick", "/away");
        assertThat(values("/part ", 6)).containsExactly("ops");
    }

    @Test
    void theSlashAloneOffersOneNameOfEachCommandWithoutItsHelp() {
        assertThat(suggestions("/", 1)).allMatch(one -> one.help().isEmpty());
        assertThat(values("/", 1)).contains("/leave", "/whois").doesNotContain("/part", "/query");
    }

    @Test
    void joinTakesRoomsOfTheServerAndAsksForFreshOnes() {
        assertThat(values("/join ni", 8)).containsExactly("night shift", "ops");
        assertThat(wanted).hasValue(1);
    }

    @Test
    void leaveTakesRoomsOnThisScreen() {
        assertThat(values("/leave ", 7)).containsExactly("ops");
        assertThat(wanted).hasValue(0);
    }

    @Test
    void aRoomNameWithSpacesIsOneWord() {
        assertThat(TypedLine.of("/join night sh", 14).word()).isEqualTo("night sh");
        assertThat(TypedLine.of("/join  night", 12).word()).isEqualTo("night");
    }

    @Test
    void helpTakesCommands() {
        assertThat(values("/help w", 7)).contains("who");
    }

    @Test
    void textOfACommandIsNotCompleted() {
        assertThat(values("/topic al", 9)).isEmpty();
    }

    @Test
    void aNameAtTheBeginningOfALineAddressesItsBearer() {
        assertThat(values("al", 2)).containsExactly("alice:", "ops bridge:", "李雷:");
        assertThat(suggestions("al", 2)).allMatch(Suggestion::more);
    }

    @Test
    void aNameFurtherOnIsJustAName() {
        assertThat(values("ask al", 6)).containsExactly("alice", "ops bridge", "李雷");
        assertThat(TypedLine.of("ask al", 6).word()).isEqualTo("al");
        assertThat(values("//al", 4)).containsExactly("alice:", "ops bridge:", "李雷:");
    }

    @Test
    void theWordIsTheOneUnderTheCursor() {
        TypedLine line = TypedLine.of("ask alice now", 6);
        assertThat(line.word()).isEqualTo("alice");
        assertThat(line.wordCursor()).isEqualTo(2);
    }

    @Test
    void anAliasIsCompletedAsWhatItStandsFor() {
        assertThat(suggestions("/j", 2))
                .contains(new Suggestion("/j", "= /join", true), new Suggestion("/shrug", "= ¯\\_(ツ)_/¯", false));
        assertThat(values("/", 1)).contains("/j", "/shrug");
        assertThat(values("/j ni", 5)).containsExactly("night shift", "ops");
        assertThat(usage("/j ")).isEqualTo("/j *ROOM* [INVITE]");
        assertThat(values("/shrug al", 9)).isEmpty();
        assertThat(usage("/shrug ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "/mute|*/mute* NAME [DURATION] [REASON]",
                "/mute |/mute *NAME* [DURATION] [REASON]",
                "/mute al|/mute *NAME* [DURATION] [REASON]",
                "/mute ops |/mute *NAME* [DURATION] [REASON]",
                "/mute alice |/mute NAME *[DURATION]* [REASON]",
                "/mute ops bridge |/mute NAME *[DURATION]* [REASON]",
                "/mute \"x y\" 2|/mute NAME *[DURATION]* [REASON]",
                "/mute alice 2h |/mute NAME [DURATION] *[REASON]*",
                "/mute alice loud and 2|/mute NAME [DURATION] *[REASON]*",
                "/ban alice --a|/ban NAME *[--address]* [DURATION] [REASON]",
                "/ban alice 7d --a|/ban NAME *[--address]* [DURATION] [REASON]",
                "/ban alice --address |/ban NAME [--address] *[DURATION]* [REASON]",
                "/invite |/invite *[USES]* [DURATION]",
                "/invite 7d|/invite [USES] *[DURATION]*",
                "/invite 5 |/invite [USES] *[DURATION]*",
                "/invite 5 7d |/invite [USES] [DURATION]",
                "/join night shift|/join *ROOM* [INVITE]",
                "/join night shift inv-|/join ROOM *[INVITE]*",
                "/create a b --pri|/create ROOM *[--private]* [--no-history]",
                "/set keep 3|/set [KEY] *[VALUE]*",
                "/who |/who *[ROOM]*",
                "/nick x|/nick",
                "/remove |/remove *[NAME]* [N]",
                "/remove 2|/remove [NAME] *[N]*",
                "/remove carol 2|/remove [NAME] *[N]*",
                "/edit well, 2|/edit [N] *[TEXT]*",
                "/edit 2 |/edit [N] *[TEXT]*",
                "/send my file|/send *FILE*",
                "/save 1 a b|/save [N] *[PATH]*",
                "//mute |''",
                "/mute¶alice|''",
                "mute |''"
            })
    void theArgumentThatIsTypedIsMarkedInTheUsage(String line, String usage) {
        assertThat(usage(line.replace('¶', '\n'))).isEqualTo(usage);
    }

    @Test
    void eachArgumentIsCompletedByWhatItIs() {
        assertThat(shown("/mute ")).containsExactly("alice", "ops bridge", "李雷");
        assertThat(shown("/mute alice ")).containsExactly("10m", "1h", "1d", "7d", "30d");
        assertThat(values("/mute alice ", 12)).startsWith("alice 10m", "alice 1h");
        assertThat(suggestions("/mute ops bridge 1", 18))
                .startsWith(new Suggestion("ops bridge 1m", "1m", "1 minute", false))
                .contains(new Suggestion("ops bridge 1w", "1w", "1 week", false));
        assertThat(shown("/mute alice 2h ")).isEmpty();
        assertThat(shown("/ban alice ")).containsExactly("10m", "1h", "1d", "7d", "30d", "--address");
        assertThat(shown("/ban alice --address 3")).containsExactly("3m", "3h", "3d", "3w");
        assertThat(shown("/create x --")).containsExactly("--private", "--no-history");
        assertThat(shown("/set ")).contains("keep", "slow");
        assertThat(shown("/notify ")).contains("mentions", "nothing", "default");
        assertThat(shown("/search red from:")).containsExactly("from:alice", "from:\"ops bridge\"", "from:李雷");
        assertThat(shown("/search in:")).containsExactly("in:ops");
        assertThat(shown("/search s")).contains("since:");
        assertThat(shown("/contacts ")).containsExactly("everybody", "nobody", "rooms");
        assertThat(shown("/remove ")).containsExactly("alice", "ops bridge", "李雷");
    }

    @Test
    void pathsAreCompletedWithWhatIsThere(@TempDir Path directory) throws IOException {
        Files.createFile(Files.createDirectory(directory.resolve("old files")).resolve("may.pdf"));
        String path = directory + "/old files/";
        assertThat(values("/send " + directory + "/o", directory.toString().length() + 8))
                .containsExactly(path);
        assertThat(shown("/send " + path)).containsExactly(path + "may.pdf");
        assertThat(values("/save 2 " + path + "m", path.length() + 9)).containsExactly("2 " + path + "may.pdf");
    }

    private List<String> shown(String line) {
        return suggestions(line, line.length()).stream().map(Suggestion::shown).toList();
    }

    /** With stars around the part that is typed. */
    private String usage(String line) {
        Usage usage = completion.usage(TypedLine.of(line, line.length()));
        if (usage == null) {
            return "";
        }
        List<String> parts = new ArrayList<>(usage.parts());
        if (usage.current() < parts.size() && parts.size() > 1) {
            parts.set(usage.current(), "*" + parts.get(usage.current()) + "*");
        }
        return String.join(" ", parts);
    }

    private List<String> values(String line, int cursor) {
        return suggestions(line, cursor).stream().map(Suggestion::word).toList();
    }

    private List<Suggestion> suggestions(String line, int cursor) {
        return completion.suggest(TypedLine.of(line, cursor));
    }
}
