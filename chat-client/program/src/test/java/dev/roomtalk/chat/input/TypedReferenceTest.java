package dev.roomtalk.chat.input;

import dev.roomtalk.chat.settings.KeyBindings;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/CLIENT.md names every command that can be typed in a room, and every key. */
class TypedReferenceTest {
    @Test
    void theTypedCommandsAreWhatThereIs() throws IOException {
        StringBuilder rows = new StringBuilder("| command | does |\n|---|---|\n");
        for (SlashCommand command : SlashCommands.ALL) {
            String others =
                    command.aliases().isEmpty() ? "" : "; also `/" + String.join("`, `/", command.aliases()) + "`";
            ClientPage.row(
                    rows,
                    command.syntax(),
                    (command.kind() == SlashCommand.Kind.SAYS_WHAT_INSTEAD ? "says: " : "") + command.help() + others);
        }
        ClientPage.isRight("typed", rows.toString());
    }

    @Test
    void theKeysAreWhatThereIs() throws IOException {
        StringBuilder rows = new StringBuilder("| key | does |\n|---|---|\n");
        for (String key : SlashCommands.keys(KeyBindings.DEFAULT)) {
            ClientPage.row(rows, key.substring(0, 18).strip(), key.substring(18).strip());
        }
        ClientPage.isRight("keys", rows.toString());
    }
}
