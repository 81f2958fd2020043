package dev.roomtalk.client;

/** What a person types to start the client program, for the hints that name one of its commands. */
public final class ChatCommand {
    /** {@code chat}, unless whoever installed it says by {@code roomtalk.chat-command} what it is called here. */
    public static final String NAME = System.getProperty("roomtalk.chat-command", "chat");

    private ChatCommand() {}

    /** One of its commands, quoted: {@code 'chat token import'}. */
    public static String quoted(String command) {
        return "'" + NAME + " " + command + "'";
    }
}
