package dev.roomtalk.chat.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.KeyNotation;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBindingsTest {
    @TempDir
    Path home;

    private List<String> problems(String text) throws IOException {
        Path file = Files.writeString(home.resolve("my.conf"), text);
        return Configuration.of(Map.of("ROOMTALK_CONFIG", file.toString())).problems().stream()
                .map(problem -> problem.replace(file.toString(), "FILE"))
                .toList();
    }

    @Test
    void keysAreWrittenAsTheyAreCalled() {
        assertThat(KeyNotation.parse("Ctrl-K")).isEqualTo(TerminalEvent.Key.ctrl('k'));
        assertThat(KeyNotation.parse("c-k")).isEqualTo(TerminalEvent.Key.ctrl('k'));
        assertThat(KeyNotation.parse("Alt-A")).isEqualTo(TerminalEvent.Key.alt('a'));
        assertThat(KeyNotation.parse("M-Up")).isEqualTo(TerminalEvent.Key.of(KeyName.UP, TerminalEvent.Key.ALT));
        assertThat(KeyNotation.parse("Ctrl-Shift-PageUp"))
                .isEqualTo(TerminalEvent.Key.of(KeyName.PAGE_UP, TerminalEvent.Key.CTRL | TerminalEvent.Key.SHIFT));
        assertThat(KeyNotation.parse("f12")).isEqualTo(TerminalEvent.Key.of(KeyName.F12));
        assertThat(KeyNotation.parse("Ctrl-Space")).isEqualTo(TerminalEvent.Key.ctrl(' '));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "k", "Shift-K", "Crtl-K", "Ctrl-", "Ctrl-Ctrl-K", "F13", "Character", "Ctrl K", "Space"})
    void whatIsNoKeyIsNone(String text) {
        assertThat(KeyNotation.parse(text)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void theDefaultOfAnActionIsWrittenAsItIsRead(ScreenAction action) {
        TerminalEvent.Key key = Objects.requireNonNull(KeyNotation.parse(action.defaultValue()));
        assertThat(KeyNotation.of(key)).isEqualTo(action.defaultValue());
        assertThat(action.wrong(action.defaultValue())).isNull();
        assertThat(KeyBindings.DEFAULT.action(key)).isEqualTo(action);
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        assertThat(problems("""
                key.quick-switch = Crtl-K
                key.redraw = Enter
                key.suspend = Ctrl-C
                key.send-again = Alt-3
                key.qick-switch = F6
                key.later = "F7"
                """))
                .containsExactlyInAnyOrder(
                        "key.quick-switch (FILE:1): 'Crtl-K' is not a key; write Ctrl-K, Alt-A, Alt-Up, F5 or PageUp, or none",
                        "key.redraw (FILE:2): Enter has a meaning that it keeps; choose another key",
                        "key.suspend (FILE:3): Ctrl-C has a meaning that it keeps; choose another key",
                        "key.send-again (FILE:4): Alt-3 has a meaning that it keeps; choose another key",
                        "FILE:5: there is no key 'key.qick-switch'; 'chat config example' lists them",
                        "key.later (FILE:6): give the value without quotes, which also may have spaces within");
    }

    @Test
    void aKeyHasOneAction() throws IOException {
        assertThat(problems("key.redraw = Ctrl-K\n"))
                .containsExactly("key.redraw (FILE:1): Ctrl-K is the key of key.quick-switch already; give that another"
                        + " key, or none");
        assertThat(problems("key.quick-switch = ctrl-l\n"))
                .containsExactly("key.quick-switch (FILE:1): Ctrl-L is the key of key.redraw already; give that another"
                        + " key, or none");
        assertThat(problems("key.redraw = Ctrl-K\nkey.quick-switch = none\n")).isEmpty();
        assertThat(problems("key.redraw = Ctrl-K\nkey.quick-switch = Ctrl-L\n")).isEmpty();
    }
}
