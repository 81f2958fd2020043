package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What a command that stays in a room says of all that is no message, on standard error; what ends its stay ends the
 * command. Confined to its caller.
 */
final class RoomEvents {
    private final Console console;
    private boolean disconnected;

    RoomEvents(Console console) {
        this.console = console;
    }

    /** @throws CommandFailure if the session is in the room no longer */
    void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Missed(String name, long missed) ->
                console.complain(missed + (missed == 1 ? " message" : " messages") + " of room " + name
                        + (missed == 1 ? " is lost" : " are lost"));
            case ChatEvent.NotKept(String name, long notKept) ->
                console.complain("the last " + notKept + (notKept == 1 ? " message" : " messages") + " of room " + name
                        + (notKept == 1 ? " was" : " were") + " not stored by the server");
            case ChatEvent.Disconnected(String why, Duration retryIn) -> {
                if (!disconnected && !retryIn.isZero()) {
                    console.complain(why + "; reconnecting");
                }
                disconnected = true;
            }
            case ChatEvent.Rejoined rejoined -> {
                if (disconnected) {
                    console.complain("back in room " + rejoined.room().name());
                }
                disconnected = false;
            }
            case ChatEvent.RejoinFailed(String name, String why) ->
                throw new CommandFailure(ExitCode.REFUSED, "cannot enter room " + name + " again: " + why);
            case ChatEvent.RoomClosed(String name, String why) ->
                throw new CommandFailure(ExitCode.REFUSED, why.isEmpty() ? "room " + name + " was closed" : why);
            case ChatEvent.Removed removed -> {
                if (removed.own()) {
                    throw new CommandFailure(ExitCode.REFUSED, removed.sentence(ZoneId.systemDefault(), Instant.now()));
                }
            }
            case ChatEvent.Ended(var reason, String why) -> throw new CommandFailure(ExitCode.of(reason), why);
            case ChatEvent.Message _,
                    ChatEvent.Connected _,
                    ChatEvent.MemberLeft _,
                    ChatEvent.TransportChanged _,
                    ChatEvent.MemberJoined _,
                    ChatEvent.PresenceChanged _,
                    ChatEvent.AwayChanged _,
                    ChatEvent.Typing _,
                    ChatEvent.RoleChanged _,
                    ChatEvent.MemberCount _,
                    ChatEvent.HostChanged _,
                    ChatEvent.TopicChanged _,
                    ChatEvent.ConversationActive _,
                    ChatEvent.ReadElsewhere _,
                    ChatEvent.RoomChanged _ -> {}
        }
    }
}
