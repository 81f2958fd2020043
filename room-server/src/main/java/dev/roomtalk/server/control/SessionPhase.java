package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ChangeRoom;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.ListAuthors;
import dev.roomtalk.proto.ListedRoom;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RoomList;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TokenRenewed;
import dev.roomtalk.server.relay.FrameEncoder;
import dev.roomtalk.server.relay.Refusals;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with a session: its requests, and the rooms it is in. Confined to the connection's loop. */
final class SessionPhase implements Connection.Phase {
    private static final Logger LOG = LoggerFactory.getLogger(SessionPhase.class);
    private static final int LONGEST_PASSWORD = 256;
    private static final int MOST_AUTHORS = 256;

    /** Of a page of history; more than have place in one. */
    private static final int MOST_MESSAGES = 10_000;

    /** A page of the list of rooms, the fullest first. */
    private static final int MOST_ROOMS = 500;

    private final Connection connection;
    private final ControlPlane plane;
    private final Session session;
    private final UserRecord user;
    private TokenHash token;
    private final Set<RoomRef> entered = new LinkedHashSet<>();
    private final SearchRequests searches;
    private final ModerationRequests moderation;
    private boolean onPurpose;

    SessionPhase(Connection connection, ControlPlane plane, Session session, UserRecord user, TokenHash token) {
        this.connection = connection;
        this.plane = plane;
        this.session = session;
        this.user = user;
        this.token = token;
        this.searches = new SearchRequests(
                user.id(),
                new SearchableRooms(plane.lobby(), plane.memberships()),
                plane.lobby(),
                plane.workers(),
                connection,
                this::refuse);
        this.moderation = new ModerationRequests(
                session, plane.lobby(), plane.users(), plane.addresses(), connection, this::refuse);
    }

    @Override
    public void onMessage(ClientMessage message) {
        int request = message.getRequestId();
        switch (message.getBodyCase()) {
            case FRAME -> onFrame(message.getFrame());
            case CREATE_ROOM -> createRoom(request, message.getCreateRoom());
            case JOIN_ROOM -> joinRoom(request, message.getJoinRoom());
            case LEAVE_ROOM ->
                ask(request, message.getLeaveRoom().getName(), room -> new RoomCommand.Leave(session, request));
            case CLOSE_ROOM ->
                change(request, message.getCloseRoom().getName(), room -> new RoomCommand.Close(session, request));
            case LIST_ROOMS -> listRooms(request);
            case LIST_MEMBERS ->
                ask(request, message.getListMembers().getRoom(), room -> new RoomCommand.AskMembers(session, request));
            case SET_TOPIC -> {
                String topic = message.getSetTopic().getTopic();
                change(
                        request,
                        message.getSetTopic().getRoom(),
                        room -> new RoomCommand.SetTopic(session, request, topic));
            }
            case CHANGE_ROOM -> changeRoom(request, message.getChangeRoom());
            case KICK -> moderation.kick(request, message.getKick());
            case BAN -> moderation.ban(request, message.getBan());
            case UNBAN -> moderation.unban(request, message.getUnban());
            case SET_ROLE -> moderation.setRole(request, message.getSetRole());
            case INVITE -> moderation.invite(request, message.getInvite());
            case UNINVITE -> moderation.uninvite(request, message.getUninvite());
            case LIST_INVITATIONS -> moderation.list(request, message.getListInvitations());
            case LIST_BANS -> moderation.list(request, message.getListBans());
            case LIST_AUTHORS -> listAuthors(request, message.getListAuthors());
            case READ_HISTORY -> readHistory(request, message.getReadHistory());
            case SEARCH -> searches.ask(request, message.getSearch());
            case RENEW_TOKEN -> renewToken(request);
            case USE_TRANSPORT -> {
                boolean udp = message.getUseTransport().getUdp();
                if (!session.loop().offer(() -> session.relay().useUdp(udp))) {
                    // Nothing is lost by it: a loop so full serves by the transport it knows, and silence ends UDP.
                    plane.counters().refusedRequest(RefusalReason.BUSY);
                }
            }
            case GOODBYE -> {
                onPurpose = true;
                connection.close(CloseReason.CLOSE_UNSPECIFIED, "goodbye", false, 0);
            }
            case HELLO -> refuse(request, RefusalReason.BAD_REQUEST, "Hello was said before");
            case BODY_NOT_SET -> refuse(request, RefusalReason.BAD_REQUEST, "this server does not know that request");
        }
    }

    private void onFrame(Frame frame) {
        if (frame.hasPing()) {
            connection.offer(
                    FrameEncoder.record(FrameEncoder.pong(frame.getPing().getId())));
        } else if (!session.loop().offer(() -> session.loop().onRoomFrame(session, frame)) && frame.hasPublish()) {
            plane.counters().refusedMessage(RefusalReason.BUSY);
            connection.offer(FrameEncoder.record(FrameEncoder.refusedMessage(
                    frame.getPublish().getRoom(), frame.getPublish().getN(), RefusalReason.BUSY, 200)));
        }
    }

