package dev.roomtalk.chat.session;

import java.util.List;

/**
 * The names that can be completed at one moment.
 *
 * @param serverRooms rooms of the server, as far as they are known
 * @param ownRooms rooms of the person
 * @param people members of the room that is shown
 */
public record CompletionNames(List<String> serverRooms, List<String> ownRooms, List<String> people) {
    static final CompletionNames NONE = new CompletionNames(List.of(), List.of(), List.of());
}
