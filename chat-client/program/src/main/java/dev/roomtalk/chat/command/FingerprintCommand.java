package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.Table;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.KnownServers;
import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.client.identity.StateDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "fingerprint", description = "Lists the server keys that were accepted, or forgets one.")
final class FingerprintCommand extends Command {
    /** What to do. */
    enum Action {
        LIST,
        FORGET
    }

    @Parameters(
            index = "0",
            paramLabel = "list|forget",
            description = {
                "list: every known server. forget: the key of the one that --server names; at the next connection its key is new,",
                "as at the first."
            })
    private @Nullable Action action;

    FingerprintCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() {
        KnownServers servers = StateDirectory.of(console().environment()).servers();
        if (action == Action.FORGET) {
            List<String> addresses =
                    connection().server().stream().map(ServerAddress::identity).toList();
            List<String> forgotten = addresses.stream().filter(servers::forget).toList();
            if (forgotten.isEmpty()) {
                throw CommandFailure.badInput(String.join(", ", addresses) + " is not known here");
            }
            console().out().println("forgot the key of " + String.join(", ", forgotten));
            return ExitCode.DONE;
        }
        servers.setDamagedAside().forEach(console()::complain);
        Table table = new Table();
        for (KnownServers.Server server : servers.all()) {
            table.row(server.address(), server.pin().text(), server.verified() ? "verified" : "pinned");
        }
        table.print(console().out());
        return ExitCode.DONE;
    }
}
