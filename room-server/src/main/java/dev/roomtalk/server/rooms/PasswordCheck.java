package dev.roomtalk.server.rooms;

import java.util.function.Consumer;

/** Compares a room's password with what a session gave, elsewhere: it takes long. */
@FunctionalInterface
public interface PasswordCheck {
    /** What came of it. */
    sealed interface Outcome {}

    record Compared(boolean right) implements Outcome {}

    /** Too many are being checked, or this session guessed too often: ask again later. */
    record NotNow(int waitMillis, boolean guessedTooOften) implements Outcome {}

    /** Never blocks; {@code then} is called once, on any thread. */
    void check(RoomSession session, String room, String hash, String given, Consumer<Outcome> then);
}
