package dev.roomtalk.server.settings;

import dev.roomtalk.server.store.redis.RedisSettings;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the configuration, each with the form of its value, its default and its meaning. A key is the constant's
 * name in small letters with hyphens; it has the same name as a flag ({@code --key}) and in the configuration file.
 */
public enum Setting {
    HOST("ADDRESS[,ADDRESS]", "", "addresses to serve; default: every address of this machine"),
    PORT("0-65535", "4242", "TCP and UDP port; 0: any that is free"),
    DATA_DIR("DIRECTORY", "", "keeps the certificate and the database; default: $XDG_DATA_HOME/roomtalk/server"),
    ENGINE(
            "sqlite|memory|" + RedisSettings.FORM + "|" + RedisSettings.SENTINEL_FORM,
            "sqlite",
            "sqlite keeps everything in the data directory, memory forgets it at the end, redis:// keeps it in a database of"
                    + " a Redis server, redis-sentinel:// in that of the master which these sentinels name (default: mymaster);"
                    + " with TLS: rediss://, rediss-sentinel://"),
    ENGINE_USER("NAME", "", "the user of Redis that the engine is; default: its default user"),
    ENGINE_PASSWORD_FILE("FILE", "", "the file that has the password of the engine's Redis; default: none is needed"),
    ENGINE_SENTINEL_PASSWORD_FILE(
            "FILE", "", "the file that has the password of the engine's sentinels; default: none is needed"),
    ENGINE_AUTHORITY("FILE", "", "certificates (PEM) that may vouch for the Redis of rediss://; default: Java's own"),
    ENGINE_REPLICAS(
            "0-100",
            "",
            "replicas of Redis that must have a message before it is stored; default: 1 once there are two, else 0"),
    DURABILITY(
            "process|power", "process", "a stored message survives the end of the process, or the loss of power too"),
    RELAY_LOOPS("1-256", "", "threads that relay messages; default: half the cores"),
    CONTROL_LOOPS("1-256", "", "threads that serve connections; default: half the cores"),
    PLAIN("true|false", "false", "no TLS; on loopback only"),
    PLAIN_ANYWHERE("true|false", "false", "no TLS, on any address: everybody on the way can read and forge"),
    CERTIFICATE("FILE", "", "certificate chain (PEM) instead of the self-made one"),
    KEY("FILE", "", "the certificate's private key (PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted)"),
    SOCKET_BUFFER("64K-1G", "4M", "UDP send and receive buffer to ask the kernel for"),
    BACKLOG("1-65535", "1024", "connections that may wait to be accepted"),
    MAX_CONNECTIONS("1-1000000", "20000", "connections at one time"),
    CONNECTION_BYTES(
            "1M-2047M",
            "",
            "memory for what all clients have not read, or not sent whole; default: an eighth of the heap"),
    MAX_CONNECTIONS_PER_ADDRESS("1-1000000", "256", "connections at one time from one address (of IPv6: from one /64)"),
    MAX_CONNECTIONS_PER_RANGE(
            "1-1000000", "2048", "connections at one time from one range of addresses (IPv4 /24, IPv6 /48)"),
    MAX_HALF_OPEN(
            "16-1000000", "2048", "connections without a user; beyond it the network that has most of them loses one"),
    HANDSHAKE_RATE("1-1000000", "", "TLS handshakes that begin in a second; others wait; default: 100 for each core"),
    HANDSHAKE_RATE_PER_ADDRESS(
            "1-1000000", "", "TLS handshakes from one address that begin in a second; default: as handshake-rate"),
    FAILURES_PER_ADDRESS(
            "1-1000000", "30", "failures of one address within failure-window, after which it is refused for a while"),
    FAILURE_WINDOW("1s-1d", "2m", "failures of an address count together for this long"),
    FAILURE_REFUSAL("1s-365d", "10m", "an address that kept failing may not connect for this long"),
    MAX_USERS("1-100000000", "1000000", "users that exist; beyond it no new ones"),
    MAX_ROOMS("1-1000000", "100000", "rooms that exist"),
    MAX_MEMBERS("2-1000000", "20000", "members of one room"),
    MAX_ROOMS_PER_USER("1-100000", "200", "rooms that a user may be a member of"),
    MAX_SESSIONS_PER_USER("1-100000", "50", "sessions of one user at one time"),
    NEW_USERS_PER_ADDRESS("1-100000000", "1000", "new users from one address in an hour"),
    NEW_NAMES(
            "any|distinct|restricted",
            "restricted",
            "of new users and rooms: distinct: none that looks like one that exists; restricted: nor of mixed scripts"),
    NEW_ROOMS_PER_USER("1-100000000", "100", "rooms that one user may make in an hour"),
    NEW_ROOMS_PER_ADDRESS("1-100000000", "1000", "rooms that users of one address may make in an hour"),
    PUBLISH_RATE("1-1000000", "50", "messages in a second that one session may publish"),
    PUBLISH_BURST("1-1000000", "100", "messages that one session may publish at once"),
    PUBLISH_RATE_PER_ADDRESS("1-1000000", "500", "messages in a second that sessions of one address may publish"),
    PUBLISH_BURST_PER_ADDRESS("1-1000000", "1000", "messages that sessions of one address may publish at once"),
    PUBLISH_BYTES("1K-900M", "64K", "bytes of text in a second that one session may publish"),
    PUBLISH_BYTES_BURST("4K-900M", "512K", "bytes of text that one session may publish at once"),
    PUBLISH_RATE_PER_ROOM("1-1000000", "1000", "messages in a second that all members of one room may publish"),
    PUBLISH_BURST_PER_ROOM("1-1000000", "2000", "messages that all members of one room may publish at once"),
    PUBLISH_BYTES_PER_ROOM("1K-900M", "1M", "bytes of text in a second that all members of one room may publish"),
    PUBLISH_BYTES_BURST_PER_ROOM("4K-900M", "4M", "bytes of text that all members of one room may publish at once"),
    REQUEST_RATE("1-1000000", "200", "what requests of one session may cost in a second, in units of work"),
    REQUEST_BURST("1-1000000", "5000", "what requests of one session may cost at once"),
    REQUEST_RATE_PER_ADDRESS("1-1000000", "5000", "what requests of sessions of one address may cost in a second"),
    REQUEST_BURST_PER_ADDRESS("1-1000000", "100000", "what requests of sessions of one address may cost at once"),
    TRUSTED_PROXIES(
            "ADDRESS[,ADDRESS]",
            "",
            "addresses, and ranges such as 10.0.0.0/8, whose PROXY header (version 2) names the client; without a header"
                    + " limits per address do not count them"),
    ADVERTISE(
            "HOST[:PORT][,...]",
            "",
            "where clients reach the relay (UDP) of this server, if that is not the address that they have connected; or"
                    + " :PORT alone"),
    MESSAGE_BYTES("1-4000", "4000", "the longest message, in bytes of UTF-8"),
    TOPIC_BYTES("1-4000", "500", "the longest topic, in bytes of UTF-8"),
    KEEP_ALIVE("1s-1h", "25s", "clients send something this often; a session ends after three times as long"),
    HELLO_TIMEOUT("1s-1h", "10s", "time for the TLS handshake, and again for Hello"),
    PRESENCE_DELAY("0s-1h", "10s", "a user whose connection is lost is shown as disconnected after this"),
    HOST_GRACE("0s-365d", "10m", "the role of a disconnected host passes to another member after this"),
    ROOM_EXPIRY("1s-3650d", "30d", "an empty and silent room closes after this"),
    NAME_EXPIRY("1s-3650d", "90d", "a name that nobody uses is free after this"),
    REPAIR_RING("16-65536", "1024", "messages of each room kept for repair"),
    REPAIR_BYTES(
            "1M-2047M",
            "",
            "memory for all rooms' messages for repair; those of silent rooms go first; default: an eighth of the heap"),
    HISTORY_LINES(
            "0-500", "50", "last messages that a client shows on joining, where a room has no setting of its own"),
    HISTORY_AGE("1m-36500d", "3650d", "messages are kept this long"),
    HISTORY_MESSAGES("1-1000000000", "1000000", "messages of each room that are kept"),
    HISTORY_BYTES("64K-2047M", "1G", "bytes of each room that are kept"),
    HISTORY_TOTAL(
            "64K-2047M",
            "",
            "bytes of all rooms that engine memory keeps; default: 256M, or less in a heap below 1.5G"),
    FILE_DIR(
            "DIRECTORY",
            "",
            "keeps the files of rooms; default: files in the data directory. With engine redis:// all nodes share one, or"
                    + " file-bucket; without either none is kept"),
    FILE_BUCKET(
            "NAME", "", "the bucket of an S3-compatible store that keeps the files of rooms, instead of a directory"),
    FILE_ENDPOINT(
            "URL", "", "where that store is reached, as https://s3.example.org; default: Amazon S3 in file-region"),
    FILE_REGION("NAME", "us-east-1", "the region of that store"),
    FILE_CREDENTIALS_FILE(
            "FILE",
            "",
            "has that store's aws_access_key_id and aws_secret_access_key, below [default]; default: AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY in the environment"),
    FILE_BYTES("0-1024G", "2G", "the longest file; 0: no files"),
    FILE_BYTES_PER_USER("64K-1024G", "4G", "bytes of all files of one user"),
    FILE_BYTES_PER_ROOM("64K-1024G", "8G", "bytes of all files of one room"),
    FILE_BYTES_TOTAL("64K-1024G", "16G", "bytes of all files; what is free on the disk is less, perhaps"),
    FILE_RATE("64K-100G", "", "bytes in a second that all transfers of files take; default: as many as they can"),
    FILE_TRANSFERS("1-10000", "64", "files that are being sent or got at one time"),
    METRICS_PORT("0-65535", "", "HTTP port for metrics and health; default: none; 0: any that is free"),
    METRICS_HOST("ADDRESS", "127.0.0.1", "address of the metrics port, which needs no authentication"),
    HOOK_PORT("0-65535", "", "HTTP port for incoming web hooks; default: none; 0: any that is free"),
    HOOK_HOST(
            "ADDRESS",
            "127.0.0.1",
            "address of the port for web hooks; one that is not loopback is served with TLS, with the server's certificate"),
    LOG_FILE("FILE", "", "the log goes there, and begins anew when it was moved away; default: standard error"),
    LOG_FORMAT("text|json", "text", "the form of a line of the log"),
    LOG_LEVEL("error|warn|info|debug", "info", "the least important lines that are logged"),
    LOG_ADDRESSES("true|false", "false", "the log names the addresses of users");

