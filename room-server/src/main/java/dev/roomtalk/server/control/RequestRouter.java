package dev.roomtalk.server.control;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.settings.LiveSettings;
import org.jspecify.annotations.Nullable;

/**
 * The table of requests: which handler answers each kind. All sessions share it and its handlers, which keep nothing of
 * a session; each call is on the loop of the connection that sent the request.
 */
public final class RequestRouter {
    private final RoomHandler rooms;
    private final MemberHandler members;
    private final ModerationHandler moderation;
    private final InvitationHandler invitations;
    private final HistoryHandler history;
    private final SearchHandler searches;
    private final TokenHandler tokens;
    private final FileHandler files;
    private final ConversationHandler conversations;
    private final PresenceHandler presence;

    /**
     * A router whose handlers use these.
     *
     * @param transfers null: this server takes no files
     */
    public RequestRouter(
            Lobby lobby,
            Conversations among,
            ConversationWatchers watchers,
            NewRooms newRooms,
            Users users,
            LastAddresses addresses,
            Passwords passwords,
            Workers workers,
            Sessions sessions,
            SessionEnds ends,
            LiveSettings settings,
            @Nullable Transfers transfers) {
        this.conversations = new ConversationHandler(lobby, among, newRooms, watchers);
        this.rooms = new RoomHandler(lobby, newRooms, passwords, conversations, settings);
        this.members = new MemberHandler(lobby);
        this.moderation = new ModerationHandler(lobby, users, addresses);
        this.invitations = new InvitationHandler(lobby, users);
        this.history = new HistoryHandler(lobby);
        this.searches = new SearchHandler(lobby, among, workers);
        this.tokens = new TokenHandler(users, ends);
        this.files = new FileHandler(lobby, transfers);
        this.presence = new PresenceHandler(lobby, sessions);
    }

    void route(ClientRequest request, ClientMessage message) {
        switch (message.getBodyCase()) {
            case FRAME -> request.phase().onFrame(message.getFrame());
            case LIST_CONVERSATIONS -> conversations.list(request, message.getListConversations());
            case SET_CONTACTS -> conversations.setContacts(request, message.getSetContacts());
            case SET_AWAY -> presence.setAway(request, message.getSetAway());
            case MARK_READ -> conversations.markRead(request, message.getMarkRead());
            case CREATE_ROOM -> rooms.create(request, message.getCreateRoom());
            case JOIN_ROOM -> rooms.join(request, message.getJoinRoom());
            case LEAVE_ROOM -> rooms.leave(request, message.getLeaveRoom());
            case CLOSE_ROOM -> rooms.close(request, message.getCloseRoom());
            case LIST_ROOMS -> rooms.list(request);
            case LIST_MEMBERS -> members.list(request, message.getListMembers());
            case LIST_AUTHORS -> members.authors(request, message.getListAuthors());
            case SET_TOPIC -> members.setTopic(request, message.getSetTopic());
            case CHANGE_ROOM -> members.change(request, message.getChangeRoom());
            case KICK -> moderation.kick(request, message.getKick());
            case BAN -> moderation.ban(request, message.getBan());
            case UNBAN -> moderation.unban(request, message.getUnban());
            case LIST_BANS -> moderation.list(request, message.getListBans());
            case SET_ROLE -> moderation.setRole(request, message.getSetRole());
            case INVITE -> invitations.invite(request, message.getInvite());
            case UNINVITE -> invitations.uninvite(request, message.getUninvite());
            case LIST_INVITATIONS -> invitations.list(request, message.getListInvitations());
            case READ_HISTORY -> history.read(request, message.getReadHistory());
            case SEARCH -> searches.search(request, message.getSearch());
            case RENEW_TOKEN -> tokens.renew(request, message.getRenewToken());
            case SEND_FILE -> files.send(request, message.getSendFile());
            case GET_FILE -> files.get(request, message.getGetFile());
            case USE_TRANSPORT ->
                request.phase().useUdp(message.getUseTransport().getUdp());
            case GOODBYE -> request.phase().goodbye();
            case OPEN_TRANSFER, FILE_CHUNK, FILE_END ->
                request.refuse(RefusalReason.BAD_REQUEST, "a file travels over a connection of its own");
            case GET_SUCCESSION -> request.refuse(RefusalReason.BAD_REQUEST, "succession is asked for before Hello");
            case HELLO ->
                request.refuse(RefusalReason.BAD_REQUEST, "this connection has a session already: Hello comes once");
            case BODY_NOT_SET -> request.refuse(RefusalReason.BAD_REQUEST, "this server does not know that request");
        }
    }
}
