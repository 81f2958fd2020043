package dev.roomtalk.bench.peer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The servers of others that the load can be run on. */
public enum Peer {
    /** Redis' publish and subscribe: plain TCP, in order, nothing kept and nothing repaired. */
    REDIS("redis-server") {
        @Override
        Wire wire() {
            return new RedisWire();
        }

        @Override
        List<String> options(Path directory, int port, int sessions) {
            return List.of(
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--dir",
                    directory.toString(),
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--maxclients",
                    Integer.toString(sessions + SPARE),
                    // A subscriber that is slow for a moment is to be measured, not to be thrown out.
                    "--client-output-buffer-limit",
                    "pubsub 0 0 0");
        }
    },

    /** InspIRCd, a server of IRC: plain TCP, in order, nothing kept, nothing acknowledged and nothing repaired. */
    INSPIRCD("inspircd") {
        @Override
        Wire wire() {
            return new IrcWire();
        }

        @Override
        List<String> options(Path directory, int port, int sessions) throws IOException {
            Path file = directory.resolve("inspircd.conf");
            Files.writeString(file, """
                    <server name="bench.test" description="bench" network="bench" id="0BN">
                    <bind address="127.0.0.1" port="%1$d" type="clients">
                    <connect name="all" allow="*" localmax="%2$d" globalmax="%2$d" limit="%2$d" maxconnwarn="no"
                      resolvehostnames="no" useident="no" recvq="1M" softsendq="256M" hardsendq="256M"
                      threshold="1000000" commandrate="1000000000" fakelag="no" pingfreq="1h">
                    <performance softlimit="%2$d" somaxconn="4096">
                    <options defaultmodes="">
                    <pid file="%3$s/pid">
                    <log method="file" target="%3$s/events" type="*" level="default">
                    """.formatted(port, sessions + SPARE, directory));
            return List.of("--nofork", "--runasroot", "--config=" + file);
        }
    };

    private static final int SPARE = 100;

    private final String program;

    Peer(String program) {
        this.program = program;
    }

    /** What the program is started with to serve this many sessions on a port of loopback. */
    abstract List<String> options(Path directory, int port, int sessions) throws IOException;

    /** What it speaks. */
    abstract Wire wire();

    /** The longest text of a message. */
    public int maxText() {
        return wire().maxText();
    }

    /** As it is called on the command line and in results. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of its program, and of Debian's package of it. */
    public String program() {
        return program;
    }

    public static Optional<Peer> named(String title) {
        return Arrays.stream(values())
                .filter(peer -> peer.title().equals(title))
                .findFirst();
    }

    /**
     * Where its program is.
     *
     * @param path directories to look in, as the variable PATH has them
     */
    public Optional<Path> find(String path) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
