package dev.roomtalk.server.control;

import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListedRoom;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RoomList;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.names.NamePolicy;
import dev.roomtalk.server.names.NewNames;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, joins, leaves, closes and lists rooms for sessions. On the loop of the connection that sent the request. */
final class RoomHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RoomHandler.class);
    private static final int MAX_PASSWORD_BYTES = 256;

    /** Rooms of one list, the fullest first. */
    private static final int MAX_LISTED = 500;

    private final Lobby lobby;
    private final NewRooms newRooms;
    private final Passwords passwords;
    private final ConversationHandler conversations;
    private final LiveSettings settings;

    RoomHandler(
            Lobby lobby,
            NewRooms newRooms,
            Passwords passwords,
            ConversationHandler conversations,
            LiveSettings settings) {
        this.lobby = lobby;
        this.newRooms = newRooms;
        this.passwords = passwords;
        this.conversations = conversations;
        this.settings = settings;
    }

    void create(ClientRequest request, CreateRoom create) {
        Name name = request.roomName(create.getName());
        if (name == null || !fits(request, create)) {
            return;
        }
        NamePolicy policy = settings.get().newNames();
        lobby.obstacle(name, policy.wantsDistinct())
                .whenComplete((obstacle, failure) -> request.execute(() -> {
                    if (failure == null) {
                        create(request, name, create, obstacle, NewNames.refusalOfRoom(name, policy));
                    } else {
                        request.unanswered(failure);
                    }
                }));
    }

    /** @param unfit why it may not be the name of a room; null: it may */
    private void create(
            ClientRequest request, Name name, CreateRoom create, Lobby.Obstacle obstacle, @Nullable String unfit) {
        if (obstacle == Lobby.Obstacle.TAKEN) {
            exists(request, name);
        } else if (unfit != null) {
            request.refuse(RefusalReason.BAD_NAME, unfit);
        } else if (obstacle == Lobby.Obstacle.LOOKS_TAKEN) {
            request.refuse(RefusalReason.BAD_NAME, NewNames.looksTaken("room", name));
        } else if (lobby.full()) {
            request.refuse(RefusalReason.LIMIT_REACHED, "this server has as many rooms as it allows");
        } else if (create.getPassword().isEmpty() || request.pays(RequestCost.PASSWORD)) {
            create(request, name, create);
        }
    }

    private void create(ClientRequest request, Name name, CreateRoom create) {
        long userId = request.user().id();
        int place = lobby.takePlace(userId);
        if (place == 0) {
            tooManyRooms(request);
        } else if (tooManyNewRooms(request)) {
            lobby.givePlaceBack(userId, place);
        } else if (create.getPassword().isEmpty()) {
            make(request, name, create, null, place);
        } else if (!passwords.hash(
                userId,
                create.getPassword(),
                hash -> request.execute(() -> make(request, name, create, hash, place)))) {
            giveBack(request);
            lobby.givePlaceBack(userId, place);
            request.busy();
        }
    }

    private boolean fits(ClientRequest request, CreateRoom create) {
        int topicBytes = settings.get().rules().topicBytes();
        if (bytes(create.getTopic()) > topicBytes) {
            request.refuse(RefusalReason.TOO_LONG, "a topic has at most " + topicBytes + " bytes");
        } else if (fits(request, create.getPassword())) {
            if (create.getNoHistory() && !RequestedSettings.fitWithoutHistory(create.getSettings())) {
                request.refuse(
                        RefusalReason.BAD_REQUEST,
                        "a room without history has no settings of its history: leave those out");
            } else if (!RequestedSettings.fit(create.getSettings())) {
                request.refuse(RefusalReason.BAD_REQUEST, RequestedSettings.RULE);
            } else {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(ClientRequest request, String password) {
        boolean fits = bytes(password) <= MAX_PASSWORD_BYTES;
        if (!fits) {
            request.refuse(RefusalReason.TOO_LONG, "a password has at most " + MAX_PASSWORD_BYTES + " bytes");
        }
        return fits;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** @param place that the user has for the room */
    private void make(ClientRequest request, Name name, CreateRoom create, @Nullable String passwordHash, int place) {
        RoomRecord wanted = RoomRecord.wanted(
                        name, create.getTopic(), passwordHash, create.getEphemeral(), create.getCloseWithHost())
                .withSettings(RequestedSettings.of(create.getSettings()));
        if (create.getPrivate()) {
            wanted = wanted.asHidden();
        }
        lobby.create(create.getNoHistory() ? wanted.withoutHistory() : wanted, request.user(), !create.getQuiet())
                .whenComplete((room, failure) -> request.execute(() -> {
                    lobby.givePlaceBack(request.user().id(), place);
                    if (room == null) {
                        giveBack(request);
                    }
                    if (failure != null) {
                        request.failed(failure);
                    } else if (room == null) {
                        exists(request, name);
                    } else {
                        made(request, room, create.getQuiet());
                    }
                }));
    }

    private static void made(ClientRequest request, RoomRef room, boolean quiet) {
        LOG.atInfo()
                .addKeyValue("room", room.name().display())
                .addKeyValue("user", request.user().name().display())
                .addKeyValue("connection", request.connection())
                .log("room made");
        request.phase()
                .enter(
                        room,
                        new RoomCommand.Enter(
                                request.session(), request.id(), null, quiet, RoomCommand.Manner.CREATOR, null));
    }

    private static void exists(ClientRequest request, Name name) {
        request.refuse(RefusalReason.ROOM_EXISTS, "there is a room '" + name.display() + "' already: join it");
    }

    private void giveBack(ClientRequest request) {
        newRooms.giveBack(request.user().id(), request.connection().remote());
    }

    private void tooManyRooms(ClientRequest request) {
        request.refuse(
                RefusalReason.LIMIT_REACHED,
                "you are in " + settings.get().maxRoomsPerUser() + " rooms, the most this server allows");
    }

    private boolean tooManyNewRooms(ClientRequest request) {
        boolean tooMany =
                !newRooms.take(request.user().id(), request.connection().remote());
        if (tooMany) {
            request.refuse(RefusalReason.LIMIT_REACHED, "too many new rooms: try again in an hour");
        }
        return tooMany;
    }

    void join(ClientRequest request, JoinRoom join) {
        if (join.getName().startsWith(Pair.MARK)) {
            conversations.join(request, join);
            return;
        }
        Name name = request.roomName(join.getName());
        if (name == null || !fits(request, join.getPassword())) {
            return;
        }
        if (!join.getInvitation().isEmpty() && join.getInvitation().size() != Protocol.TOKEN_LENGTH) {
            request.refuse(RefusalReason.BAD_INVITATION, "an invitation is 32 bytes");
            return;
        }
        RoomRef known = lobby.find(request.user().id(), name);
        if (known == null) {
            request.look(lobby, name, room -> join(request, join, name, room));
        } else {
            join(request, join, name, known);
        }
    }

    /** @param room whoever may know it; null: there is none */
    private void join(ClientRequest request, JoinRoom join, Name name, @Nullable RoomRef room) {
        RoomRef known = lobby.shown(request.user().id(), room);
        boolean member = known != null && lobby.isMember(request.user().id(), known);
        if (!member && lobby.memberships(request.user().id()) >= settings.get().maxRoomsPerUser()) {
            tooManyRooms(request);
            return;
        }
        if (!member && !join.getPassword().isEmpty() && !request.pays(RequestCost.PASSWORD)) {
            return;
        }
        String password = join.getPassword().isEmpty() ? null : join.getPassword();
        String invitation = join.getInvitation().isEmpty()
                ? null
                : TokenHash.of(join.getInvitation().toByteArray()).hex();
        RoomCommand.Manner manner = join.getVisit() ? RoomCommand.Manner.VISITOR : RoomCommand.Manner.MEMBER;
        RoomCommand.Resume resume = join.getResumeEpoch() == 0
                ? null
                : new RoomCommand.Resume(join.getResumeEpoch(), Math.max(0, join.getResumeSequence()));
        RoomCommand.Enter enter = new RoomCommand.Enter(
                request.session(), request.id(), password, invitation, join.getQuiet(), manner, resume, name.display());
        if (known != null) {
            request.phase().enter(known, enter);
        } else if (password == null && invitation == null) {
            request.noSuchRoom(name.display());
        } else {
            request.phase().knock(lobby, room, name, enter);
        }
    }

    void leave(ClientRequest request, LeaveRoom leave) {
        request.withRoom(lobby, leave.getName(), room -> {
            if (room.pair() == null) {
                room.tell(new RoomCommand.Leave(request.session(), request.id()));
            } else {
                conversations.leave(request, room);
            }
        });
    }

    void close(ClientRequest request, CloseRoom close) {
        request.withRoomToChange(
                lobby, close.getName(), room -> room.tell(new RoomCommand.Close(request.session(), request.id())));
    }

    void list(ClientRequest request) {
        lobby.list(request.user().id(), MAX_LISTED)
                .whenComplete((list, failure) -> request.execute(() -> {
                    if (failure == null) {
                        request.answer(ServerMessage.newBuilder()
                                .setRoomList(RoomList.newBuilder()
                                        .addAllRooms(list.first().stream()
                                                .map(RoomHandler::listed)
                                                .toList())
                                        .setRoomCount(list.count())));
                    } else {
                        request.unanswered(failure);
                    }
                }));
    }

    private static ListedRoom listed(Lobby.ShownRoom room) {
        RoomRef.Snapshot shown = room.snapshot();
        return ListedRoom.newBuilder()
                .setName(room.name().display())
                .setTopic(shown.topic())
                .setMemberCount(shown.members())
                .setPresentCount(shown.present())
                .setPasswordNeeded(shown.passwordNeeded())
                .setNoHistory(!shown.history())
                .setPrivate(shown.hidden())
                .setJoined(room.joined())
                .build();
    }
}
