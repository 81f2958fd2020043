package dev.roomtalk.server.store.redis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis an engine uses, and as whom.
 *
 * @param servers the one server, the sentinels that know which one is the master, or some servers of the cluster
 * @param sentinelMaster by which name the sentinels know the master; null: there are no sentinels
 * @param cluster whether it is a cluster
 * @param database 0 to 15 where Redis is set up as usual
 * @param replicas how many must have what is stored; null: one, as soon as the master has two
 */
public record RedisSettings(
        List<Server> servers,
        @Nullable String sentinelMaster,
        boolean cluster,
        int database,
        boolean tls,
        @Nullable Integer replicas,
        Access access) {
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int MAX_PORT = 65_535;
    private static final String MASTER = "mymaster";

    /** The forms that {@link #parse} reads; the second is the one of Lettuce's RedisURI. */
    public static final String FORM = "redis://HOST[:PORT][/DATABASE]";

    public static final String SENTINEL_FORM =
            "redis-sentinel://HOST[:PORT],HOST[:PORT][/DATABASE][?sentinelMasterId=NAME]";

    public static final String CLUSTER_FORM = "redis-cluster://HOST[:PORT],HOST[:PORT]";

    private static final Pattern ADDRESS =
            Pattern.compile("redis(?<tls>s?)(?<kind>-sentinel|-cluster)?://(?<servers>[^/?#@]+)"
                    + "(/(?<database>\\d{1,4})?)?(\\?sentinelMasterId=(?<master>[A-Za-z0-9._-]+))?");
    private static final Pattern SERVER =
            Pattern.compile("(\\[(?<six>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9._-]+))(:(?<port>\\d{1,5}))?");

    /** Where a server listens. */
    public record Server(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * As whom the engine comes.
     *
     * @param user null: the default user
     * @param passwordFile null: no password is needed
     * @param authority certificates (PEM) of whoever may vouch for the servers; null: those that Java trusts
     * @param sentinelPasswordFile null: the sentinels need no password
     */
    public record Access(
            @Nullable String user,
            @Nullable Path passwordFile,
            @Nullable Path authority,
            @Nullable Path sentinelPasswordFile) {
        static final Access NONE = new Access(null, null, null, null);
    }

    /** Whether an engine's name is the address of a Redis. */
    public static boolean isAddress(String engine) {
        return engine.matches("rediss?(-sentinel|-cluster)?://.*");
    }

    /** Reads an address; null: it is none, or has more than an address. */
    public static @Nullable RedisSettings parse(String address) {
        Matcher found = ADDRESS.matcher(address);
        if (!found.matches()) {
            return null;
        }
        boolean sentinel = "-sentinel".equals(found.group("kind"));
        boolean cluster = "-cluster".equals(found.group("kind"));
        List<Server> servers = new ArrayList<>();
        for (String each : found.group("servers").split(",", -1)) {
            Server server = server(each, sentinel ? SENTINEL_PORT : PORT);
            if (server == null) {
                return null;
            }
            servers.add(server);
        }
        String master = found.group("master");
        String database = found.group("database");
        // A cluster has one database.
        if ((!sentinel && master != null)
                || (!sentinel && !cluster && servers.size() > 1)
                || (cluster && database != null)) {
            return null;
        }
        return new RedisSettings(
                List.copyOf(servers),
                sentinel ? Objects.requireNonNullElse(master, MASTER) : null,
                cluster,
                database == null ? 0 : Integer.parseInt(database),
                !found.group("tls").isEmpty(),
                null,
                Access.NONE);
    }

    private static @Nullable Server server(String text, int usual) {
        Matcher found = SERVER.matcher(text);
        if (!found.matches()) {
            return null;
        }
        String port = found.group("port");
        int number = port == null ? usual : Integer.parseInt(port);
        String six = found.group("six");
        return number == 0 || number > MAX_PORT
                ? null
                : new Server(six == null ? Objects.requireNonNull(found.group("host")) : six, number);
    }

    public RedisSettings with(@Nullable Integer enough, Access as) {
        return new RedisSettings(servers, sentinelMaster, cluster, database, tls, enough, as);
    }

    /** As it is written, without what is secret. */
    @Override
    public String toString() {
        return (tls ? "rediss" : "redis")
                + (cluster ? "-cluster://" : sentinelMaster == null ? "://" : "-sentinel://")
                + servers.stream().map(Server::toString).collect(Collectors.joining(","))
                + (cluster ? "" : "/" + database)
                + (sentinelMaster == null ? "" : "?sentinelMasterId=" + sentinelMaster);
    }
}
