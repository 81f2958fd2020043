package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.screen.Suggestions.Suggestion;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.chat.session.CompletionNames;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final CompletionNames names =
            new CompletionNames(List.of("ops", "night shift"), List.of("ops"), List.of("alice", "ops bridge", "李雷"));
    private final AtomicInteger wanted = new AtomicInteger();
    private final Completion completion = new Completion(() -> names, wanted::incrementAndGet);

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
        assertThat(values("/", 1)).contains("/leave", "/whois").doesNotContain("/part", "/msg");
    }

    @Test
    void joinTakesRoomsOfTheServerAndAsksForFreshOnes() {
        assertThat(values("/join ni", 8)).containsExactly("ops", "night shift");
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

    private List<String> values(String line, int cursor) {
        return suggestions(line, cursor).stream().map(Suggestion::word).toList();
    }

    private List<Suggestion> suggestions(String line, int cursor) {
        return completion.suggest(TypedLine.of(line, cursor));
    }
}
