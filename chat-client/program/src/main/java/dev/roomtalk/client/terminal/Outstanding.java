package dev.roomtalk.client.terminal;

import java.util.List;

/**
 * What was typed and is not done with, at one moment.
 *
 * @param underway messages that are on their way for longer than a person should be left without a sign of them, the oldest first
 * @param pending messages that wait for an answer for longer than one would expect
 * @param unstored messages that were relayed and wait for that long to be stored, in rooms that keep history
 * @param failed messages that can be sent again
 * @param notStoring the last message that should have been stored was not
 */
record Outstanding(List<Outgoing> underway, int pending, int unstored, int failed, boolean notStoring) {
    static final Outstanding NOTHING = new Outstanding(List.of(), 0, 0, 0, false);

    Outstanding {
        underway = List.copyOf(underway);
    }
}
