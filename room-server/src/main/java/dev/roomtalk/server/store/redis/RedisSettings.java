package dev.roomtalk.server.store.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis an engine uses, and as whom.
 *
 * @param database 0 to 15 where Redis is set up as usual
 * @param user null: the default user
 * @param passwordFile null: no password is needed
 * @param authority certificates (PEM) of whoever may vouch for the server; null: those that Java trusts
 */
public record RedisSettings(
        String host,
        int port,
        int database,
        boolean tls,
        @Nullable String user,
        @Nullable Path passwordFile,
        @Nullable Path authority) {
    private static final int PORT = 6379;
    private static final int MAX_PORT = 65_535;

    /** The form that {@link #parse} reads. */
    public static final String FORM = "redis://HOST[:PORT][/DATABASE]";

    /** Whether an engine's name is the address of a Redis. */
    public static boolean isAddress(String engine) {
        return engine.startsWith("redis://") || engine.startsWith("rediss://");
    }

    /** Reads an address; null: it is none, or has more than an address. */
    public static @Nullable RedisSettings parse(String address) {
        try {
            URI uri = new URI(address);
            String host = uri.getHost();
            int database = database(uri.getPath());
            if (!isAddress(address)
                    || host == null
                    || database < 0
                    || uri.getUserInfo() != null
                    || uri.getQuery() != null
                    || uri.getFragment() != null
                    || uri.getPort() > MAX_PORT
                    || uri.getPort() == 0) {
                return null;
            }
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            int port = uri.getPort() < 0 ? PORT : uri.getPort();
            return new RedisSettings(bare, port, database, address.startsWith("rediss:"), null, null, null);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** -1: it is none. */
    private static int database(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return 0;
        }
        return path.matches("/\\d{1,4}") ? Integer.parseInt(path.substring(1)) : -1;
    }

    public RedisSettings as(@Nullable String name, @Nullable Path password, @Nullable Path trusted) {
        return new RedisSettings(host, port, database, tls, name, password, trusted);
    }

    /** As it is written, without what is secret. */
    @Override
    public String toString() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return (tls ? "rediss://" : "redis://") + shown + ":" + port + "/" + database;
    }
}
