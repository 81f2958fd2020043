package dev.roomtalk.server.settings;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every key of the configuration: the same name as a flag ({@code --key}) and in the configuration file. */
public enum Setting {
    HOST("host", "ADDRESS[,ADDRESS]", "", "addresses to serve; default: every address of this machine"),
    PORT("port", "0-65535", "4242", "TCP and UDP port; 0: any that is free"),
    DATA_DIR(
            "data-dir",
            "DIRECTORY",
            "",
            "keeps the certificate and the database; default: $XDG_DATA_HOME/roomtalk/server"),
    ENGINE(
            "engine",
            "sqlite|memory",
            "sqlite",
            "sqlite keeps everything in the data directory, memory forgets it at the end"),
    DURABILITY(
            "durability",
            "process|power",
            "process",
            "a stored message survives the end of the process, or the loss of power too"),
    RELAY_LOOPS("relay-loops", "1-256", "", "threads that relay messages; default: half the cores"),
    CONTROL_LOOPS("control-loops", "1-256", "", "threads that serve connections; default: half the cores"),
    PLAIN("plain", "true|false", "false", "no TLS; on loopback only"),
    PLAIN_ANYWHERE(
            "plain-anywhere", "true|false", "false", "no TLS, on any address: everybody on the way can read and forge"),
    CERTIFICATE("certificate", "FILE", "", "certificate chain (PEM) instead of the self-made one"),
    KEY("key", "FILE", "", "the certificate's private key (PEM, PKCS #8)"),
    SOCKET_BUFFER("socket-buffer", "64K-1G", "4M", "UDP send and receive buffer to ask the kernel for"),
    BACKLOG("backlog", "1-65535", "1024", "connections that may wait to be accepted"),
    MAX_CONNECTIONS("max-connections", "1-1000000", "20000", "connections at one time"),
    MAX_CONNECTIONS_PER_ADDRESS(
            "max-connections-per-address",
            "1-1000000",
            "256",
            "connections at one time from one address (of IPv6: from one /64)"),
    MAX_CONNECTIONS_PER_RANGE(
            "max-connections-per-range",
            "1-1000000",
            "2048",
            "connections at one time from one range of addresses (IPv4 /24, IPv6 /48)"),
    MAX_HALF_OPEN(
            "max-half-open",
            "16-1000000",
            "1024",
            "connections that have not said who they are; beyond it the oldest silent one ends"),
    HANDSHAKE_RATE(
            "handshake-rate",
            "1-1000000",
            "",
            "TLS handshakes that begin in a second; others wait; default: 25 for each core"),
    HANDSHAKE_RATE_PER_ADDRESS(
            "handshake-rate-per-address",
            "1-1000000",
            "50",
            "TLS handshakes from one address that begin in a second; others wait"),
    FAILURES_PER_ADDRESS(
            "failures-per-address",
            "1-1000000",
            "30",
            "failures of one address within failure-window, after which it is refused for a while"),
    FAILURE_WINDOW("failure-window", "1s-1d", "2m", "failures of an address count together for this long"),
    FAILURE_REFUSAL("failure-refusal", "1s-365d", "10m", "an address that kept failing may not connect for this long"),
    MAX_USERS("max-users", "1-100000000", "1000000", "users that exist; beyond it no new ones"),
    MAX_ROOMS("max-rooms", "1-1000000", "100000", "rooms that exist"),
    MAX_MEMBERS("max-members", "2-1000000", "20000", "members of one room"),
    MAX_ROOMS_PER_USER("max-rooms-per-user", "1-100000", "200", "rooms that a user may be a member of"),
    MAX_SESSIONS_PER_USER("max-sessions-per-user", "1-100000", "50", "sessions of one user at one time"),
    NEW_USERS_PER_ADDRESS("new-users-per-address", "1-100000000", "1000", "new users from one address in an hour"),
    NEW_ROOMS_PER_USER("new-rooms-per-user", "1-100000000", "100", "rooms that one user may make in an hour"),
    NEW_ROOMS_PER_ADDRESS(
            "new-rooms-per-address", "1-100000000", "1000", "rooms that users of one address may make in an hour"),
    PUBLISH_RATE("publish-rate", "1-1000000", "50", "messages in a second that one session may publish"),
    PUBLISH_BURST("publish-burst", "1-1000000", "100", "messages that one session may publish at once"),
    PUBLISH_RATE_PER_ADDRESS(
            "publish-rate-per-address",
            "1-1000000",
            "500",
            "messages in a second that sessions of one address may publish"),
    PUBLISH_BURST_PER_ADDRESS(
            "publish-burst-per-address",
            "1-1000000",
            "1000",
            "messages that sessions of one address may publish at once"),
    PUBLISH_BYTES("publish-bytes", "1K-900M", "64K", "bytes of text in a second that one session may publish"),
    PUBLISH_BYTES_BURST("publish-bytes-burst", "4K-900M", "512K", "bytes of text that one session may publish at once"),
    PUBLISH_RATE_PER_ROOM(
            "publish-rate-per-room",
            "1-1000000",
            "1000",
            "messages in a second that one room takes of all its members"),
    PUBLISH_BURST_PER_ROOM(
            "publish-burst-per-room", "1-1000000", "2000", "messages that one room takes of all its members at once"),
    PUBLISH_BYTES_PER_ROOM(
            "publish-bytes-per-room",
            "1K-900M",
            "1M",
            "bytes of text in a second that one room takes of all its members"),
    PUBLISH_BYTES_BURST_PER_ROOM(
            "publish-bytes-burst-per-room",
            "4K-900M",
            "4M",
            "bytes of text that one room takes of all its members at once"),
    TRUSTED_PROXIES("trusted-proxies", "ADDRESS[,ADDRESS]", "", "addresses that limits per address do not count"),
    MESSAGE_BYTES("message-bytes", "1-4000", "4000", "the longest message, in bytes of UTF-8"),
    TOPIC_BYTES("topic-bytes", "1-4000", "500", "the longest topic, in bytes of UTF-8"),
    KEEP_ALIVE("keep-alive", "1s-1h", "25s", "clients show life this often; a session ends after three times as long"),
    HELLO_TIMEOUT("hello-timeout", "1s-1h", "10s", "time for the TLS handshake, and again for Hello"),
    PRESENCE_DELAY("presence-delay", "0s-1h", "10s", "a lost connection shows after this"),
    HOST_GRACE("host-grace", "0s-365d", "10m", "an absent host passes the role on after this"),
    ROOM_EXPIRY("room-expiry", "1s-3650d", "30d", "an empty and silent room closes after this"),
    NAME_EXPIRY("name-expiry", "1s-3650d", "90d", "a name that nobody uses is free after this"),
    REPAIR_RING("repair-ring", "16-65536", "1024", "messages of each room kept for repair"),
    HISTORY_LINES(
            "history-lines",
            "0-500",
            "50",
            "last messages that a client shows on joining, where a room says nothing else"),
    HISTORY_AGE("history-age", "1m-36500d", "3650d", "messages are kept this long"),
    HISTORY_MESSAGES("history-messages", "1-1000000000", "1000000", "messages of each room that are kept"),
    HISTORY_BYTES("history-bytes", "64K-2047M", "1G", "bytes of each room that are kept"),
    HISTORY_TOTAL("history-total", "64K-2047M", "256M", "bytes of all rooms that engine memory keeps"),
    METRICS_PORT("metrics-port", "0-65535", "", "HTTP port for metrics and health; default: none; 0: any that is free"),
    METRICS_HOST("metrics-host", "ADDRESS", "127.0.0.1", "address of the metrics port, which asks nobody who he is"),
    LOG_FORMAT("log-format", "text|json", "text", "how a line of the log looks"),
    LOG_LEVEL("log-level", "error|warn|info|debug", "info", "the least important lines that are logged"),
    LOG_ADDRESSES("log-addresses", "true|false", "false", "the log names the addresses of users");

