package dev.roomtalk.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {
    private final Mentions mentions = new Mentions("Bob", List.of("deploy", "小明"));

    @ParameterizedTest
    @CsvSource({
        "bob: look, true",
        "ask BOB., true",
        "bob, true",
        "bobby is here, false",
        "kabob, false",
        "kabob and bob, true",
        "nobody, false",
        "@bob: look, true",
        "bob42, false",
        "@bob你好, true",
        "the deploy failed, true",
        "redeploy, false",
        "请小明看看, false",
        "请 小明 看看, true"
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
