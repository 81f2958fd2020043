package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.IdentityFile;
import dev.roomtalk.client.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "token",
        description = "Moves your identity at a server to another machine, or renews it if it may have been stolen.")
final class TokenCommand extends Command {
    /** What to do. */
    enum Action {
        EXPORT,
        IMPORT,
        RENEW
    }

    @Parameters(
            index = "0",
            paramLabel = "export|import|renew",
            description = "export: write the identity to FILE, which must not exist, or to standard output (-). "
                    + "import: read it from FILE or standard input (-). "
                    + "renew: get a new token, and end every other session and token of yours.")
    private @Nullable Action action;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "A file, or - (the default).")
    private String file = "-";

    TokenCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (action == null) {
            throw CommandFailure.badInput("one of export, import and renew is missing");
        }
        IdentityFile identity = new IdentityFile(console(), file);
        return switch (action) {
            case EXPORT -> identity.write(connection().login(console()));
            case IMPORT -> identity.read();
            case RENEW -> online(online -> IdentityFile.renew(online, console()));
        };
    }
}
