package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.KnownServers;
import dev.roomtalk.client.identity.StateDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "fingerprint", description = "Shows or forgets the keys of servers that were accepted.")
final class Fingerprint extends Command {
    /** What to do. */
    enum Action {
        LIST,
        FORGET
    }

    @Parameters(
            index = "0",
            paramLabel = "list|forget",
            description =
                    "list: every server that is known. forget: the one that --server names; its next key will be taken "
                            + "as at the first use.")
    private @Nullable Action action;

    Fingerprint(Console console) {
        super(console);
    }

    @Override
    ExitCode run() {
        KnownServers servers = StateDirectory.of(console().environment()).servers();
        if (action == Action.FORGET) {
            ServerAddress server = connection().server(console());
            String address = Identity.address(server.host(), server.port());
            if (!servers.forget(address)) {
                throw new CommandFailure(ExitCode.BAD_INPUT, address + " is not known here");
            }
            console().out().println("forgot the key of " + address);
            return ExitCode.DONE;
        }
        Table table = new Table();
        for (KnownServers.Server server : servers.all()) {
            table.row(server.address(), server.pin().text(), server.verified() ? "verified" : "pinned");
        }
        table.print(console().out());
        return ExitCode.DONE;
    }
}
