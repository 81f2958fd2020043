package dev.roomtalk.server.base;

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
    /**
     * Datagrams of every kind: in a flood a filter drops those that belong to no session, and a full buffer takes none.
     */
    DATAGRAMS_DROPPED_BY_KERNEL(
            "datagrams.dropped",
            "reason",
            "kernel",
            "datagrams that the kernel dropped, by the filter of a flood or because the buffer was full"),
    /** By the clients' own reports. */
    DATAGRAMS_LOST("datagrams.lost", "datagrams that clients on UDP did not receive"),
    CHALLENGES("challenges", "challenges sent to new addresses"),
    MOVES("sessions.moved", "to", "address", "sessions that moved to another address"),
    MOVES_TO_TCP("sessions.moved", "to", "tcp", "sessions moved to TCP because too many datagrams were lost"),
    MESSAGES("messages", "messages taken"),
    /** The engine could not store them, although their room keeps a history. */
    MESSAGES_NOT_STORED("messages.not.stored", "messages relayed and not stored"),
    DELIVERIES_UDP("deliveries", "transport", "udp", "messages delivered over UDP"),
    DELIVERIES_TCP("deliveries", "transport", "tcp", "messages delivered over TCP"),
    DELIVERIES_BEHIND("deliveries.behind", "deliveries left to repair because a connection or a loop was full"),
    REPAIRS_UDP("repairs", "transport", "udp", "messages delivered again over UDP"),
    REPAIRS_TCP("repairs", "transport", "tcp", "messages delivered again over TCP"),
    REPAIRS_LEFT_OUT(
            "repairs.left.out",
            "repairs left out because the connection was full, or the same was asked for a moment ago"),
    /** They are also counted as refused. */
    MESSAGES_TOO_FAST("messages.too.fast", "messages refused for a while because of a rate limit"),
    MESSAGES_TOO_FAST_FOR_ROOM(
            "messages.too.fast.for.room", "messages refused for a while because their room takes no more"),
    CONNECTIONS("connections.accepted", "connections accepted"),
    CONNECTIONS_FULL(
            "connections.refused", "reason", "full", "connections refused because the server has as many as it allows"),
    CONNECTIONS_OF_ADDRESS(
            "connections.refused",
            "reason",
            "address",
            "connections refused because their address has as many as it may"),
    CONNECTIONS_OF_RANGE(
            "connections.refused",
            "reason",
            "range",
            "connections refused because the addresses around theirs have as many as they may"),
    CONNECTIONS_FAILING(
            "connections.refused", "reason", "failing", "connections refused because their address kept failing"),
    CONNECTIONS_BANNED(
            "connections.refused", "reason", "banned", "connections refused because their address is banned"),
    CONNECTIONS_HALF_OPEN(
            "connections.refused",
            "reason",
            "half_open",
            "connections ended before they had a user, because there were too many of these"),
    CONNECTIONS_DELAYED("connections.delayed", "connections that waited before their TLS handshake"),
    HANDSHAKES_WASTED("handshakes.wasted", "TLS handshakes that began and came to nothing"),
    FAILURES_TLS("address.failures", "reason", "tls", "connections that did not speak TLS, or broke it"),
    FAILURES_SILENT("address.failures", "reason", "silent", "connections that did not send Hello in time"),
    FAILURES_PROTOCOL("address.failures", "reason", "protocol", "connections that did not speak the protocol"),
    FAILURES_TOKEN("address.failures", "reason", "token", "tokens that nobody has"),
    FAILURES_PASSWORD("address.failures", "reason", "password", "wrong passwords of rooms"),
    SESSIONS("sessions.begun", "sessions begun"),
    SESSIONS_TIMED_OUT("sessions.timed.out", "sessions that fell silent"),
    FILES_STORED("files.stored", "files stored"),
    FILE_BYTES_IN("files.bytes", "direction", "in", "bytes of files that came"),
    FILE_BYTES_OUT("files.bytes", "direction", "out", "bytes of files that were sent to clients"),
    HOOK_MESSAGES("hooks.messages", "messages that came by web hooks"),
    HOOKS_REFUSED("hooks.refused", "requests to the port for web hooks that were refused"),
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

    /**
     * The name of its metric, in words with dots between. Counters of one metric differ in the value of their label.
     */
    public String metric() {
        return metric;
    }

    /** The label that tells the counters of its metric apart; empty if it is the only one. */
    public String label() {
        return label;
    }

    /** The value of the label. */
    public String value() {
        return value;
    }

    public String meaning() {
        return meaning;
    }
}
