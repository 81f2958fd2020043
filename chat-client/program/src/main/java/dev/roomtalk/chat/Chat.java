package dev.roomtalk.chat;

import dev.roomtalk.chat.command.CommandLines;
import dev.roomtalk.chat.console.Console;

/** The program {@code chat}. */
public final class Chat {
    private Chat() {}

    public static void main(String[] args) {
        System.exit(CommandLines.run(args, Console.ofProcess()));
    }
}
