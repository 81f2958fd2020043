package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.console.EmojiNames;
import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.tui.FakeTerminal;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Painter;
import dev.roomtalk.chat.tui.TerminalTraits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is offered while a line is typed. */
class HintsTest {
    private final FullTrial chat = new FullTrial();

    private List<String> hints() {
        List<String> log = chat.log();
        int first = IntStream.range(0, log.size())
                .filter(i -> log.get(i).startsWith(" "))
                .filter(i -> !log.get(i).contains("│"))
                .findFirst()
                .orElse(log.size());
        return log.subList(first, log.size());
    }

    @Test
    void theUsageOfACommandStandsAboveTheStatusLineWithTheArgumentThatIsTyped() {
        chat.begin("night");
        chat.type("/mute ");
        assertThat(hints())
                .containsExactly(
                        " alice",
                        " awayne",
                        " bob",
                        " carol",
                        " /mute NAME [DURATION] [REASON]  let somebody only read, until /unmute");
        assertThat(marked()).isEqualTo("NAME");
        chat.type("car");
        chat.press(KeyName.TAB);
        assertThat(chat.input()).isEqualTo("night> /mute carol");
        chat.type("2");
        assertThat(hints())
                .startsWith(" 2m  2 minutes", " 2h  2 hours")
                .last()
                .asString()
                .startsWith(" /mute NAME");
        assertThat(marked()).isEqualTo("[DURATION]");
        chat.type("h loud");
        assertThat(hints()).hasSize(1);
        assertThat(marked()).isEqualTo("[REASON]");
        chat.press(KeyName.ENTER);
        assertThat(chat.session.calls).contains("role night [carol] MUTED PT2H loud");
        assertThat(hints()).isEmpty();
    }

    /** What is underlined in the row above the status line. */
    private String marked() {
        chat.frame();
        FakeTerminal terminal = new FakeTerminal(FakeTerminal.Widths.CLUSTERS, chat.rows, chat.columns);
        new Painter(new TerminalTraits(0, true, false), terminal::accept).paint(chat.shown());
        StringBuilder marked = new StringBuilder();
        for (int i = 0; i < chat.columns; i++) {
            marked.append(terminal.style(chat.rows - 3, i).contains(";4") ? terminal.cell(chat.rows - 3, i) : "");
        }
        return marked.toString();
    }

    @Test
    void whatIsOfferedCoversAnAnswerForAMoment() {
        chat.begin("night");
        chat.enter("/who");
        List<String> answer = chat.log();
        chat.type("/kick ca");
        assertThat(chat.log()).hasSameSizeAs(answer).contains("4 members in night");
        assertThat(chat.log()).endsWith(" carol", " /kick NAME [REASON]  kick somebody out of this room");
        chat.ctrl('u');
        assertThat(chat.log()).isEqualTo(answer);
    }

    @Test
    void emojiAreCompletedByTheirNames() {
        chat.begin("ops");
        chat.type("good :smi");
        assertThat(hints()).hasSize(8).first().asString().matches(" :smile: +😄");
        chat.type("le:");
        assertThat(hints()).containsExactly(" :smile:  😄");
        chat.press(KeyName.TAB);
        chat.press(KeyName.ENTER);
        assertThat(chat.session.calls).contains("publish ops good 😄");
        chat.type(":+1");
        chat.press(KeyName.TAB);
        assertThat(chat.input()).isEqualTo("ops> 👍");
        chat.ctrl('u');
        chat.type("12:30 :D :-) :p 10:ab");
        assertThat(hints()).isEmpty();
    }

    @Test
    void manyEmojiAreKnown() {
        int known = 0;
        for (char c = 'a'; c <= 'z'; c++) {
            known += EmojiNames.get().of(":" + c).size();
        }
        assertThat(known).isGreaterThan(1500);
        assertThat(EmojiNames.get().of(":tada")).containsExactly(new EmojiNames.Named("tada", "🎉"));
        assertThat(EmojiNames.get().of(":heart:")).containsExactly(new EmojiNames.Named("heart", "❤️"));
    }

    @Test
    void aliasesAreOfferedAndStandInTheHelp(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("chat.conf"), "alias.j = /join\nalias.yes = I agree\n");
        FullTrial aliased = new FullTrial(Preferences.of(Configuration.of(Map.of("ROOMTALK_CONFIG", file.toString()))));
        aliased.begin("ops");
        aliased.type("/j");
        assertThat(aliased.log()).contains(" /j     = /join", " /join  enter a room, or show it if you are in it");
        aliased.type(" ni");
        assertThat(aliased.log()).contains(" /j ROOM [INVITE]  enter a room, or show it if you are in it");
        aliased.ctrl('u');
        aliased.enter("/help j");
        assertThat(aliased.log()).contains("  /j = /join");
        aliased.enter("/help");
        for (int page = 0; page < 5 && !String.join("", aliased.log()).contains("/yes"); page++) {
            aliased.press(KeyName.PAGE_DOWN);
        }
        assertThat(aliased.log()).contains("  /j                 = /join", "  /yes               = I agree");
    }
}
