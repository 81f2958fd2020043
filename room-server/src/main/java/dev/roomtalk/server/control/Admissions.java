package dev.roomtalk.server.control;

import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Protocol;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Begins and ends sessions: at the relay, in the table of sessions, and on their connections. Any thread. */
public final class Admissions {
    /** A session ends when nothing comes for this many intervals of the keep-alive. */
    private static final int KEEP_ALIVES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Admissions.class);

    private final Relay relay;
    private final PublishLimits publishLimits;
    private final RequestLimits requestLimits;
    private final Sessions sessions;
    private final NodeBus bus;
    private final LastAddresses addresses;
    private final Welcomes welcomes;
    private final RequestRouter requests;
    private final LiveSettings settings;
    private final Counters counters;

    /**
     * Of a server.
     *
     * @param bus to the nodes that may have sessions of the same instances
     * @param requests answers the requests of the sessions that begin
     */
    public Admissions(
            Relay relay,
            PublishLimits publishLimits,
            RequestLimits requestLimits,
            Sessions sessions,
            NodeBus bus,
            LastAddresses addresses,
            Welcomes welcomes,
            RequestRouter requests,
            LiveSettings settings,
            Counters counters) {
        this.relay = relay;
        this.publishLimits = publishLimits;
        this.requestLimits = requestLimits;
        this.sessions = sessions;
        this.bus = bus;
        this.addresses = addresses;
        this.welcomes = welcomes;
        this.requests = requests;
        this.settings = settings;
        this.counters = counters;
    }

    /** Says which keys the server's key has followed. */
    ServerMessage succession(int request) {
        return welcomes.succession(request);
    }

    /** Done when it is known which rooms a user is a member of; to be awaited before a session of the user begins. */
    CompletionStage<Void> recall(UserRecord user) {
        return relay.rooms().recall(user.id());
    }

    /** Makes a session for a connection that is about to become this user's; null: the user has as many as it may. */
    @Nullable
    CompletionStage<Relay.Admission> admit(Connection connection, Login login) {
        return switch (sessions.begin(login.user().id(), login.instance(), connection)) {
            case Sessions.TooMany _ -> null;
            case Sessions.Admitted admitted -> {
                bus.tell(new Notice.SessionBegins(login.user().id(), login.instance()));
                if (admitted.replaced() != null) {
                    admitted.replaced().close(CloseReason.REPLACED, "this program has connected again", false, 0);
                }
                yield relay.admit(
                        login.user().id(),
                        login.user().name().display(),
                        login.instance(),
                        connection,
                        publishLimits.of(connection.remote()));
            }
        };
    }

    /**
     * The connection becomes this user's: it enters the phase that is returned, and gets its Welcome. On the
     * connection's loop.
     */
    SessionPhase begin(Connection connection, Login login, Relay.Admission admission) {
        Session session = admission.session();
        counters.count(Counter.SESSIONS);
        SessionPhase phase = new SessionPhase(
                connection,
                session,
                login.user(),
                login.token(),
                requests,
                requestLimits.of(connection.remote()),
                counters,
                () -> end(connection, session));
        sessions.add(connection, session, phase::token);
        addresses.came(login.user().id(), connection.address());
        log(connection, session);
        connection.enter(phase, Protocol.MAX_CONTROL);
        connection.expectLife(KEEP_ALIVES * settings.get().keepAlive().toMillis());
        connection.send(
                welcomes.welcome(login, admission, connection.localAddress().getPort()));
        return phase;
    }

    private void log(Connection connection, Session session) {
        LoggingEventBuilder line = LOG.atDebug()
                .addKeyValue("connection", connection)
                .addKeyValue("session", Long.toHexString(session.instance()))
                .addKeyValue("user", session.name());
        if (settings.get().logAddresses()) {
            line = line.addKeyValue("address", connection.remote().getHostAddress());
        }
        line.log("session begun");
    }

    /** The session is over, whether it had begun on its connection or not. */
    void end(Connection connection, Session session) {
        relay.dismiss(session);
        sessions.end(session, connection);
    }
}
