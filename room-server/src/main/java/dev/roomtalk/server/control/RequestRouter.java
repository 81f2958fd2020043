package dev.roomtalk.server.control;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ClientMessage.BodyCase;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.settings.LiveSettings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The table of requests: which handler answers each kind, and what has to hold before it is called. All sessions share
 * it and its handlers, which keep nothing of a session; each call is on the loop of the connection that sent the
 * request.
 */
public final class RequestRouter {
    private final Lobby lobby;
    private final RoomHandler rooms;
    private final MemberHandler members;
    private final ModerationHandler moderation;
    private final InvitationHandler invitations;
    private final HistoryHandler history;
    private final SearchHandler searches;
    private final TokenHandler tokens;
    private final Map<BodyCase, Route> routes = new EnumMap<>(BodyCase.class);

    private interface Handler {
        void handle(ClientRequest request, ClientMessage message);
    }

    private enum Guard {
        NONE,
        /** The request changes what is stored: it is refused while nothing can be stored. */
        STORES
    }

    private record Route(Guard guard, Handler handler) {}

    /** A router whose handlers use these. */
    public RequestRouter(
            Lobby lobby,
            NewRooms newRooms,
            Users users,
            LastAddresses addresses,
            Passwords passwords,
            Workers workers,
            Sessions sessions,
            LiveSettings settings) {
        this.lobby = lobby;
        this.rooms = new RoomHandler(lobby, newRooms, passwords, settings);
        this.members = new MemberHandler(lobby);
        this.moderation = new ModerationHandler(lobby, users, addresses);
        this.invitations = new InvitationHandler(lobby, users);
        this.history = new HistoryHandler(lobby);
        this.searches = new SearchHandler(lobby, workers);
        this.tokens = new TokenHandler(users, sessions);
        for (BodyCase kind : BodyCase.values()) {
            routes.put(kind, route(kind));
        }
    }

    private Route route(BodyCase kind) {
        return switch (kind) {
            case FRAME -> always((request, message) -> request.phase().onFrame(message.getFrame()));
            case CREATE_ROOM -> always((request, message) -> rooms.create(request, message.getCreateRoom()));
            case JOIN_ROOM -> always((request, message) -> rooms.join(request, message.getJoinRoom()));
            case LEAVE_ROOM -> always((request, message) -> rooms.leave(request, message.getLeaveRoom()));
            case CLOSE_ROOM -> stores((request, message) -> rooms.close(request, message.getCloseRoom()));
            case LIST_ROOMS -> always((request, message) -> rooms.list(request));
            case LIST_MEMBERS -> always((request, message) -> members.list(request, message.getListMembers()));
            case LIST_AUTHORS -> always((request, message) -> members.authors(request, message.getListAuthors()));
            case SET_TOPIC -> stores((request, message) -> members.setTopic(request, message.getSetTopic()));
            case CHANGE_ROOM -> stores((request, message) -> members.change(request, message.getChangeRoom()));
            case KICK -> always((request, message) -> moderation.kick(request, message.getKick()));
            case BAN -> always((request, message) -> moderation.ban(request, message.getBan()));
            case UNBAN -> always((request, message) -> moderation.unban(request, message.getUnban()));
            case LIST_BANS -> always((request, message) -> moderation.list(request, message.getListBans()));
            case SET_ROLE -> always((request, message) -> moderation.setRole(request, message.getSetRole()));
            case INVITE -> always((request, message) -> invitations.invite(request, message.getInvite()));
            case UNINVITE -> always((request, message) -> invitations.uninvite(request, message.getUninvite()));
            case LIST_INVITATIONS ->
                always((request, message) -> invitations.list(request, message.getListInvitations()));
            case READ_HISTORY -> always((request, message) -> history.read(request, message.getReadHistory()));
            case SEARCH -> always((request, message) -> searches.search(request, message.getSearch()));
            case RENEW_TOKEN -> always((request, message) -> tokens.renew(request));
            case USE_TRANSPORT ->
                always((request, message) ->
                        request.phase().useUdp(message.getUseTransport().getUdp()));
            case GOODBYE -> always((request, message) -> request.phase().goodbye());
            case HELLO -> refused("this connection has a session already: Hello comes once");
            case BODY_NOT_SET -> refused("this server does not know that request");
        };
    }

    private static Route always(Handler handler) {
        return new Route(Guard.NONE, handler);
    }

    private static Route stores(Handler handler) {
        return new Route(Guard.STORES, handler);
    }

    private static Route refused(String sentence) {
        return always((request, message) -> request.refuse(RefusalReason.BAD_REQUEST, sentence));
    }

    void route(ClientRequest request, ClientMessage message) {
        Route route = Objects.requireNonNull(routes.get(message.getBodyCase()));
        String trouble =
                switch (route.guard) {
                    case NONE -> null;
                    case STORES -> lobby.trouble();
                };
        if (trouble == null) {
            route.handler.handle(request, message);
        } else {
            request.notStored(trouble);
        }
    }
}
