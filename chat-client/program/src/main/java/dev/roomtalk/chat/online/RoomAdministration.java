package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.chat.console.Times;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Makes and changes a room, and prints what came of it. */
public final class RoomAdministration {
    private final OnlineSession online;
    private final Console console;
    private final String room;

    public RoomAdministration(OnlineSession online, Console console, String room) {
        this.online = online;
        this.console = console;
        this.room = room;
    }

    public ExitCode create(RoomOptions options) throws InterruptedException {
        JoinedRoom made = online.get(online.client().createRoom(options));
        console.out()
                .println("made room " + VisibleText.line(made.name())
                        + (made.history() ? "" : ", which keeps no history")
                        + (options.hidden()
                                ? "; only members see it, " + ChatCommand.quoted("invite") + " lets others in"
                                : ""));
        return ExitCode.DONE;
    }

    public ExitCode showSettings(JoinedRoom joined, boolean json) {
        if (json) {
            RoomSettings settings = joined.settings();
            boolean history = joined.history();
            console.out()
                    .println(new JsonLine()
                            .put("room", joined.name())
                            .put("history", history)
                            .put("history-lines", history ? (long) settings.historyLines() : null)
                            .put("keep", history ? settings.keepSeconds() : null)
                            .put("keep-messages", history ? settings.keepMessages() : null)
                            .put("keep-bytes", history ? settings.keepBytes() : null)
                            .put("slow", settings.slowSeconds())
                            .put("edit-for", settings.editSeconds()));
        } else if (joined.history()) {
            joined.settings().lines().forEach(console.out()::println);
        } else {
            console.out().println("no-history");
            joined.settings().linesWithoutHistory().forEach(console.out()::println);
        }
        return ExitCode.DONE;
    }

    public void changeSettings(RoomSettingsChange change) throws InterruptedException {
        online.permitted(online.client().changeRoom(room, change).thenApply(_ -> true));
    }

    /** Ends the user's membership. */
    public ExitCode leave() throws InterruptedException {
        online.get(online.client().leave(room));
        console.out().println("you left " + VisibleText.line(room));
        return ExitCode.DONE;
    }

    /**
     * Sends a request that the server answers with a warning for the person, or with nothing, and prints what was done.
     *
     * @param done at this time
     */
    public ExitCode moderate(Function<Moderation, CompletableFuture<String>> request, Function<Instant, String> done)
            throws InterruptedException {
        String warning = online.permitted(request.apply(online.client().moderation()));
        console.out().println(done.apply(Instant.now()));
        if (!warning.isEmpty()) {
            console.complain(warning);
        }
        return ExitCode.DONE;
    }

    public ExitCode invite(int uses, Duration time, boolean json) throws InterruptedException {
        RoomInvitation.Made made = online.permitted(online.client().moderation().invite(room, uses, time));
        RoomInvitation invitation = made.invitation();
        if (json) {
            console.out()
                    .println(new JsonLine()
                            .put("room", room)
                            .put("token", made.token())
                            .put("id", invitation.id())
                            .put("until", Times.utc(invitation.until()))
                            .put("uses", invitation.uses()));
            return shown(made);
        }
        console.out().println(made.token());
        ExitCode shown = shown(made);
        if (shown != ExitCode.DONE) {
            return shown;
        }
        if (console.terminal()) {
            console.err()
                    .println("Invitation to " + VisibleText.line(room) + " for "
                            + (uses == 1 ? "one person" : uses + " people") + ", valid until "
                            + Times.local(invitation.until()) + "; copy it now. " + ChatCommand.quoted("uninvite")
                            + " with "
                            + invitation.id() + " ends it.");
        }
        return ExitCode.DONE;
    }

    /** Nobody can ask for the token again: where it could not be printed it is kept in a file, or else ended. */
    private ExitCode shown(RoomInvitation.Made made) throws InterruptedException {
        if (console.out().failure() == null) {
            return ExitCode.DONE;
        }
        String id = made.invitation().id();
        try {
            StateDirectory directory = StateDirectory.of(console.environment());
            PrivateFiles.makeDirectory(directory.path());
            Path file = directory.path().resolve("invitation-" + id);
            PrivateFiles.replace(file, (made.token() + "\n").getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
            console.complain(
                    "the invitation could not be printed; it is in " + file + ", remove that when you have read it");
        } catch (IOException e) {
            String warning = online.permitted(online.client().moderation().uninvite(room, id));
            console.complain("the invitation could not be printed and was ended again"
                    + (warning.isEmpty() ? "" : ": " + warning));
        }
        return ExitCode.FAILED;
    }
}
