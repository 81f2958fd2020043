package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.settings.WrittenPreferences;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the full screen reaches a person who does not look at it: the window's title, the bell, and notifications. */
class AttentionTest {
    @TempDir
    Path home;

    private FullTrial chat = new FullTrial();

    private void configure(String file) throws IOException {
        chat = new FullTrial(WrittenPreferences.of(home, file), 0);
    }

    private void focus(boolean here) {
        chat.press(new TerminalEvent.Focus(here));
    }

    private String windowTitle() {
        chat.now = chat.now.plus(Duration.ofSeconds(1));
        chat.frame();
        return chat.titles.getLast();
    }

    @Test
    void theTitleOfTheWindowCountsWhatIsUnread() {
        chat.begin("ops", "dev");
        assertThat(windowTitle()).isEqualTo("ops – Roomtalk");
        chat.session.says("dev", "alice", "hello");
        assertThat(windowTitle()).isEqualTo("ops · 1 unread – Roomtalk");
        chat.session.says("dev", "alice", "hello bob");
        assertThat(windowTitle()).isEqualTo("ops (1!) · 2 unread – Roomtalk");
        chat.alt('2');
        assertThat(windowTitle()).isEqualTo("dev – Roomtalk");
    }

    @Test
    void theTitleChangesSeldomInAFlood() {
        chat.begin("ops", "dev");
        chat.titles.clear();
        for (int i = 0; i < 300; i++) {
            chat.session.says("dev", "alice", "again");
            chat.now = chat.now.plusMillis(10);
            chat.frame();
        }
        assertThat(chat.titles).hasSizeBetween(2, 30);
        assertThat(windowTitle()).isEqualTo("ops · 300 unread – Roomtalk");
    }

    @Test
    void theTitleCountsTheShownRoomTooWhileTheTerminalIsNotLookedAt() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "bob, here?");
        assertThat(windowTitle()).isEqualTo("ops – Roomtalk");
        focus(false);
        chat.session.says("ops", "alice", "hello");
        chat.enter("a line of one's own");
        assertThat(windowTitle()).isEqualTo("ops · 1 unread – Roomtalk");
        chat.session.says("ops", "alice", "bob?");
        assertThat(windowTitle()).isEqualTo("ops (1!) · 2 unread – Roomtalk");
        focus(true);
        assertThat(windowTitle()).isEqualTo("ops – Roomtalk");
    }

    @Test
    void theTitleCanBeSwitchedOff() throws IOException {
        configure("window-title = false\n");
        chat.begin("ops");
        chat.frame();
        assertThat(chat.titles).isEmpty();
    }

    @Test
    void aTerminalThatTellsNothingOfItsFocusIsNotified() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "bob?");
        assertThat(chat.alerts).singleElement().matches(Alert::bell).matches(Alert::notification);
    }

    @Test
    void whileTheTerminalHasTheFocusOnlyOtherRoomsRing() {
        chat.begin("ops", "dev");
        focus(true);
        chat.session.says("ops", "alice", "bob?");
        assertThat(chat.alerts).isEmpty();
        chat.session.says("dev", "alice", "bob?");
        assertThat(chat.alerts).singleElement().matches(Alert::bell).matches(alert -> !alert.notification());
        focus(false);
        chat.session.says("ops", "alice", "bob!");
        assertThat(chat.alerts).hasSize(2).last().matches(Alert::bell).matches(Alert::notification);
    }

    @Test
    void theFocusDoesNotMatterToWhoWantsAlertsAlwaysOrNever() throws IOException {
        configure("alerts = always\n");
        chat.begin("ops");
        focus(true);
        chat.session.says("ops", "alice", "bob?");
        assertThat(chat.alerts).singleElement().matches(Alert::bell).matches(Alert::notification);

        Preferences never = WrittenPreferences.of(home, "alerts = never\n");
        assertThat(never.bell()).isFalse();
        assertThat(never.terminalNotifications()).isFalse();
    }
}
