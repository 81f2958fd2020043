package dev.roomtalk.client.terminal;

import java.util.List;

/**
 * The names that can be completed at one moment.
 *
 * @param serverRooms rooms of the server, as far as they are known
 * @param ownRooms rooms on this screen
 * @param people members of the room that is shown
 */
record Names(List<String> serverRooms, List<String> ownRooms, List<String> people) {
    static final Names NONE = new Names(List.of(), List.of(), List.of());
}
