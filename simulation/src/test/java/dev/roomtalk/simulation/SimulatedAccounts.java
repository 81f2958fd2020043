package dev.roomtalk.simulation;

import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.wire.Name;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The users of a simulated engine: everybody may begin a conversation with them, and no operator changes them.
 *
 * @param accounts asks the engine for a user
 */
record SimulatedAccounts(LongFunction<CompletionStage<@Nullable Account>> accounts) implements Accounts {
    @Override
    public CompletionStage<@Nullable Account> account(long userId) {
        return accounts.apply(userId);
    }

    @Override
    public CompletionStage<Renaming> rename(long userId, Name name, boolean distinct) {
        throw new UnsupportedOperationException("nobody in a simulation is renamed");
    }

    @Override
    public CompletionStage<Boolean> delete(long userId) {
        throw new UnsupportedOperationException("nobody in a simulation is deleted");
    }

    @Override
    public CompletionStage<Boolean> setContacts(long userId, Contacts contacts) {
        throw new UnsupportedOperationException("nobody in a simulation refuses conversations");
    }

    @Override
    public CompletionStage<Purged> purge(RoomId room, Purge which) {
        throw new UnsupportedOperationException("no operator in a simulation removes messages");
    }
}