    private void createRoom(int request, CreateRoom create) {
        Name name = name(request, create.getName());
        if (name == null) {
            return;
        }
        if (bytes(create.getTopic()) > plane.settings().rules().topicBytes()) {
            refuse(
                    request,
                    RefusalReason.TOO_LONG,
                    "a topic has at most " + plane.settings().rules().topicBytes() + " bytes");
        } else if (bytes(create.getPassword()) > LONGEST_PASSWORD) {
            refuse(request, RefusalReason.TOO_LONG, "a password has at most " + LONGEST_PASSWORD + " bytes");
        } else if (create.getNoHistory() && !RequestedSettings.fitWithoutHistory(create.getSettings())) {
            refuse(
                    request,
                    RefusalReason.BAD_REQUEST,
                    "a room without history has nothing of it to set: leave those settings out");
        } else if (!RequestedSettings.fit(create.getSettings())) {
            refuse(request, RefusalReason.BAD_REQUEST, RequestedSettings.RULE);
        } else if (plane.lobby().find(name) != null) {
            exists(request, name);
        } else if (plane.lobby().full()) {
            refuse(request, RefusalReason.LIMIT_REACHED, "this server has as many rooms as it allows");
        } else if (!tooManyRooms(request) && !tooManyNewRooms(request)) {
            if (create.getPassword().isEmpty()) {
                open(request, name, create, null);
            } else if (!plane.passwords()
                    .hash(create.getPassword(), hash -> connection.execute(() -> open(request, name, create, hash)))) {
                plane.newRooms().giveBack(user.id(), connection.remote());
                connection.send(Refusals.message(
                        request, RefusalReason.BUSY, "the server is busy: try again in a moment", 1000));
            }
        }
    }

    private void open(int request, Name name, CreateRoom create, @Nullable String passwordHash) {
        RoomRecord wanted = RoomRecord.wanted(
                        name, create.getTopic(), passwordHash, create.getEphemeral(), create.getCloseWithHost())
                .withSettings(RequestedSettings.of(create.getSettings()));
        if (create.getPrivate()) {
            wanted = wanted.asHidden();
        }
        plane.lobby()
                .create(create.getNoHistory() ? wanted.withoutHistory() : wanted, user, !create.getQuiet())
                .whenComplete((room, failure) -> connection.execute(() -> {
                    if (room == null) {
                        plane.newRooms().giveBack(user.id(), connection.remote());
                    }
                    if (failure != null) {
                        failed(request, failure);
                    } else if (room == null) {
                        exists(request, name);
                    } else {
                        LOG.atInfo()
                                .addKeyValue("room", name.display())
                                .addKeyValue("user", user.name().display())
                                .addKeyValue("connection", connection)
                                .log("room made");
                        enter(
                                room,
                                new RoomCommand.Enter(
                                        session, request, null, create.getQuiet(), RoomCommand.Manner.CREATOR, null));
                    }
                }));
    }

    private void exists(int request, Name name) {
        refuse(request, RefusalReason.ROOM_EXISTS, "there is a room '" + name.display() + "' already: join it");
    }

    private boolean tooManyRooms(int request) {
        int most = plane.settings().maxRoomsPerUser();
        if (plane.memberships().count(user.id()) < most) {
            return false;
        }
        refuse(request, RefusalReason.LIMIT_REACHED, "you are in " + most + " rooms, the most this server allows");
        return true;
    }

    private boolean tooManyNewRooms(int request) {
        if (plane.newRooms().take(user.id(), connection.remote())) {
            return false;
        }
        refuse(request, RefusalReason.LIMIT_REACHED, "too many new rooms: try again in an hour");
        return true;
    }

