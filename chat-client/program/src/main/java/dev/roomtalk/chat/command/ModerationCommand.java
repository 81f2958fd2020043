package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.TimeSpan;
import dev.roomtalk.client.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command by which hosts and moderators change something; the server answers with a warning, or with nothing. */
abstract class ModerationCommand extends RoomCommand {
    ModerationCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        check();
        return online(online -> new RoomAdministration(online, console(), room()).moderate(this::request, this::done));
    }

    /** @throws CommandFailure if options contradict each other */
    void check() {}

    /** Sends the request. The answer is a warning for the person; empty if there is none. */
    abstract CompletableFuture<String> request(Moderation moderation);

    /** What has been done, for the person. */
    abstract String done(Instant now);

    /** A reason at the end of such a sentence; empty if none was given. */
    static String because(List<String> reason) {
        return reason.isEmpty() ? "" : ": " + VisibleText.line(Values.joined(reason));
    }

    /** When something ends that lasts so long from now on, before such a reason; empty if it does not end by itself. */
    static String until(Duration time, Instant now) {
        return time.isZero() ? "" : " " + TimeSpan.until(now.plus(time), ZoneId.systemDefault(), now);
    }
}
