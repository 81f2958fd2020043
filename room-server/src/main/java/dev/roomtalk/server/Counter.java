package dev.roomtalk.server;

/** Everything that a node counts. */
public enum Counter {
    /** Datagrams that arrived at the relay. */
    DATAGRAMS_IN("datagrams.received", "datagrams received"),
    DATAGRAMS_OUT("datagrams.sent", "datagrams sent"),
    /** Too short, too long, of another version. */
    DATAGRAMS_IMPLAUSIBLE("datagrams.dropped", "reason", "implausible", "datagrams that are not of this protocol"),
    DATAGRAMS_UNKNOWN("datagrams.dropped", "reason", "unknown_connection", "datagrams with an unknown connection id"),
    DATAGRAMS_FORGED("datagrams.dropped", "reason", "forged", "datagrams that do not authenticate"),
    DATAGRAMS_REPLAYED("datagrams.dropped", "reason", "replayed", "datagrams that came twice or too late"),
    DATAGRAMS_MALFORMED(
            "datagrams.dropped", "reason", "malformed", "authentic datagrams with something that is no frame"),
    /** The owning loop's queue was full. */
    DATAGRAMS_NOT_HANDED_OVER(
            "datagrams.dropped", "reason", "loop_busy", "datagrams dropped because the owning loop was busy"),
    /** The socket's queue was full. */
    DATAGRAMS_NOT_SENT("datagrams.dropped", "reason", "socket_full", "datagrams dropped because the socket was full"),
    /** By the clients' own reports. */
    DATAGRAMS_LOST("datagrams.lost", "datagrams that clients on UDP did not receive"),
    CHALLENGES("challenges", "challenges sent to new addresses"),
    MOVES("sessions.moved", "to", "address", "sessions that moved to another address"),
    MOVES_TO_TCP("sessions.moved", "to", "tcp", "sessions moved to TCP because too many datagrams were lost"),
    MESSAGES("messages", "messages taken"),
    /** The engine, which should have, could not. */
    MESSAGES_NOT_STORED("messages.not.stored", "messages relayed and not stored"),
    DELIVERIES_UDP("deliveries", "transport", "udp", "messages delivered over UDP"),
    DELIVERIES_TCP("deliveries", "transport", "tcp", "messages delivered over TCP"),
    DELIVERIES_BEHIND("deliveries.behind", "deliveries left to repair because a connection or a loop was full"),
    REPAIRS_UDP("repairs", "transport", "udp", "messages delivered again over UDP"),
    REPAIRS_TCP("repairs", "transport", "tcp", "messages delivered again over TCP"),
    REPAIRS_LEFT_OUT("repairs.left.out", "repairs left out because the connection was full"),
    /** They are counted as refused as well. */
    MESSAGES_TOO_FAST("messages.too.fast", "messages refused for a while because of a rate limit"),
    CONNECTIONS("connections.accepted", "connections accepted"),
    CONNECTIONS_REFUSED("connections.refused", "connections refused because of a limit"),
    SESSIONS("sessions.begun", "sessions begun"),
    SESSIONS_TIMED_OUT("sessions.timed.out", "sessions that fell silent"),
    PROTOCOL_ERRORS("protocol.errors", "connections closed because of what came over them"),
    AUDIT_LEFT_OUT("audit.left.out", "entries that could not be written into the audit log"),
    INTERNAL_ERRORS("internal.errors", "failures of the server itself");

    private final String metric;
    private final String label;
    private final String value;
    private final String meaning;

    Counter(String metric, String meaning) {
        this(metric, "", "", meaning);
    }

    Counter(String metric, String label, String value, String meaning) {
        this.metric = metric;
        this.label = label;
        this.value = value;
        this.meaning = meaning;
    }

    /** Its name among the metrics, in words with dots between; several counters may have one, and differ in their label. */
    public String metric() {
        return metric;
    }

    /** What tells it from others of its name; empty: there are none. */
    public String label() {
        return label;
    }

    /** Of the label. */
    public String value() {
        return value;
    }

    public String meaning() {
        return meaning;
    }
}
