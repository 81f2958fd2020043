package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomBot;
import dev.roomtalk.client.ExitCode;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "run",
        description =
                "Runs a command as a bot in a room: each message is a JSON object on a line of its standard input,"
                        + " and each line that it prints is sent. It hears no message of its own user. When it ends it is started"
                        + " again, after 1 s, then 2 s, up to a minute.")
final class RunCommand extends VisitCommand {
    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "Shown after your name: who or what the command speaks for.")
    private @Nullable String label;

    @Option(names = "--once", description = "When the command ends, end too: with 0 if it has ended with 0.")
    private boolean once;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The program and its arguments, behind --; no shell is involved.")
    private List<String> command = List.of();

    RunCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        BlockingQueue<RoomBot.Step> steps = RoomBot.steps();
        return online(
                event -> steps.add(new RoomBot.Happened(event)),
                online -> new RoomBot(
                                online,
                                console(),
                                online.visit(room(), password(), false),
                                label,
                                command,
                                once ? RoomBot.Restarts.NONE : RoomBot.Restarts.USUAL,
                                steps,
                                System::nanoTime)
                        .run());
    }
}
