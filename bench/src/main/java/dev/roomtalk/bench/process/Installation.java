package dev.roomtalk.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where this program's own files are: the tree {@code ROOT/target/roomtalk/lib}, or a build's classes. */
public final class Installation {
    private static final List<String> JVM_OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private Installation() {}

    private static Path code() {
        try {
            return Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the built limit programs are kept: beside the jars or classes, or else among the temporary files. */
    public static Path limitDirectory() {
        Path code = code();
        Path beside = code.resolve(Files.isDirectory(code) ? "../limit" : "../../limit")
                .normalize();
        try {
            Files.createDirectories(beside);
            if (Files.isWritable(beside)) {
                return beside;
            }
        } catch (IOException _) {
            // An installation that only root may write to: the temporary files serve as well.
        }
        try {
            return Files.createTempDirectory("roomtalk-limit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What starts a room-server: its launcher, whose options to the JVM count, or the class itself where there is none.
     */
    public static List<String> serverCommand() {
        Path launcher = launcher("room-server");
        if (launcher != null) {
            return List.of(launcher.toString());
        }
        return java(List.of("-cp", System.getProperty("java.class.path"), "dev.roomtalk.server.app.RoomServer"));
    }

    /** The launcher of another program of this installation; null: this is a build's classes, which have none. */
    public static @Nullable Path launcher(String program) {
        Path code = code();
        Path launcher = code.resolve("../../../../bin/" + program).normalize();
        return Files.isRegularFile(code) && Files.isExecutable(launcher) ? launcher : null;
    }

    /** What starts the microbenchmarks; empty: this is no source tree that was built, and they are not there. */
    public static Optional<List<String>> microCommand() {
        Path libraries = code().resolve("..").normalize();
        Path micro = libraries.resolve("../micro").normalize();
        return Files.isRegularFile(code()) && Files.isDirectory(micro)
                ? Optional.of(java(List.of("-cp", micro + "/*:" + libraries + "/*", "dev.roomtalk.micro.Micro")))
                : Optional.empty();
    }

    private static List<String> java(List<String> arguments) {
        return Stream.of(List.of(tool("java")), JVM_OPTIONS, arguments)
                .flatMap(List::stream)
                .toList();
    }

    /** A program of the JDK that runs this one. */
    public static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
