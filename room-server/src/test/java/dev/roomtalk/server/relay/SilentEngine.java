package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes messages, and answers none until the test does. It knows no users and no rooms. */
final class SilentEngine implements Engine {
    final Deque<AppendAnswer> unanswered = new ArrayDeque<>();

    @Override
    public void append(Name room, AppendRequest message, AppendAnswer answer) {
        unanswered.addLast(answer);
    }

    @Override
    public String name() {
        return "silent";
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, TokenHash token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> setTopic(Name room, String topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> setSettings(Name room, RoomSettings settings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> changeMembers(Name room, List<MemberRecord> now, List<Long> gone) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<Name>> roomsOf(long userId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> ban(Name room, Ban ban) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> unban(Name room, Ban.Key ban) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> banAddress(AddressBan ban) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> unbanAddress(AddressRange range) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<AddressBan>> addressBans() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> invite(Name room, Invitation invitation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> uninvite(Name room, String hash) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> closeRoom(Name room) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> highestN(Name room, long userId, long instance) {
        return CompletableFuture.completedFuture(0L);
    }

    @Override
    public CompletionStage<Long> epochEnd(Name room, long epoch) {
        return CompletableFuture.completedFuture(0L);
    }

    @Override
    public CompletionStage<LogPage> read(Name room, LogRange range) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Search.Answer> search(Search search) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
