package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Moderation;
import java.util.concurrent.CompletableFuture;

/** A command by which hosts and moderators change something; the server answers with a warning, or with nothing. */
abstract class ModerationCommand extends RoomCommand {
    ModerationCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        check();
        return online(online -> new RoomAdministration(online, console(), room()).moderate(this::request));
    }

    /** @throws CommandFailure if options contradict each other */
    void check() {}

    /** Sends the request. The answer is a warning for the person; empty if there is none. */
    abstract CompletableFuture<String> request(Moderation moderation);
}
