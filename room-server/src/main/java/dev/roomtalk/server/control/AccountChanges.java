package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.names.NamePolicy;
import dev.roomtalk.server.names.NewNames;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.EveryRoom;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an operator changes of users: their tokens, their names, and whether there are any. It is stored first; then
 * nobody is let in by what held before, the user's sessions are told and end, and the rooms follow. Any thread.
 */
public final class AccountChanges {
    private final UserRecords records;
    private final Users users;
    private final SessionEnds sessions;
    private final EveryRoom rooms;

    /** What a change came to. */
    public sealed interface Outcome {}

    /** @param sessions of the user that were ended */
    public record Done(int sessions) implements Outcome {}

    /** @param token proves the user from now on; it is kept nowhere */
    public record Given(ByteString token, int sessions) implements Outcome {}

    /** @param sentence why not, for the operator */
    public record Declined(String sentence) implements Outcome {}

    public AccountChanges(UserRecords records, Users users, SessionEnds sessions, EveryRoom rooms) {
        this.records = records;
        this.users = users;
        this.sessions = sessions;
        this.rooms = rooms;
    }

    /** @param by the operator, as people are told */
    public CompletionStage<Outcome> resetToken(UserRecord user, String by) {
        CompletionStage<Users.Renewal> renewal = users.reset(user);
        if (renewal == null) {
            return CompletableFuture.completedFuture(
                    new Declined("the token of " + user.name().display() + " is being renewed at this moment"));
        }
        return renewal.thenApply(renewed -> switch (renewed) {
            case Users.NotRenewed _ -> gone(user);
            case Users.Renewed given ->
                new Given(
                        given.token(),
                        sessions.end(
                                user.id(),
                                CloseReason.TOKEN_REVOKED,
                                by + " has given " + user.name().display()
                                        + " another token: ask for it, and import it ('token import')",
                                false));
        });
    }

    /** Ends every session of a user, on every node, and returns how many those of this one were. */
    public int disconnect(UserRecord user, String sentence) {
        return sessions.disconnect(user.id(), sentence);
    }

    private static Outcome gone(UserRecord user) {
        return new Declined("this server no longer has a user '" + user.name().display() + "'");
    }

    /** Gives a user another name, which fits the same rules as that of a new user. */
    public CompletionStage<Outcome> rename(UserRecord user, Name name, String by) {
        NamePolicy policy = users.newNames();
        String unfit = NewNames.refusalOfUser(name, policy);
        if (unfit != null) {
            return CompletableFuture.completedFuture(new Declined(unfit));
        }
        if (name.display().equals(user.name().display())) {
            return CompletableFuture.completedFuture(new Declined("that is the name of " + name.display()));
        }
        return records.accounts()
                .rename(user.id(), name, policy.wantsDistinct())
                .thenCompose(renaming -> switch (renaming) {
                    case Accounts.NoSuchUser _ -> CompletableFuture.completedFuture(gone(user));
                    case Accounts.NameTaken _ ->
                        CompletableFuture.completedFuture(
                                new Declined("the name '" + name.display() + "' is taken: choose another"));
                    case Accounts.LooksTaken _ ->
                        CompletableFuture.completedFuture(new Declined(NewNames.looksTaken("user", name)));
                    case Accounts.Renamed done -> renamed(user, done.user(), by);
                });
    }

    private CompletionStage<Outcome> renamed(UserRecord before, UserRecord now, String by) {
        users.renamed(now);
        String to = now.name().display();
        int ended = sessions.end(
                now.id(),
                CloseReason.DISCONNECTED,
                by + " has renamed " + before.name().display() + " to " + to,
                true);
        return rooms.tell(new RoomCommand.RenameUser(now.id(), to)).thenApply(done -> new Done(ended));
    }

    /** Does what comes before a user is deleted: its token is refused from now on, and it is in no room. */
    public CompletionStage<Outcome> expel(UserRecord user, String by) {
        CompletionStage<Users.Renewal> revoked = users.reset(user);
        if (revoked == null) {
            return CompletableFuture.completedFuture(
                    new Declined("the token of " + user.name().display() + " is being renewed at this moment"));
        }
        return revoked.thenCompose(renewed -> {
            if (renewed instanceof Users.NotRenewed) {
                return CompletableFuture.completedFuture(gone(user));
            }
            int ended = sessions.end(
                    user.id(),
                    CloseReason.DISCONNECTED,
                    by + " has deleted the user " + user.name().display(),
                    false);
            return rooms.forgetUser(user.id()).thenApply(_ -> new Done(ended));
        });
    }

    /** Deletes a user that was {@linkplain #expel expelled}. */
    public CompletionStage<Boolean> delete(UserRecord user) {
        return records.accounts().delete(user.id());
    }
}
