package dev.roomtalk.simulation;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.VisibleRooms;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine of a simulation: answers what only reads the data, and what no seed asks for. */
abstract class SimulatedEngine implements Engine {
    /** Asks of what is kept, and takes its time. */
    protected abstract <T extends @Nullable Object> CompletionStage<T> ask(Function<Disk, T> question);

    @Override
    public final String name() {
        return "simulated";
    }

    @Override
    public final boolean durable() {
        return true;
    }

    @Override
    public final CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return ask(disk -> disk.users.get(token));
    }

    @Override
    public final CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        return ask(disk -> disk.userNamed(name));
    }

    @Override
    public final CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        throw new UnsupportedOperationException("nobody in a simulation renews a token");
    }

    @Override
    public final CompletionStage<List<RoomRecord>> rooms(RoomId above, int most) {
        throw new UnsupportedOperationException("nobody in a simulation lists rooms with their members");
    }

    @Override
    public final CompletionStage<List<RoomSummary>> summaries(RoomId above, int most) {
        return ask(disk -> disk.summaries(above, most));
    }

    @Override
    public final CompletionStage<List<RoomSummary>> summaries(List<RoomId> of) {
        return ask(disk -> disk.summaries(of));
    }

    @Override
    public final CompletionStage<@Nullable RoomId> roomNamed(Name name) {
        return ask(disk -> {
            Disk.Room room = disk.roomNamed(name);
            return room == null ? null : room.id;
        });
    }

    @Override
    public final CompletionStage<VisibleRooms> visibleRooms(int most) {
        throw new UnsupportedOperationException("nobody in a simulation lists rooms");
    }

    @Override
    public final CompletionStage<Boolean> looksTaken(Name name) {
        return ask(_ -> false);
    }

    @Override
    public final CompletionStage<List<RoomId>> roomsOf(long userId) {
        return ask(disk -> disk.roomsOf(userId));
    }

    @Override
    public final CompletionStage<Void> banAddress(AddressBan ban) {
        throw new UnsupportedOperationException("nobody in a simulation bans an address");
    }

    @Override
    public final CompletionStage<Void> unbanAddress(AddressRange range) {
        throw new UnsupportedOperationException("nobody in a simulation bans an address");
    }

    @Override
    public final CompletionStage<List<AddressBan>> addressBans() {
        throw new UnsupportedOperationException("nobody in a simulation bans an address");
    }

    @Override
    public final CompletionStage<Void> markRead(RoomId id, long userId, long sequence) {
        return this.<@Nullable Void>ask(disk -> disk.markRead(id, userId, sequence));
    }

    @Override
    public final CompletionStage<Long> readUpTo(RoomId id, long userId) {
        return ask(disk -> disk.readUpTo(id, userId));
    }

    @Override
    public final Accounts accounts() {
        return new SimulatedAccounts(userId -> ask(disk -> disk.account(userId)));
    }

    @Override
    public final CompletionStage<Search.Answer> search(Search search) {
        throw new UnsupportedOperationException("nobody in a simulation searches");
    }
}