    private void joinRoom(int request, JoinRoom join) {
        RoomRef room = find(request, join.getName());
        if (room == null || (!plane.memberships().contains(user.id(), room.number()) && tooManyRooms(request))) {
            return;
        }
        if (bytes(join.getPassword()) > LONGEST_PASSWORD) {
            refuse(request, RefusalReason.TOO_LONG, "a password has at most " + LONGEST_PASSWORD + " bytes");
            return;
        }
        if (!join.getInvitation().isEmpty() && join.getInvitation().size() != Protocol.TOKEN_LENGTH) {
            refuse(request, RefusalReason.BAD_INVITATION, "an invitation is 32 bytes");
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
        enter(room, new RoomCommand.Enter(session, request, password, invitation, join.getQuiet(), manner, resume));
    }

    private void changeRoom(int request, ChangeRoom change) {
        if (!RequestedSettings.fit(change)) {
            refuse(request, RefusalReason.BAD_REQUEST, RequestedSettings.RULE);
        } else {
            change(
                    request,
                    change.getRoom(),
                    room -> new RoomCommand.Change(session, request, RequestedSettings.of(change)));
        }
    }

    private void enter(RoomRef room, RoomCommand.Enter command) {
        entered.add(room);
        room.tell(command);
    }

    /** A request that changes what is stored of a room: where nothing can be stored it is refused. */
    private void change(int request, String name, Function<RoomRef, RoomCommand> command) {
        String trouble = plane.lobby().trouble();
        if (trouble != null) {
            notStored(request, trouble);
        } else {
            ask(request, name, command);
        }
    }

    private void notStored(int request, String trouble) {
        connection.send(Refusals.notStored(request, trouble));
    }

    private void failed(int request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
        if (cause instanceof NotStoredException e) {
            notStored(request, String.valueOf(e.getMessage()));
        } else {
            connection.fail(cause);
        }
    }

    private void ask(int request, String name, Function<RoomRef, RoomCommand> command) {
        RoomRef room = find(request, name);
        if (room != null) {
            room.tell(command.apply(room));
        }
    }

    private @Nullable RoomRef find(int request, String text) {
        Name name = name(request, text);
        if (name == null) {
            return null;
        }
        RoomRef room = plane.lobby().find(name);
        if (room == null) {
            connection.send(Refusals.noSuchRoom(request, name.display()));
        }
        return room;
    }

    private @Nullable Name name(int request, String text) {
        return switch (Name.room(text)) {
            case Name.Valid valid -> valid.name();
            case Name.Invalid invalid -> {
                refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
                yield null;
            }
        };
    }

    private void listRooms(int request) {
        List<ListedRoom> rooms = plane.lobby().rooms().stream()
                .filter(room -> !room.snapshot().hidden() || plane.memberships().contains(user.id(), room.number()))
                .sorted(Comparator.comparingInt((RoomRef r) -> r.snapshot().present())
                        .reversed()
                        .thenComparing(r -> r.name().key()))
                .limit(MOST_ROOMS)
                .map(this::listed)
                .toList();
        connection.send(ServerMessage.newBuilder()
                .setRequestId(request)
                .setRoomList(RoomList.newBuilder().addAllRooms(rooms))
                .build());
    }

    private ListedRoom listed(RoomRef room) {
        RoomRef.Snapshot shown = room.snapshot();
        return ListedRoom.newBuilder()
                .setName(room.name().display())
                .setTopic(shown.topic())
                .setMemberCount(shown.members())
                .setPresentCount(shown.present())
                .setPasswordNeeded(shown.passwordNeeded())
                .setNoHistory(!shown.history())
                .setPrivate(shown.hidden())
                .setJoined(plane.memberships().contains(user.id(), room.number()))
                .build();
    }

    private void listAuthors(int request, ListAuthors list) {
        RoomRef room = plane.lobby().find(list.getRoom());
        if (room == null) {
            connection.send(Refusals.noSuchRoom(request, "number " + list.getRoom()));
        } else if (list.getNumbersCount() > MOST_AUTHORS) {
            refuse(request, RefusalReason.BAD_REQUEST, "ask for at most " + MOST_AUTHORS + " authors at once");
        } else {
            room.tell(new RoomCommand.AskAuthors(session, request, list.getNumbersList()));
        }
    }

    private void readHistory(int request, ReadHistory read) {
        RoomRef room = plane.lobby().find(read.getRoom());
        if (room == null) {
            connection.send(Refusals.noSuchRoom(request, "number " + read.getRoom()));
            return;
        }
        long upTo = read.getUpTo() == 0 ? Long.MAX_VALUE : read.getUpTo();
        if (read.getAfter() < 0 || upTo < read.getAfter() || read.getSinceMs() < 0 || read.getUntilMs() < 0) {
            refuse(request, RefusalReason.BAD_REQUEST, "a stretch of history ends above where it begins");
        } else if (!session.beginReading(request)) {
            refuse(request, RefusalReason.BUSY, "a page of history is on its way already: ask when it is there");
        } else {
            room.tell(new RoomCommand.AskHistory(
                    session,
                    request,
                    read.getAfter(),
                    upTo,
                    read.getLast() < 0 ? MOST_MESSAGES : Math.min(read.getLast(), MOST_MESSAGES),
                    read.getSinceMs(),
                    read.getUntilMs()));
        }
    }

    private void renewToken(int request) {
        plane.users()
                .renew(user, token)
                .whenComplete((renewed, failure) -> connection.execute(() -> {
                    if (failure != null) {
                        failed(request, failure);
                    } else if (renewed == null) {
                        refuse(request, RefusalReason.UNKNOWN_TOKEN, "this user is no more");
                    } else {
                        token = TokenHash.of(renewed);
                        connection.send(ServerMessage.newBuilder()
                                .setRequestId(request)
                                .setTokenRenewed(TokenRenewed.newBuilder().setToken(ByteString.copyFrom(renewed)))
                                .build());
                        for (Connection other : plane.sessions().of(user.id())) {
                            if (other != connection) {
                                other.close(
                                        CloseReason.TOKEN_REVOKED,
                                        "the token was renewed by another session",
                                        false,
                                        0);
                            }
                        }
                    }
                }));
    }

    private void refuse(int request, RefusalReason reason, String sentence) {
        refuse(Refusals.message(request, reason, sentence, 0));
    }

    private void refuse(ServerMessage refusal) {
        connection.send(refusal);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void onWritable() {
        session.loop().execute(() -> session.relay().writableAgain());
    }

    @Override
    public void onEnd() {
        session.end();
        for (RoomRef room : entered) {
            room.tell(new RoomCommand.Gone(session, onPurpose));
        }
        entered.clear();
        plane.endSession(session, connection);
    }
}
