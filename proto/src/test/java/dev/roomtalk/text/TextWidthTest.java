package dev.roomtalk.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWidthTest {
    @ParameterizedTest
    @CsvSource({
        "room, 4",
        "日本語の部屋, 12",
        "한국어, 6",
        "ﾊﾝｶｸ, 4",
        "Ｆｕｌｌ, 8",
        "「」、。, 8",
        "party🎉🎉, 9",
        "e\u0301te\u0301, 3",
        "☺️, 2",
        "☺, 1",
        "👨\u200d👩\u200d👧, 2",
        "👍🏽, 2",
        "🇦🇹, 2",
        "⌚, 2",
        "→ – é, 5",
        "𠮷, 2",
        "\u200b, 0",
    })
    void aTextIsAsWideAsATerminalShowsIt(String text, int columns) {
        assertThat(TextWidth.of(text)).isEqualTo(columns);
        assertThat(TextWidth.of(TextWidth.padded(text, 20))).isEqualTo(20);
        assertThat(TextWidth.padded(text, 0)).isEqualTo(text);
    }

    @Test
    void namesOfHostsAreThoseOfTheNetwork() {
        assertThat(HostName.ascii("bücher.example")).isEqualTo("xn--bcher-kva.example");
        assertThat(HostName.ascii("BÜCHER.example")).isEqualTo("xn--bcher-kva.example");
        assertThat(HostName.ascii("例え.jp")).isEqualTo("xn--r8jz45g.jp");
        assertThat(HostName.ascii("chat。example")).isEqualTo("chat.example");
        assertThat(HostName.ascii("fe80::1%eth0")).isEqualTo("fe80::1%eth0");
        assertThat(HostName.ascii("Chat.Example")).isEqualTo("Chat.Example");
        assertThatThrownBy(() -> HostName.ascii("straße.example")).hasMessageContaining("xn--");
        assertThatThrownBy(() -> HostName.ascii("ü".repeat(70))).hasMessageContaining("cannot be");
    }
}