    /** Those that a running server takes on when its configuration is loaded again; the others wait for the next start. */
    private static final Set<Setting> LIVE = Collections.unmodifiableSet(EnumSet.of(
            CERTIFICATE,
            KEY,
            MAX_CONNECTIONS,
            MAX_CONNECTIONS_PER_ADDRESS,
            MAX_CONNECTIONS_PER_RANGE,
            MAX_USERS,
            MAX_ROOMS,
            MAX_MEMBERS,
            MAX_ROOMS_PER_USER,
            MAX_SESSIONS_PER_USER,
            NEW_USERS_PER_ADDRESS,
            NEW_ROOMS_PER_USER,
            NEW_ROOMS_PER_ADDRESS,
            PUBLISH_RATE,
            PUBLISH_BURST,
            PUBLISH_RATE_PER_ADDRESS,
            PUBLISH_BURST_PER_ADDRESS,
            PUBLISH_BYTES,
            PUBLISH_BYTES_BURST,
            PUBLISH_RATE_PER_ROOM,
            PUBLISH_BURST_PER_ROOM,
            PUBLISH_BYTES_PER_ROOM,
            PUBLISH_BYTES_BURST_PER_ROOM,
            TRUSTED_PROXIES,
            MESSAGE_BYTES,
            TOPIC_BYTES,
            KEEP_ALIVE,
            HELLO_TIMEOUT,
            PRESENCE_DELAY,
            HOST_GRACE,
            ROOM_EXPIRY,
            NAME_EXPIRY,
            HISTORY_LINES,
            HISTORY_AGE,
            HISTORY_MESSAGES,
            HISTORY_BYTES,
            LOG_FORMAT,
            LOG_LEVEL,
            LOG_ADDRESSES));

    private final String key;
    private final String form;
    private final String standard;
    private final String meaning;

    Setting(String key, String form, String standard, String meaning) {
        this.key = key;
        this.form = form;
        this.standard = standard;
        this.meaning = meaning;
    }

    /** Null: there is none of this name. */
    static @Nullable Setting named(String key) {
        for (Setting setting : values()) {
            if (setting.key.equals(key)) {
                return setting;
            }
        }
        return null;
    }

    /** As it is written in the file, and behind {@code --}. */
    public String key() {
        return key;
    }

    /** What a value looks like; for numbers, sizes and durations {@code lowest-highest}. */
    public String form() {
        return form;
    }

    /** The value where none is given; empty: see {@link #meaning}. */
    public String standard() {
        return standard;
    }

    public String meaning() {
        return meaning;
    }

    /** A running server takes it on when its configuration is loaded again. */
    public boolean isLive() {
        return LIVE.contains(this);
    }

    /** Takes no value as a flag. */
    public boolean isSwitch() {
        return form.equals("true|false");
    }
}
