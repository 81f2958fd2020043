package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.MessageSearch;
import dev.roomtalk.chat.online.SearchPrinter;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.UnreadMentions;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Search;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "mentions",
        description = {
            "Lists the messages in your rooms that mention you, by your name or mention-words, and that you have not read in",
            "any session, the newest last. What 'chat join' shows is read; this command leaves them unread."
        })
final class MentionsCommand extends Command {
    @Mixin
    private MessageJson json = new MessageJson();

    MentionsCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> {
            Mentions mentions = new Mentions(
                    online.client().status().name(),
                    Preferences.of(configuration()).mentionWords());
            List<Search.Hit> hits = online.get(new UnreadMentions(online.client(), mentions).find());
            if (hits.isEmpty()) {
                if (console().terminal()) {
                    console().err().println("There are no mentions that you have not read.");
                }
                return ExitCode.DONE;
            }
            return new SearchPrinter(console(), json.asked(), 0)
                    .print(new MessageSearch.Found(hits, false), hits.size());
        });
    }
}