    /**
     * The keys that hold from one start of a server to the next; a running server takes on all others when its
     * configuration is loaded again.
     */
    private static final Set<Setting> NEED_RESTART = Collections.unmodifiableSet(EnumSet.of(
            HOST,
            PORT,
            DATA_DIR,
            ENGINE,
            ENGINE_USER,
            ENGINE_PASSWORD_FILE,
            ENGINE_AUTHORITY,
            DURABILITY,
            RELAY_LOOPS,
            CONTROL_LOOPS,
            PLAIN,
            PLAIN_ANYWHERE,
            SOCKET_BUFFER,
            BACKLOG,
            MAX_HALF_OPEN,
            HANDSHAKE_RATE,
            HANDSHAKE_RATE_PER_ADDRESS,
            FAILURES_PER_ADDRESS,
            FAILURE_WINDOW,
            FAILURE_REFUSAL,
            REPAIR_RING,
            REPAIR_BYTES,
            HISTORY_TOTAL,
            FILE_DIR,
            FILE_BUCKET,
            FILE_ENDPOINT,
            FILE_REGION,
            FILE_CREDENTIALS_FILE,
            METRICS_PORT,
            METRICS_HOST,
            HOOK_PORT,
            HOOK_HOST));

    private final String form;
    private final String defaultValue;
    private final String meaning;

    Setting(String form, String defaultValue, String meaning) {
        this.form = form;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The setting of this key; null if there is none. */
    static @Nullable Setting named(String key) {
        for (Setting setting : values()) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        return null;
    }

    /** The name in the file, and behind {@code --}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the value is the path of a file or directory. */
    public boolean isPath() {
        return form.equals("FILE") || form.equals("DIRECTORY");
    }

    /** The form of a value; for numbers, sizes and durations {@code lowest-highest}. */
    public String form() {
        return form;
    }

    /**
     * The value where none is given; empty where it depends on the machine, which {@link #meaning} tells, or where
     * there is none.
     */
    public String defaultValue() {
        return defaultValue;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether a running server takes it on when its configuration is loaded again. */
    public boolean isLive() {
        return !NEED_RESTART.contains(this);
    }

    /** Whether it needs no value as a flag. */
    public boolean isSwitch() {
        return form.equals("true|false");
    }
}
