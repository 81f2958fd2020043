package dev.roomtalk.chat.notify;

import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each message whether the person is notified, and runs the commands that the person has set. A message of
 * the person's own, of somebody who is ignored, and in a room that is muted notifies nobody. Confined to the UI thread.
 */
public final class Notifier {
    private final Preferences preferences;
    private final QuietList quiet;
    private final HookCommands commands;

    public Notifier(Preferences preferences, QuietList quiet, HookCommands commands) {
        this.preferences = preferences;
        this.quiet = quiet;
        this.commands = commands;
    }

    /** Whom the person ignores, and which rooms are quiet. */
    public QuietList quiet() {
        return quiet;
    }

    /** What the person is notified of in a room. */
    public NotifyLevel level(String room) {
        NotifyLevel own = quiet.level(room);
        NotifyLevel configured = own == null ? NotifyLevel.of(preferences.level()) : own;
        return configured == null ? NotifyLevel.MENTIONS : configured;
    }

    /** Whether a message of that author is not to be shown. */
    public boolean hides(ChatEvent.Message message) {
        return !message.own() && quiet.ignores(message.author());
    }

    /** Whether nothing of a user is to be shown. */
    public boolean ignores(String name) {
        return quiet.ignores(name);
    }

    /**
     * A message has arrived that is shown.
     *
     * @param mention whether it mentions the person
     * @param shown whether its room is the one that is shown
     * @return what the terminal is to do; null for nothing
     */
    public @Nullable Alert message(ChatEvent.Message message, boolean mention, boolean shown) {
        NotifyLevel level = level(message.room());
        if (message.own() || level == NotifyLevel.NOTHING) {
            return null;
        }
        run(
                mention ? "mention" : "message",
                mention ? preferences.hooks().mention() : preferences.hooks().message(),
                Map.of("ROOMTALK_ROOM", message.room(), "ROOMTALK_AUTHOR", message.author()),
                message.text());
        return mention || level == NotifyLevel.MESSAGES
                ? new Alert(message, shown, preferences.bell(), preferences.terminalNotifications())
                : null;
    }

    public void connected() {
        run("connected", preferences.hooks().connected(), Map.of(), "");
    }

    public void disconnected(String why) {
        run("disconnected", preferences.hooks().disconnected(), Map.of(), why);
    }

    private void run(String event, List<String> command, Map<String, String> about, String text) {
        if (!command.isEmpty()) {
            Map<String, String> variables = new HashMap<>(about);
            variables.put("ROOMTALK_EVENT", event);
            commands.run(command, variables, text);
        }
    }
}
