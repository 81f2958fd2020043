package dev.roomtalk.server.settings;

import dev.roomtalk.files.HomeDirectory;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.LogLines;
import dev.roomtalk.server.files.BucketSettings;
import dev.roomtalk.server.files.FileLimits;
import dev.roomtalk.server.names.NamePolicy;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.redis.RedisSettings;
import dev.roomtalk.server.store.sqlite.Durability;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration of a node; {@link Setting} tells what each value means.
 *
 * @param hosts empty: every address
 * @param redis of the engine in Redis; null: it is another
 * @param certificate with {@code key}; null: a self-made one
 * @param fileDir keeps the files of rooms; null: where it is by default
 * @param fileBucket keeps the files of rooms; null: a directory does
 * @param advertise where clients reach the relay; empty: where they have connected
 * @param metrics the address where metrics are served; null if they are not
 * @param hooks the address where web hooks are taken; null if they are not
 */
public record ServerSettings(
        List<InetAddress> hosts,
        int port,
        Path dataDir,
        EngineKind engine,
        @Nullable RedisSettings redis,
        Durability durability,
        int relayLoops,
        int controlLoops,
        boolean plain,
        @Nullable Path certificate,
        @Nullable Path key,
        int socketBuffer,
        int backlog,
        int maxConnections,
        long connectionBytes,
        int maxUsers,
        int maxRooms,
        int maxRoomsPerUser,
        int maxSessionsPerUser,
        int newUsersPerAddress,
        NamePolicy newNames,
        int publishRate,
        int publishBurst,
        int publishRatePerAddress,
        int publishBurstPerAddress,
        AccessLimits access,
        List<AddressRange> trustedProxies,
        List<RelayEndpoint> advertise,
        Duration keepAlive,
        Duration helloTimeout,
        Duration nameExpiry,
        RoomRules rules,
        Retention retention,
        Duration historyAge,
        @Nullable Path fileDir,
        @Nullable BucketSettings fileBucket,
        FileLimits files,
        @Nullable InetSocketAddress metrics,
        @Nullable InetSocketAddress hooks,
        LogLines.Settings log,
        boolean logAddresses) {

    private static final long MAX_HISTORY = 256L << 20;

    /** Where users, rooms and messages are kept. */
    public enum EngineKind {
        SQLITE,
        MEMORY,
        REDIS
    }

    /** Reads the values given; the others have their defaults. Throws naming the first key that is wrong. */
    public static ServerSettings of(Map<Setting, String> given) throws SettingException {
        return of(new SettingReader(given, Map.of()));
    }

    static ServerSettings of(SettingReader r) throws SettingException {
        r.refuseQuoting();
        boolean anywhere = r.flag(Setting.PLAIN_ANYWHERE);
        boolean plain = r.flag(Setting.PLAIN) || anywhere;
        List<InetAddress> hosts = HostList.withoutOverlap(r.addresses(Setting.HOST));
        if (plain && !anywhere && (hosts.isEmpty() || !hosts.stream().allMatch(InetAddress::isLoopbackAddress))) {
            r.note(r.name(Setting.PLAIN)
                    + ": without TLS only loopback addresses are served; give host = localhost, or plain-anywhere");
        }
        if (r.given(Setting.CERTIFICATE) != r.given(Setting.KEY)) {
            r.note("certificate and key: give both or neither");
        }
        RedisSettings redis = redis(r);
        ServerSettings settings = new ServerSettings(
                hosts,
                r.number(Setting.PORT),
                dataDir(r),
                redis == null
                        ? EngineKind.valueOf(r.choice(Setting.ENGINE).toUpperCase(Locale.ROOT))
                        : EngineKind.REDIS,
                redis,
                Durability.valueOf(r.choice(Setting.DURABILITY).toUpperCase(Locale.ROOT)),
                loops(r, Setting.RELAY_LOOPS),
                loops(r, Setting.CONTROL_LOOPS),
                plain,
                r.path(Setting.CERTIFICATE),
                r.path(Setting.KEY),
                r.number(Setting.SOCKET_BUFFER),
                r.number(Setting.BACKLOG),
                r.number(Setting.MAX_CONNECTIONS),
                heapPart(r, Setting.CONNECTION_BYTES, 8, Long.MAX_VALUE),
                r.number(Setting.MAX_USERS),
                r.number(Setting.MAX_ROOMS),
                r.number(Setting.MAX_ROOMS_PER_USER),
                r.number(Setting.MAX_SESSIONS_PER_USER),
                r.number(Setting.NEW_USERS_PER_ADDRESS),
                NamePolicy.valueOf(r.choice(Setting.NEW_NAMES).toUpperCase(Locale.ROOT)),
                r.number(Setting.PUBLISH_RATE),
                r.number(Setting.PUBLISH_BURST),
                r.number(Setting.PUBLISH_RATE_PER_ADDRESS),
                r.number(Setting.PUBLISH_BURST_PER_ADDRESS),
                AccessLimits.of(r),
                r.ranges(Setting.TRUSTED_PROXIES),
                r.relayEndpoints(Setting.ADVERTISE),
                r.duration(Setting.KEEP_ALIVE),
                r.duration(Setting.HELLO_TIMEOUT),
                r.duration(Setting.NAME_EXPIRY),
                new RoomRules(
                        r.number(Setting.MAX_MEMBERS),
                        r.number(Setting.MESSAGE_BYTES),
                        r.number(Setting.TOPIC_BYTES),
                        r.duration(Setting.PRESENCE_DELAY),
                        r.duration(Setting.HOST_GRACE),
                        r.duration(Setting.ROOM_EXPIRY),
                        r.number(Setting.REPAIR_RING),
                        heapPart(r, Setting.REPAIR_BYTES, 8, Long.MAX_VALUE),
                        new RoomSettings(
                                r.number(Setting.HISTORY_LINES),
                                r.duration(Setting.HISTORY_AGE).toSeconds(),
                                r.number(Setting.HISTORY_MESSAGES),
                                r.number(Setting.HISTORY_BYTES))),
                new Retention(r.number(Setting.HISTORY_MESSAGES), r.number(Setting.HISTORY_BYTES), (int)
                        heapPart(r, Setting.HISTORY_TOTAL, 6, MAX_HISTORY)),
                r.duration(Setting.HISTORY_AGE),
                r.path(Setting.FILE_DIR),
                fileBucket(r),
                new FileLimits(
                        r.bytes(Setting.FILE_BYTES),
                        r.bytes(Setting.FILE_BYTES_PER_USER),
                        r.bytes(Setting.FILE_BYTES_PER_ROOM),
                        r.bytes(Setting.FILE_BYTES_TOTAL),
                        r.given(Setting.FILE_RATE) ? r.bytes(Setting.FILE_RATE) : 0,
                        r.number(Setting.FILE_TRANSFERS)),
                r.given(Setting.METRICS_PORT)
                        ? new InetSocketAddress(address(r, Setting.METRICS_HOST), r.number(Setting.METRICS_PORT))
                        : null,
                hooks(r, plain),
                new LogLines.Settings(
                        LogLines.Form.valueOf(r.choice(Setting.LOG_FORMAT).toUpperCase(Locale.ROOT)),
                        LogLines.Importance.valueOf(r.choice(Setting.LOG_LEVEL).toUpperCase(Locale.ROOT)),
                        r.path(Setting.LOG_FILE)),
                r.flag(Setting.LOG_ADDRESSES));
        r.requireRight();
        return settings;
    }

    private static @Nullable InetSocketAddress hooks(SettingReader r, boolean plain) {
        if (!r.given(Setting.HOOK_PORT)) {
            return null;
        }
        InetAddress host = address(r, Setting.HOOK_HOST);
        if (plain && !host.isLoopbackAddress()) {
            r.note(r.name(Setting.HOOK_HOST)
                    + ": with plain there is no TLS, and everybody on the way could read the tokens of web hooks; give a"
                    + " loopback address, or leave plain out");
        }
        return new InetSocketAddress(host, r.number(Setting.HOOK_PORT));
    }

    /** Null: a directory keeps the files. */
    private static @Nullable BucketSettings fileBucket(SettingReader r) {
        URI endpoint = r.endpoint(Setting.FILE_ENDPOINT);
        Path credentials = r.path(Setting.FILE_CREDENTIALS_FILE);
        if (!r.given(Setting.FILE_BUCKET)) {
            if (endpoint != null || credentials != null) {
                r.note("file-endpoint, file-credentials-file: give file-bucket too");
            }
            return null;
        }
        if (r.given(Setting.FILE_DIR)) {
            r.note("file-dir and file-bucket: give one of them");
        }
        String bucket = r.text(Setting.FILE_BUCKET);
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            r.wrong(Setting.FILE_BUCKET, "3 to 63 small letters, digits, dots and hyphens");
        }
        String region = r.text(Setting.FILE_REGION);
        if (!region.matches("[a-z0-9-]+")) {
            r.wrong(Setting.FILE_REGION, "a name such as eu-central-1");
        }
        return new BucketSettings(bucket, endpoint, region, credentials);
    }

    /** Null: the engine is another. */
    private static @Nullable RedisSettings redis(SettingReader r) {
        String engine = r.text(Setting.ENGINE);
        if (!RedisSettings.isAddress(engine)) {
            return null;
        }
        RedisSettings address = RedisSettings.parse(engine);
        if (address == null) {
            // What was given may have a password in it.
            r.note(r.name(Setting.ENGINE) + ": give " + RedisSettings.FORM + " or " + RedisSettings.SENTINEL_FORM
                    + "; a user and a password go into engine-user and engine-password-file");
            return RedisSettings.parse("redis://localhost");
        }
        String user = r.text(Setting.ENGINE_USER);
        return address.with(
                r.given(Setting.ENGINE_REPLICAS) ? r.number(Setting.ENGINE_REPLICAS) : null,
                new RedisSettings.Access(
                        user.isEmpty() ? null : user,
                        r.path(Setting.ENGINE_PASSWORD_FILE),
                        r.path(Setting.ENGINE_AUTHORITY),
                        r.path(Setting.ENGINE_SENTINEL_PASSWORD_FILE)));
    }

    /** Whether this is the address of a trusted proxy, for which the limits of addresses do not hold. */
    public boolean trusts(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    /** The bytes of this setting; by default a part of the heap, and at most so many. */
    private static long heapPart(SettingReader r, Setting setting, int part, long most) {
        return r.given(setting)
                ? r.number(setting)
                : Math.min(Runtime.getRuntime().maxMemory() / part, most);
    }

    private static InetAddress address(SettingReader r, Setting setting) {
        List<InetAddress> addresses = r.addresses(setting);
        if (addresses.isEmpty()) {
            r.wrong(setting, "one address");
            return InetAddress.getLoopbackAddress();
        }
        return addresses.getFirst();
    }

    private static int loops(SettingReader r, Setting setting) {
        return r.given(setting)
                ? r.number(setting)
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    static Path dataDir(SettingReader r) {
        Path given = r.path(Setting.DATA_DIR);
        if (given != null) {
            return given;
        }
        String xdg = System.getenv("XDG_DATA_HOME");
        // A relative path there is to be ignored (XDG Base Directory Specification).
        Path base = xdg != null && xdg.startsWith("/")
                ? Path.of(xdg)
                : HomeDirectory.of(System.getenv()).resolve(".local").resolve("share");
        return base.resolve("roomtalk").resolve("server");
    }
}
