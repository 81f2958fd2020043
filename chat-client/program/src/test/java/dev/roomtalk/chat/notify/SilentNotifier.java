package dev.roomtalk.chat.notify;

import dev.roomtalk.chat.settings.Preferences;
import java.nio.file.Path;

/** A notifier that has nothing set and can keep nothing, for tests of other things. */
public final class SilentNotifier {
    private SilentNotifier() {}

    public static QuietList quiet() {
        return new QuietList(Path.of("/dev/null/quiet"), "test:1");
    }

    public static Notifier get() {
        return new Notifier(Preferences.NONE, quiet(), new HookCommands(sentence -> {}));
    }
}
