package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "contacts",
        description = "Sets or shows who may begin a conversation with you. Conversations that there are go on.")
final class ContactsCommand extends Command {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHO",
            description = "everybody; rooms: members of a room that you are in; nobody. Without it: how it is.")
    private @Nullable Contacts who;

    @Option(names = "--json", description = "One JSON object: contacts.")
    private boolean json;

    ContactsCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> {
            Contacts wanted = who;
            if (wanted != null) {
                online.permitted(online.client().conversations().allow(wanted));
            }
            return new RoomLists(online, console()).contacts(json);
        });
    }
}
