package dev.roomtalk.server.control;

import dev.roomtalk.proto.Done;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetContacts;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins conversations of two users, lists them, and notes how far users have read. On the loop of the connection that
 * sent the request.
 *
 * <p>Who may not begin a conversation with a user learns no more than who names a user that there is not: the engine is
 * asked the same, the answer has the same words, and comes after the same time.
 */
final class ConversationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationHandler.class);

    /** So long it takes at least until somebody is refused, whatever the engine had to look for. */
    private static final int REFUSED_AFTER_MILLIS = 50;

    private final Lobby lobby;
    private final Conversations conversations;
    private final NewRooms newRooms;
    private final ConversationWatchers watchers;

    ConversationHandler(Lobby lobby, Conversations conversations, NewRooms newRooms, ConversationWatchers watchers) {
        this.lobby = lobby;
        this.conversations = conversations;
        this.newRooms = newRooms;
        this.watchers = watchers;
    }

    /** Enters the conversation with the user that is named, and begins it where there is none, unless it is a visit. */
    void join(ClientRequest request, JoinRoom join) {
        if (join.getWithUser() != 0) {
            // The client has been in it: a user of the old name may be somebody else by now.
            Name room = Pair.of(request.user().id(), join.getWithUser()).name();
            request.look(lobby, room, found -> enterKnown(request, join, found));
            return;
        }
        Name other = request.otherUser(join.getName());
        if (other != null) {
            CompletableFuture<Void> notBefore = new CompletableFuture<>();
            var _ = request.connection().schedule(() -> notBefore.complete(null), REFUSED_AFTER_MILLIS);
            whenAnswered(request, conversations.with(request.user().id(), other), found -> {
                RoomRef known = lobby.shown(request.user().id(), found.room());
                UserRecord with = found.other();
                if (known != null) {
                    enter(request, join, known);
                } else if (with != null && with.id() == request.user().id()) {
                    request.refuse(RefusalReason.BAD_REQUEST, "'" + other.display() + "' is you");
                } else if (join.getVisit()) {
                    request.noSuchRoom(join.getName());
                } else {
                    askForLeave(request, join, other, with, notBefore);
                }
            });
        }
    }

    private void enterKnown(ClientRequest request, JoinRoom join, @Nullable RoomRef found) {
        RoomRef known = lobby.shown(request.user().id(), found);
        if (known == null) {
            request.noSuchRoom(join.getName());
        } else {
            enter(request, join, known);
        }
    }

    private static <T extends @Nullable Object> void whenAnswered(
            ClientRequest request, CompletionStage<T> asked, Consumer<T> next) {
        asked.whenComplete((answer, failure) -> request.execute(() -> {
            if (failure == null) {
                next.accept(answer);
            } else {
                request.unanswered(failure);
            }
        }));
    }

    private static void whenStored(ClientRequest request, CompletionStage<?> stored, Runnable next) {
        stored.whenComplete((_, failure) -> request.execute(() -> {
            if (failure == null) {
                next.run();
            } else {
                request.failed(failure);
            }
        }));
    }

    /** @param with null: there is no such user, of which the requester learns no more than of one who refuses */
    private void askForLeave(
            ClientRequest request,
            JoinRoom join,
            Name other,
            @Nullable UserRecord with,
            CompletableFuture<Void> notBefore) {
        whenAnswered(request, conversations.takes(request.user().id(), with == null ? 0 : with.id()), takes -> {
            if (takes && with != null) {
                begin(request, join, with);
            } else {
                var _ = notBefore.thenRun(() -> request.refuse(
                        RefusalReason.NO_SUCH_USER,
                        "there is nobody called '" + other.display() + "' who takes messages from you"));
            }
        });
    }

    private void begin(ClientRequest request, JoinRoom join, UserRecord with) {
        UserRecord user = request.user();
        if (lobby.full()) {
            request.refuse(RefusalReason.LIMIT_REACHED, "this server has as many rooms as it allows");
        } else if (!newRooms.take(user.id(), request.connection().remote())) {
            request.refuse(RefusalReason.LIMIT_REACHED, "too many new conversations: try again in an hour");
        } else {
            lobby.create(conversations.wanted(user, with))
                    .whenComplete((room, failure) -> request.execute(() -> {
                        if (room != null) {
                            LOG.atInfo()
                                    .addKeyValue("room", room.name().display())
                                    .addKeyValue("connection", request.connection())
                                    .log("conversation begun");
                            enter(request, join, room);
                            return;
                        }
                        newRooms.giveBack(user.id(), request.connection().remote());
                        if (failure != null) {
                            request.failed(failure);
                        } else {
                            // The other user has begun it at the same moment.
                            request.look(
                                    lobby,
                                    Pair.of(user.id(), with.id()).name(),
                                    found -> enterKnown(request, join, found));
                        }
                    }));
        }
    }

    private static void enter(ClientRequest request, JoinRoom join, RoomRef room) {
        RoomCommand.Resume resume = join.getResumeEpoch() == 0
                ? null
                : new RoomCommand.Resume(join.getResumeEpoch(), Math.max(0, join.getResumeSequence()));
        request.phase()
                .enter(
                        room,
                        new RoomCommand.Enter(
                                request.session(),
                                request.id(),
                                null,
                                null,
                                true,
                                RoomCommand.Manner.MEMBER,
                                resume,
                                join.getName()));
    }

    /** The session is in the conversation no longer; its user stays one of the two. */
    void leave(ClientRequest request, RoomRef room) {
        request.phase().left(room);
        room.tell(new RoomCommand.Gone(request.session(), true));
        done(request);
    }

    void list(ClientRequest request, ListConversations list) {
        if (list.getWatch()) {
            watchers.add(request.phase());
            request.session().watch();
        }
        whenAnswered(
                request,
                conversations.list(request.user().id(), list.getRooms()),
                answer -> request.answer(ServerMessage.newBuilder().setConversationList(answer)));
    }

    void setContacts(ClientRequest request, SetContacts set) {
        Contacts contacts =
                switch (set.getContacts()) {
                    case CONTACTS_EVERYBODY -> Contacts.EVERYBODY;
                    case CONTACTS_ROOMS -> Contacts.ROOMS;
                    case CONTACTS_NOBODY -> Contacts.NOBODY;
                    case CONTACTS_UNSPECIFIED, UNRECOGNIZED -> null;
                };
        if (contacts == null) {
            request.refuse(RefusalReason.BAD_REQUEST, "contacts are everybody, rooms or nobody");
        } else {
            whenStored(request, conversations.setContacts(request.user().id(), contacts), () -> done(request));
        }
    }

    void markRead(ClientRequest request, MarkRead mark) {
        RoomRef room = request.room(lobby, mark.getRoom());
        if (room != null && !lobby.isMember(request.user().id(), room)) {
            request.refuseStranger(room);
        } else if (room != null) {
            long sequence = Math.max(0, mark.getSequence());
            whenStored(request, conversations.markRead(room, request.user().id(), sequence), () -> {
                watchers.read(request.phase(), room, sequence);
                done(request);
            });
        }
    }

    private static void done(ClientRequest request) {
        request.answer(ServerMessage.newBuilder().setDone(Done.getDefaultInstance()));
    }
}
