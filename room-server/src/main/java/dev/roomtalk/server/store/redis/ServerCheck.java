package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a Redis keeps what this engine promises. */
final class ServerCheck {
    /** How Netty's epoll begins a message. */
    private static final Pattern FAILED_FUNCTION = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final Pattern VERSION = Pattern.compile("redis_version:((\\d+)[^\\r\\n]*)");
    private static final int LEAST_VERSION = 7;

    private static final Pattern CLUSTER = Pattern.compile("cluster_enabled:1");

    private final boolean cluster;
    private final DatabaseKeys keys;
    private final RedisCommands<String, String> commands;
    private final boolean power;

    /** @param power what is stored has to outlive the loss of power */
    ServerCheck(RedisSettings settings, RedisCommands<String, String> commands, boolean power) {
        this.cluster = settings.cluster();
        this.keys = DatabaseKeys.of(settings);
        this.commands = commands;
        this.power = power;
    }

    /** @throws IOException what is wrong, without the name of the server */
    void run() throws IOException {
        runOfAny();
        data();
    }

    /**
     * The same for a master of a cluster, whatever it has of the data.
     *
     * @throws IOException as {@link #run}
     */
    void runOfAny() throws IOException {
        version();
        keepsOrCannotBeAsked();
    }

    /**
     * The same for a database that is still to be filled.
     *
     * @throws IOException as {@link #run}, or the database is not empty
     */
    void runOfEmpty() throws IOException {
        version();
        if (!Keys.UNFINISHED.equals(commands.get(keys.format())) && commands.dbsize() > 0) {
            throw new IOException("the database is not empty; move into an empty one");
        }
        keepsOrCannotBeAsked();
    }

    private void keepsOrCannotBeAsked() throws IOException {
        try {
            keeps();
        } catch (RedisCommandExecutionException e) {
            if (power) {
                throw new IOException(
                        "this user may not read its settings (CONFIG GET), so durability = power cannot be promised",
                        e);
            }
            LOG.warn("this user may not read the settings of Redis (CONFIG GET): see to maxmemory-policy noeviction"
                    + " and appendonly yes");
        }
    }

    private void version() throws IOException {
        Matcher found = VERSION.matcher(commands.info("server"));
        boolean known = found.find();
        if (!known || Integer.parseInt(found.group(2)) < LEAST_VERSION) {
            throw new IOException((known ? "it is of version " + found.group(1) : "it does not say its version")
                    + ", and " + LEAST_VERSION + " or later is needed");
        }
        if (!cluster && CLUSTER.matcher(commands.info("cluster")).find()) {
            throw new IOException("it is a server of a cluster; write redis-cluster://HOST:PORT");
        }
    }

    private void data() throws IOException {
        String version = commands.get(keys.format());
        if (Keys.UNFINISHED.equals(version)) {
            throw new IOException("not everything that was to be moved into it is there; run room-server move again");
        }
        if (version == null ? commands.dbsize() > 0 : !Upgrade.knows(version)) {
            throw new IOException(
                    version == null
                            ? "the database is not empty, and its data is not of a room-server; choose another database"
                            : "its data has version " + version + ", and this program knows version " + Keys.VERSION
                                    + "; use the program that wrote it, or a later one");
        }
    }

    private void keeps() throws IOException {
        String policy = setting("maxmemory-policy");
        if (!policy.equals("noeviction")) {
            throw new IOException(
                    "its maxmemory-policy is " + policy + ", which removes what is stored; set it to noeviction");
        }
        boolean appends = setting("appendonly").equals("yes");
        if (power && !(appends && setting("appendfsync").equals("always"))) {
            throw new IOException("it does not write each change to its disk, and durability = power promises that; set"
                    + " appendonly to yes and appendfsync to always");
        }
        if (!appends) {
            LOG.warn("Redis keeps no append-only file: what is stored is lost when Redis ends, back to its last"
                    + " snapshot; set appendonly to yes");
        }
    }

    private String setting(String name) {
        return String.valueOf(commands.configGet(name).get(name));
    }

    /** Why there is no connection, for the person. */
    static String sentence(RedisException failure) {
        String message = rootMessage(failure);
        if (message.contains("WRONGPASS") || message.contains("invalid password")) {
            return "it refuses the password of engine-password-file, or the user of engine-user";
        }
        if (message.contains("NOAUTH")) {
            return "it wants a password; name the file that has it with engine-password-file";
        }
        if (message.contains("NOPERM")) {
            return "its user may not do what is needed: " + message;
        }
        if (message.contains("cluster support disabled")) {
            return "it is no cluster; write redis://HOST:PORT";
        }
        return message.contains("DB index is out of range")
                ? "it has no database of that number"
                : "no answer (" + message + ")";
    }

    /** What the innermost cause says that says something, without the name of a function of Netty before it. */
    static String rootMessage(@Nullable Throwable failure) {
        String message = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        return message.isEmpty() && failure != null
                ? failure.getClass().getSimpleName()
                : FAILED_FUNCTION.matcher(message).replaceFirst("");
    }
}
