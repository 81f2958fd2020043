package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.settings.ScreenAction;
import dev.roomtalk.chat.settings.WrittenPreferences;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person can set of the full screen's layout and keys. */
class LayoutTest {
    @TempDir
    Path home;

    private FullTrial begin(String file) throws IOException {
        FullTrial chat = new FullTrial(WrittenPreferences.of(home, file), 0);
        chat.columns = 160;
        chat.begin("ops", "dev");
        chat.session.says("ops", "alice", "word ".repeat(40));
        return chat;
    }

    @Test
    void eachPaneCanBeLeftOut() throws IOException {
        FullTrial chat = begin("rooms-pane = false\n");
        chat.session.says("dev", "alice", "bob?");
        assertThat(chat.frame().get(1)).doesNotContain("1 ops").endsWith("│ 3 here");
        assertThat(chat.log()).anyMatch(row -> row.startsWith("12:03                · │ you are in ops"));
        assertThat(chat.status()).endsWith("2:dev 1!");

        assertThat(begin("people-pane = false\n").frame().get(1))
                .startsWith(" 1 ops")
                .doesNotContain("here");
        assertThat(begin("people-pane = false\nrooms-pane = false\n").log().getFirst())
                .startsWith("12:03                · │ you are in ops")
                .doesNotContain("here");
    }

    @Test
    void columnsHaveTheWidthThatWasSet() throws IOException {
        FullTrial chat = begin("name-columns = 5\ntext-columns = 20\nrooms-pane = false\npeople-pane = false\n");
        assertThat(chat.log())
                .containsSubsequence("12:03 alice │ word word word word", "            │ word word word word");
        // A narrow screen has no more place for names than before.
        chat.columns = 40;
        assertThat(chat.log()).anyMatch(row -> row.startsWith("alice │ word"));
    }

    @Test
    void timesAreWrittenAsWasSet() throws IOException {
        String panes = "rooms-pane = false\npeople-pane = false\n";
        assertThat(begin(panes + "time-format = 12h\n").log().getFirst()).startsWith("12:03pm  ");
        assertThat(begin(panes + "time-format = seconds\n").log().getFirst()).startsWith("12:03:00  ");
        assertThat(begin(panes + "time-format = none\n").log().getFirst()).startsWith("               · │ you are");
    }

    @Test
    void keysThatWereChangedDoNotCountLineByLine() throws IOException {
        Preferences preferences = WrittenPreferences.of(home, "key.quick-switch = Ctrl-G\nbell = false\n");
        assertThat(preferences.screen().keys().key(ScreenAction.QUICK_SWITCH)).isEqualTo("Ctrl-G");
        assertThat(preferences.lineByLine().screen().keys().key(ScreenAction.QUICK_SWITCH))
                .isEqualTo("Ctrl-K");
        assertThat(preferences.lineByLine().bell()).isFalse();
    }

    @Test
    void keysCanBeChanged() throws IOException {
        FullTrial chat = begin("key.quick-switch = Ctrl-G\nkey.room-after = F6\nkey.next-activity = none\n");
        chat.type("some words");
        chat.press(KeyName.HOME);
        chat.ctrl('k');
        assertThat(chat.input()).isEqualTo("ops>");
        chat.ctrl('g');
        assertThat(chat.log()).anyMatch(row -> row.contains("Enter shows the room"));
        chat.press(KeyName.ESCAPE);
        chat.press(KeyName.F6);
        assertThat(chat.input()).isEqualTo("dev>");
        chat.press(TerminalEvent.Key.of(KeyName.DOWN, TerminalEvent.Key.ALT));
        assertThat(chat.input()).isEqualTo("dev>");

        chat.rows = 100;
        chat.enter("/help");
        assertThat(chat.log())
                .anyMatch(row -> row.strip().startsWith("Ctrl-G             full screen: show a room by a few letters"))
                .anyMatch(row -> row.strip().startsWith("F6 "))
                .noneMatch(row -> row.contains("the next room with news"));
    }
}
