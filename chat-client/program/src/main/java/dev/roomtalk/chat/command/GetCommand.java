package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.FileTransfer;
import dev.roomtalk.client.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "get",
        description = {
            "Gets a file that was sent to a room, and checks its SHA-256. After an interruption, also of the server, it goes",
            "on where it was; so does the same command when it is given again. Nothing is overwritten, made executable or",
            "opened."
        })
final class GetCommand extends VisitCommand {
    @Parameters(index = "1", paramLabel = "ID", description = "The file: what the message that announced it ends with.")
    private String id = "";

    @Option(
            names = "--output",
            paramLabel = "PATH",
            description = "The directory to save it in, or the path to save it as. Default: the current directory.")
    private @Nullable String output;

    @Option(
            names = "--json",
            description = "One JSON object: room, id, name, size, sha256, type (by its content), by, path.")
    private boolean json;

    GetCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        FileTransfer.Target target = FileTransfer.Target.of(output);
        return online(
                online -> new FileTransfer(online, console(), visit(online), json, System::nanoTime).get(id, target));
    }
}
