package dev.roomtalk.server.control;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.EveryRoom;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.UserRecords;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does on this node what others that share its engine tell of users, sessions, conversations and bans of addresses. Any
 * thread.
 */
public final class OtherNodes implements Consumer<Notice> {
    private final UserRecords records;
    private final Users users;
    private final Sessions sessions;
    private final Gate gate;
    private final AddressBans bans;
    private final ConversationWatchers watchers;
    private final EveryRoom rooms;
    private final MissedNotices missed;

    public OtherNodes(
            UserRecords records,
            Users users,
            Sessions sessions,
            Gate gate,
            AddressBans bans,
            ConversationWatchers watchers,
            EveryRoom rooms) {
        this.records = records;
        this.users = users;
        this.sessions = sessions;
        this.gate = gate;
        this.bans = bans;
        this.watchers = watchers;
        this.rooms = rooms;
        this.missed = new MissedNotices(bans::readAgain, this::compare);
    }

    @Override
    public void accept(Notice notice) {
        switch (notice) {
            case Notice.SessionsEnd end -> sessions.endHere(end);
            case Notice.SessionBegins session -> sessions.beginsElsewhere(session.userId(), session.instance());
            case Notice.TokenReplaced token -> users.replacedElsewhere(token.token());
            case Notice.Renamed now -> {
                users.renamedElsewhere(now.user());
                var _ = rooms.tell(new RoomCommand.RenameUser(
                        now.user().id(), now.user().name().display()));
            }
            case Notice.AddressBanned banned -> gate.banElsewhere(banned.ban());
            case Notice.AddressUnbanned lifted -> bans.unbanElsewhere(lifted.range());
            case Notice.MembersChanged members -> membersChanged(members);
            case Notice.Spoken spoken -> {
                spoken(spoken, spoken.low(), spoken.toLow());
                spoken(spoken, spoken.high(), spoken.toHigh());
            }
            case Notice.Read read -> {
                RoomRef room = rooms.find(read.room());
                if (room != null) {
                    watchers.readElsewhere(read.userId(), room, read.sequence());
                }
            }
            case Notice.Purged purged -> {
                var _ = MessageRemoval.forget(rooms, purged);
            }
            case Notice.Missed _ -> {
                users.forgetAll();
                missed.missed(sessions.users());
            }
        }
    }

    private void spoken(Notice.Spoken notice, long userId, String name) {
        if (!watchers.watches(userId)) {
            return;
        }
        RoomRef known = rooms.find(notice.room());
        CompletionStage<@Nullable RoomRef> room = known != null
                ? CompletableFuture.completedFuture(known)
                : rooms.recall(userId).thenApply(_ -> rooms.find(notice.room()));
        var _ = room.thenAccept(found -> {
            if (found != null) {
                watchers.spokenElsewhere(found, userId, name);
            }
        });
    }

    /** Brings the token of a user who is connected, and the rooms that it is in. */
    private CompletionStage<Void> compare(long userId) {
        return records.accounts()
                .account(userId)
                .thenAccept(account -> sessions.endOutdated(userId, account == null ? null : account.token()))
                .thenCompose(_ -> rooms.recall(userId));
    }

    private void membersChanged(Notice.MembersChanged members) {
        members.userIds().stream().filter(sessions::isConnected).forEach(userId -> {
            var _ = rooms.recall(userId).exceptionally(failure -> {
                missed.failed(userId, failure);
                return null;
            });
        });
    }

    /** Asks the engine again for what it has not answered; to be called each second. */
    public void again() {
        missed.again();
    }
}
