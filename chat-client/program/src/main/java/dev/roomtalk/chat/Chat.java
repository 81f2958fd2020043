package dev.roomtalk.chat;

import dev.roomtalk.chat.command.CommandLines;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.ProcessText;
import java.util.Map;

/** The program {@code chat}. */
public final class Chat {
    private Chat() {}

    public static void main(String[] args) {
        String[] typed;
        Map<String, String> environment;
        try {
            typed = ProcessText.arguments(args);
            environment = ProcessText.environment();
        } catch (NotUtf8Exception e) {
            System.err.println(ChatCommand.NAME + ": " + e.getMessage());
            System.exit(ExitCode.BAD_INPUT.number());
            return;
        }
        System.exit(CommandLines.run(typed, Console.ofProcess(environment)));
    }
}
