package dev.roomtalk.server;

/** Everything that a node counts. */
public enum Counter {
    /** Datagrams that arrived at the relay. */
    DATAGRAMS_IN("datagrams received"),
    DATAGRAMS_OUT("datagrams sent"),
    /** Too short, too long, of another version. */
    DATAGRAMS_IMPLAUSIBLE("datagrams that are not of this protocol"),
    DATAGRAMS_UNKNOWN("datagrams with an unknown connection id"),
    DATAGRAMS_FORGED("datagrams that do not authenticate"),
    DATAGRAMS_REPLAYED("datagrams that came twice or too late"),
    DATAGRAMS_MALFORMED("authentic datagrams with something that is no frame"),
    /** The owning loop's queue was full. */
    DATAGRAMS_NOT_HANDED_OVER("datagrams dropped because the owning loop was busy"),
    /** The socket's queue was full. */
    DATAGRAMS_NOT_SENT("datagrams dropped because the socket was full"),
    /** By the clients' own reports. */
    DATAGRAMS_LOST("datagrams that clients on UDP did not receive"),
    CHALLENGES("challenges sent to new addresses"),
    MOVES("sessions that moved to another address"),
    MOVES_TO_TCP("sessions moved to TCP because too many datagrams were lost"),
    MESSAGES("messages taken"),
    /** The engine, which should have, could not. */
    MESSAGES_NOT_STORED("messages relayed and not stored"),
    DELIVERIES_UDP("messages delivered over UDP"),
    DELIVERIES_TCP("messages delivered over TCP"),
    DELIVERIES_BEHIND("deliveries left to repair because a connection or a loop was full"),
    REPAIRS_UDP("messages delivered again over UDP"),
    REPAIRS_TCP("messages delivered again over TCP"),
    REPAIRS_LEFT_OUT("repairs left out because the connection was full"),
    MESSAGES_REFUSED("messages refused"),
    /** They are counted as refused as well. */
    MESSAGES_TOO_FAST("messages refused for a while because of a rate limit"),
    REQUESTS_REFUSED("requests refused"),
    CONNECTIONS("connections accepted"),
    CONNECTIONS_REFUSED("connections refused because of a limit"),
    SESSIONS("sessions begun"),
    SESSIONS_TIMED_OUT("sessions that fell silent"),
    PROTOCOL_ERRORS("connections closed because of what came over them"),
    INTERNAL_ERRORS("failures of the server itself");

    private final String meaning;

    Counter(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
