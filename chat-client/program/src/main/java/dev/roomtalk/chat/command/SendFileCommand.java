package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.FileTransfer;
import dev.roomtalk.client.ExitCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "send-file",
        description = {
            "Sends files to a room, and a message that says how to get each. After an interruption, also of the server, it",
            "goes on where it was; so does the same command when it is given again."
        })
final class SendFileCommand extends VisitCommand {
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "The files. Without any, or with -: standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "The name of the file as others see it. Default: its own; of standard input stdin.")
    private @Nullable String name;

    @Option(names = "--json", description = "One JSON object a line for each file: room, id, name, size, sha256, type.")
    private boolean json;

    SendFileCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        List<String> sent = files.isEmpty() ? List.of(FileTransfer.STANDARD_INPUT) : files;
        if (name != null && sent.size() > 1) {
            throw CommandFailure.badInput("--as is for one file; there are " + sent.size());
        }
        sent.forEach(FileTransfer::requireFile);
        return online(online -> {
            FileTransfer transfer = new FileTransfer(online, console(), visit(online), json, System::nanoTime);
            ExitCode worst = ExitCode.DONE;
            for (String file : sent) {
                ExitCode code = transfer.send(file, name);
                worst = code.number() > worst.number() ? code : worst;
            }
            return worst;
        });
    }
}
