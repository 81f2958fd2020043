package dev.roomtalk.server.rooms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares a room's password with what a session gave, elsewhere: it takes long. */
@FunctionalInterface
public interface PasswordCheck {
    /** What came of it. */
    sealed interface Outcome {}

    record Compared(boolean right) implements Outcome {}

    /** Too many are being checked, or this session guessed too often: ask again later. */
    record NotNow(int waitMillis, boolean guessedTooOften) implements Outcome {}

    /**
     * Never blocks; {@code then} is called once, on any thread.
     *
     * @param room the key of the name that was asked for, whether a room has it or not
     * @param hash null: there is no password to compare with, which takes as long and counts as a wrong one
     */
    void check(RoomSession session, String room, @Nullable String hash, String given, Consumer<Outcome> then);
}
