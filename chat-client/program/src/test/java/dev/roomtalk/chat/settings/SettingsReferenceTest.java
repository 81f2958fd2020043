package dev.roomtalk.chat.settings;

import dev.roomtalk.chat.input.ClientPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/CLIENT.md names every key of the configuration that is not of one command. */
class SettingsReferenceTest {
    @Test
    void theKeysAreWhatThereIs() throws IOException {
        StringBuilder rows = new StringBuilder("| key | means |\n|---|---|\n");
        for (ConfigurationKey setting : ConfigurationKey.all()) {
            String value = setting.defaultValue();
            ClientPage.row(
                    rows,
                    setting.key() + " = " + setting.form().replace("|", "\\|"),
                    setting.meaning() + (value.isEmpty() ? "" : "; default: " + value));
        }
        ClientPage.isRight("settings", rows.toString());
    }
}
