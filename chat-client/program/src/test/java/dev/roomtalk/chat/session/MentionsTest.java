package dev.roomtalk.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {
    private final Mentions mentions = new Mentions("Bob");

    @ParameterizedTest
    @CsvSource({
        "bob: look, true",
        "ask BOB., true",
        "bob, true",
        "bobby is here, false",
        "kabob, false",
        "kabob and bob, true",
        "nobody, false"
    })
    void aMentionIsAWordOfItsOwn(String text, boolean named) {
        assertThat(mentions.in(message("alice", text, false))).isEqualTo(named);
    }

    @Test
    void oneDoesNotMentionOneself() {
        assertThat(mentions.in(message("bob", "I am bob", true))).isFalse();
    }

    private static ChatEvent.Message message(String author, String text, boolean own) {
        return new ChatEvent.Message("ops", 1, 1, author, 7, null, text, Instant.EPOCH, own);
    }
}
