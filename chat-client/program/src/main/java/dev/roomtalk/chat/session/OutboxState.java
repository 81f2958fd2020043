package dev.roomtalk.chat.session;

import java.util.List;

/**
 * The unfinished messages of an outbox, at one moment.
 *
 * @param underway messages that have been on their way long enough to show them, the oldest first
 * @param pending how many messages wait for an answer longer than usual
 * @param unstored how many were relayed and wait longer than usual to be stored
 * @param failed how many can be sent again
 * @param notStoring the last message that should have been stored was not
 */
public record OutboxState(List<TypedMessage> underway, int pending, int unstored, int failed, boolean notStoring) {
    public static final OutboxState NOTHING = new OutboxState(List.of(), 0, 0, 0, false);

    public OutboxState {
        underway = List.copyOf(underway);
    }
}
