package dev.roomtalk.chat.full;

import dev.roomtalk.chat.input.ClientPage;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.client.ChatEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The captures of the full screen in docs/CLIENT.md are what it draws. */
class ScreenCaptureTest {
    @Test
    void theWideScreenIsAsThePageShowsIt() throws IOException {
        ClientPage.isRight("wide screen", capture(110, 20));
    }

    @Test
    void theNarrowScreenIsAsThePageShowsIt() throws IOException {
        ClientPage.isRight("narrow screen", capture(60, 14));
    }

    private static String capture(int columns, int rows) {
        FullTrial chat = new FullTrial();
        chat.columns = columns;
        chat.rows = rows;
        chat.begin("ops", "dev");
        chat.session.says("ops", "alice", "The backup runs since 11:40, see https://status.example/backup");
        chat.session.says("ops", "alice", "It should be done by noon.");
        chat.session.tell(new ChatEvent.PresenceChanged("ops", "carol", false));
        chat.session.tell(new ChatEvent.PresenceChanged("ops", "carol", true));
        chat.session.says("ops", "ops-bridge", "alice/4711 \"backup.sh\"", "backup done: 0 errors");
        chat.session.says("dev", "alice", "bob, can you look at this?");
        chat.enter("Good. Then I restart the mail server now.");
        chat.session.says("ops", "carol", "@bob wait a minute, please: `postqueue` still has 12 messages");
        chat.enter("/whois carol");
        chat.type("all right, ");
        chat.press(KeyName.END);
        return "```text\n" + String.join("\n", chat.frame()) + "\n```\n";
    }
}
