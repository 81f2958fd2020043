package dev.roomtalk.chat.input;

import dev.roomtalk.chat.notify.Notifier;
import dev.roomtalk.chat.notify.NotifyLevel;
import dev.roomtalk.chat.notify.QuietList;
import dev.roomtalk.chat.session.ChatRoom;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whom the person ignores, and what the person is notified of. Confined to the UI thread. */
final class NotifyActions {
    static final String DEFAULT = "default";

    private final CommandContext context;
    private final Notifier notifier;

    NotifyActions(CommandContext context) {
        this.context = context;
        this.notifier = context.state().notifier();
    }

    /** A change of the list, which is written to a file. */
    private interface Change {
        void make(QuietList list) throws IOException;
    }

    private void change(Change change, String done) {
        try {
            change.make(notifier.quiet());
            context.state().notice(done);
        } catch (IOException e) {
            context.state().problem(done + ", until this chat ends: it cannot be kept, " + e.getMessage());
        }
    }

    /** Ignores somebody, or lists who is ignored. */
    void ignore(String name) {
        if (name.isEmpty()) {
            context.state()
                    .notice(
                            notifier.quiet().ignored().isEmpty()
                                    ? "nobody is ignored; /ignore NAME hides what somebody writes"
                                    : "ignored: "
                                            + String.join(", ", notifier.quiet().ignored())
                                            + "; /unignore NAME ends it");
        } else if (name.equalsIgnoreCase(context.client().status().name())) {
            context.state().problem("not ignored: that is you");
        } else {
            change(
                    list -> list.ignore(name, true),
                    "ignored " + name + ": you do not see what " + name + " writes, in any room; /unignore ends it");
        }
    }

    void unignore(String name) {
        if (name.isEmpty() || !notifier.quiet().ignores(name)) {
            context.state()
                    .problem(name.isEmpty() ? "/unignore needs a name; /ignore lists them" : name + " is not ignored");
        } else {
            change(list -> list.ignore(name, false), "no longer ignored: " + name);
        }
    }

    /** Changes what the person is notified of in a room, or says what it is. */
    void level(ChatRoom room, String argument) {
        NotifyLevel level = NotifyLevel.of(argument);
        if (level != null || argument.equals(DEFAULT)) {
            change(list -> list.level(room.name(), level), room.name() + ": " + meaning(level));
        } else if (argument.isEmpty()) {
            context.state()
                    .notice(room.name() + ": " + meaning(notifier.level(room.name())) + "; /notify "
                            + String.join(", ", NotifyLevel.words()) + " or " + DEFAULT + " changes it");
        } else {
            context.state()
                    .problem("/notify takes " + String.join(", ", NotifyLevel.words()) + " or " + DEFAULT + ", and not "
                            + argument);
        }
    }

    private static String meaning(@Nullable NotifyLevel level) {
        return switch (level) {
            case MESSAGES -> "you are notified of each message";
            case MENTIONS -> "you are notified when somebody mentions you";
            case NOTHING -> "muted, you are notified of nothing";
            case null -> "you are notified as your configuration says";
        };
    }
}
