package dev.roomtalk.server.control;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a connection that has a session: it hands each request to its handler, and keeps what a session has
 * beyond one request. Confined to the connection's loop.
 */
final class SessionPhase implements Connection.Phase {
    private static final int BUSY_WAIT_MILLIS = 200;

    private final Connection connection;
    private final Session session;
    private final UserRecord user;
    private final RequestRouter requests;
    private final RequestLimit limit;
    private final Counters counters;
    private final Runnable onEnd;
    /** Read by any thread. */
    private final Set<RoomRef> entered = ConcurrentHashMap.newKeySet();
    /** Conversations that it is not in, and was told of. Any thread. */
    private final Set<RoomRef> toldOf = ConcurrentHashMap.newKeySet();

    private final List<Runnable> whenOver = new ArrayList<>();
    /** Read by any thread. */
    private volatile TokenHash token;

    private boolean searching;
    private boolean saidGoodbye;

    /** @param onEnd called once, when the connection is over */
    SessionPhase(
            Connection connection,
            Session session,
            UserRecord user,
            TokenHash token,
            RequestRouter requests,
            RequestLimit limit,
            Counters counters,
            Runnable onEnd) {
        this.connection = connection;
        this.session = session;
        this.user = user;
        this.token = token;
        this.requests = requests;
        this.limit = limit;
        this.counters = counters;
        this.onEnd = onEnd;
    }

    Connection connection() {
        return connection;
    }

    Session session() {
        return session;
    }

    UserRecord user() {
        return user;
    }

    /** The token that proves who the user is. Any thread. */
    TokenHash token() {
        return token;
    }

    void renewed(TokenHash next) {
        token = next;
    }

    /** Begins the one search that a session may have at a time; false: one is running. */
    boolean beginSearching() {
        boolean begins = !searching;
        searching = true;
        return begins;
    }

    void endSearching() {
        searching = false;
    }

    @Override
    public void onMessage(ClientMessage message) {
        ClientRequest request = new ClientRequest(this, message.getRequestId());
        int wait = limit.pay(RequestCost.of(message));
        if (wait == 0) {
            requests.route(request, message);
        } else if (message.hasFrame() || message.hasUseTransport()) {
            // Its sender needs no answer, and asks again.
            counters.refusedRequest(RefusalReason.TOO_FAST);
        } else {
            // A page is asked for again by clients that know of no limit but this.
            request.tooFast(message.hasReadHistory() ? RefusalReason.BUSY : RefusalReason.TOO_FAST, wait);
        }
    }

    /** Pays for something that a request needs besides: 0, it may be done; otherwise the milliseconds to wait. */
    int pay(int cost) {
        return limit.pay(cost);
    }

    /** A frame that came by TCP: a ping is answered here, everything else by the relay. */
    void onFrame(Frame frame) {
        if (frame.hasPing()) {
            connection.answer(
                    FrameEncoder.record(FrameEncoder.pong(frame.getPing().getId())));
        } else if (!session.offer(frame) && frame.hasPublish()) {
            counters.refusedMessage(RefusalReason.BUSY);
            connection.answer(FrameEncoder.record(FrameEncoder.refusedMessage(
                    frame.getPublish().getRoom(), frame.getPublish().getN(), RefusalReason.BUSY, BUSY_WAIT_MILLIS)));
        }
    }

    void useUdp(boolean udp) {
        if (!session.offerTransport(udp)) {
            // The client needs no answer: the session is served as before, and silence ends UDP.
            counters.refusedRequest(RefusalReason.BUSY);
        }
    }

    void goodbye() {
        saidGoodbye = true;
        connection.close(CloseReason.CLOSE_UNSPECIFIED, "goodbye", false, 0);
    }

    /** The session enters a room, which is told when the session is over. */
    void enter(RoomRef room, RoomCommand.Enter command) {
        entered.add(room);
        toldOf.remove(room);
        room.tell(command);
    }

    /**
     * The session asks to enter a room that its user may not know, as {@link #enter}.
     *
     * @param room null: there is none
     */
    void knock(Lobby lobby, @Nullable RoomRef room, Name name, RoomCommand.Enter command) {
        if (room != null) {
            entered.add(room);
        }
        lobby.knock(room, name, command);
    }

    /** The session has left a room that it had entered, and its user is a member as before. */
    void left(RoomRef room) {
        entered.remove(room);
        toldOf.remove(room);
    }

    /** Tells the session of a room that it is not in, once until it has been in it. Any thread. */
    void tellOnce(RoomRef room, ServerMessage event) {
        if (!entered.contains(room) && toldOf.add(room)) {
            connection.send(event);
        }
    }

    /** Runs when the session is over. */
    void whenOver(Runnable end) {
        whenOver.add(end);
    }

    @Override
    public void onWritable() {
        session.writableAgain();
    }

    @Override
    public void onEnd() {
        session.end();
        for (RoomRef room : entered) {
            room.tell(new RoomCommand.Gone(session, saidGoodbye));
        }
        entered.clear();
        whenOver.forEach(Runnable::run);
        onEnd.run();
    }
}
