package dev.roomtalk.server.control;

import dev.roomtalk.proto.ConversationList;
import dev.roomtalk.proto.ListedConversation;
import dev.roomtalk.proto.ReadRoom;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The conversations of two users each: who has which, and what users are shown of them. Any thread. */
public final class Conversations {
    /** Conversations of one list, the latest first. */
    private static final int MAX_LISTED = 200;

    private final Engine engine;
    private final Lobby lobby;
    private final InstantSource clock;

    public Conversations(Engine engine, Lobby lobby, InstantSource clock) {
        this.engine = engine;
        this.lobby = lobby;
        this.clock = clock;
    }

    /**
     * A user, and the conversation with it.
     *
     * @param other null: there is no such user
     * @param room null: there is none
     */
    record Found(@Nullable UserRecord other, @Nullable RoomRef room) {}

    /** Looks for the user of a name, and for the conversation with it; asks the engine the same in any case. */
    CompletionStage<Found> with(long userId, Name other) {
        return engine.userNamed(other)
                .thenCompose(found -> lobby.look(Pair.of(userId, found == null ? userId : found.id())
                                .name())
                        .thenApply(room -> new Found(found, room)));
    }

    /**
     * Whether a user lets another begin a conversation. The engine is asked the same in any case.
     *
     * @param target 0: there is no such user, and the answer is no
     */
    CompletionStage<Boolean> takes(long userId, long target) {
        CompletionStage<List<RoomId>> own = engine.roomsOf(userId);
        CompletionStage<List<RoomId>> others = engine.roomsOf(target);
        return engine.accounts()
                .account(target)
                .thenCombine(
                        own.thenCombine(others, (a, b) -> a.stream().anyMatch(b::contains)),
                        (account, together) -> account != null
                                && switch (account.contacts()) {
                                    case EVERYBODY -> true;
                                    case ROOMS -> together;
                                    case NOBODY -> false;
                                });
    }

    /** The conversation of two users, to be made. */
    RoomRecord wanted(UserRecord one, UserRecord other) {
        return RoomRecord.wanted(Pair.of(one.id(), other.id()).name(), "", null, false, false)
                .asHidden()
                .withMembers(Stream.of(one, other)
                        .map(user ->
                                new MemberRecord(user.id(), user.name().display(), Role.MEMBER, clock.millis(), false))
                        .toList());
    }

    CompletionStage<?> setContacts(long userId, Contacts contacts) {
        return engine.accounts().setContacts(userId, contacts);
    }

    CompletionStage<Void> markRead(RoomRef room, long userId, long sequence) {
        return engine.markRead(room.id(), userId, sequence);
    }

    /** What users are called by others: for rooms that are conversations "@" and the name of the other user. */
    CompletionStage<Map<RoomId, String>> names(long userId, Collection<RoomRef> rooms) {
        Map<RoomId, String> names = new HashMap<>();
        CompletableFuture<?>[] asked = rooms.stream()
                .map(room -> {
                    Pair pair = room.pair();
                    return engine.accounts()
                            .account(pair == null ? 0 : pair.other(userId))
                            .thenAccept(account -> {
                                synchronized (names) {
                                    names.put(
                                            room.id(),
                                            Pair.shown(
                                                    account == null
                                                            ? ""
                                                            : account.user()
                                                                    .name()
                                                                    .display()));
                                }
                            })
                            .toCompletableFuture();
                })
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(asked).thenApply(_ -> names);
    }

    /**
     * The conversations of a user who is connected.
     *
     * @param rooms also how far it has read its rooms
     */
    CompletionStage<ConversationList> list(long userId, boolean rooms) {
        CompletionStage<List<ReadRoom>> read = rooms ? readRooms(userId) : CompletableFuture.completedFuture(List.of());
        return list(userId)
                .thenCombine(read, (list, marks) -> list.addAllRooms(marks).build());
    }

    private CompletionStage<List<ReadRoom>> readRooms(long userId) {
        List<CompletableFuture<ReadRoom>> read = lobby.searchable(userId).stream()
                .filter(room -> room.pair() == null)
                .limit(MAX_LISTED)
                .map(room -> engine.readUpTo(room.id(), userId)
                        .thenCombine(
                                last(room),
                                (upTo, page) -> ReadRoom.newBuilder()
                                        .setName(room.name().display())
                                        .setRead(upTo)
                                        .setSequence(
                                                page.entries().isEmpty()
                                                        ? 0
                                                        : page.entries()
                                                                .getLast()
                                                                .sequence())
                                        .build())
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(read.toArray(CompletableFuture[]::new))
                .thenApply(_ -> read.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<LogPage> last(RoomRef room) {
        return engine.read(room.id(), LogRange.last(1, Long.MAX_VALUE, 1));
    }

    private CompletionStage<ConversationList.Builder> list(long userId) {
        List<CompletableFuture<@Nullable ListedConversation>> listed = lobby.conversationsOf(userId).stream()
                .map(room -> listed(userId, room).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(listed.toArray(CompletableFuture[]::new))
                .thenCompose(_ -> engine.accounts().account(userId))
                .thenApply(account -> {
                    List<ListedConversation> all = listed.stream()
                            .map(CompletableFuture::join)
                            .filter(Objects::nonNull)
                            .sorted(Comparator.comparingLong(ListedConversation::getTimeMs)
                                    .reversed())
                            .toList();
                    return ConversationList.newBuilder()
                            .addAllConversations(all.stream().limit(MAX_LISTED).toList())
                            .setConversationCount(all.size())
                            .setContacts(contacts(account));
                });
    }

    private static dev.roomtalk.proto.Contacts contacts(Accounts.@Nullable Account account) {
        return switch (account == null ? Contacts.EVERYBODY : account.contacts()) {
            case EVERYBODY -> dev.roomtalk.proto.Contacts.CONTACTS_EVERYBODY;
            case ROOMS -> dev.roomtalk.proto.Contacts.CONTACTS_ROOMS;
            case NOBODY -> dev.roomtalk.proto.Contacts.CONTACTS_NOBODY;
        };
    }

    /** Null: the other user is a user no longer. */
    private CompletionStage<@Nullable ListedConversation> listed(long userId, RoomRef room) {
        Pair pair = Objects.requireNonNull(room.pair());
        return engine.accounts().account(pair.other(userId)).thenCompose(other -> {
            if (other == null) {
                return CompletableFuture.completedFuture(null);
            }
            return engine.readUpTo(room.id(), userId)
                    .thenCombine(last(room), (read, page) -> listed(userId, other.user(), read, page));
        });
    }

    private static ListedConversation listed(long userId, UserRecord other, long read, LogPage page) {
        LogEntry last = page.entries().isEmpty() ? null : page.entries().getLast();
        ListedConversation.Builder listed = ListedConversation.newBuilder()
                .setName(Pair.shown(other.name().display()))
                .setUserId(other.id())
                .setRead(read);
        if (last != null) {
            boolean own = last.message().userId() == userId;
            listed.setSequence(last.sequence())
                    .setUnread(own ? 0 : Math.clamp(last.sequence() - read, 0, Integer.MAX_VALUE))
                    .setTimeMs(last.message().timeMillis());
        }
        return listed.build();
    }
}
