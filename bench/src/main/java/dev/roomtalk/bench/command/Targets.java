package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.limit.LimitProgram;
import dev.roomtalk.bench.limit.LimitTarget;
import dev.roomtalk.bench.load.Load;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Target;
import dev.roomtalk.bench.peer.Peer;
import dev.roomtalk.bench.roomtalk.RoomtalkTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what the load runs on: a server, the limit programs, and peers where they are installed. */
final class Targets {
    private static final String SERVER = "server";

    @Option(
            names = "--beside",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Measure these too, in turn with the server: limit and limit-pack, C relays that encrypt, order and repair",
                "nothing; redis and inspircd, where they are installed."
            })
    private List<String> beside = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "What to measure first: server, or one of those (default: ${DEFAULT-VALUE}).")
    private String target = SERVER;

    @Mixin
    private ServerChoice server = new ServerChoice();

    @Option(
            names = "--transport",
            paramLabel = "udp|tcp",
            description = "How messages travel to and from the server (default: ${DEFAULT-VALUE}).")
    private String transport = "udp";

    @Option(
            names = "--sockets",
            paramLabel = "N",
            description = "UDP sockets that all share (default: ${DEFAULT-VALUE}).")
    private int sockets = 16;

    @Option(
            names = "--no-offload",
            description = "Let the sender's kernel cut runs of datagrams (no UDP_GRO here): the server pays for it.")
    private boolean noOffload;

    ServerChoice server() {
        return server;
    }

    boolean several() {
        return !beside.isEmpty();
    }

    String way() {
        return udp() ? "over UDP" : "over TCP";
    }

    /** The names of all, checked against the load. */
    List<String> names(Load load) {
        if (sockets < 1 || sockets > 1024) {
            throw Failure.usage("--sockets is 1 to 1024, not " + sockets);
        }
        List<String> names = new ArrayList<>();
        names.add(target);
        names.addAll(beside);
        for (String name : names) {
            int most = maxText(name);
            if (load.textBytes() > most) {
                throw Failure.usage(
                        "%s takes at most %d bytes a message, not --size %d".formatted(name, most, load.textBytes()));
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw Failure.usage("each target once: " + String.join(", ", names));
        }
        return names;
    }

    private static int maxText(String name) {
        if (name.equals(SERVER)) {
            return Integer.MAX_VALUE;
        }
        if (LimitProgram.NAMES.contains(name)) {
            return LimitTarget.MAX_TEXT;
        }
        return Peer.named(name)
                .map(Peer::maxText)
                .orElseThrow(() -> Failure.usage(
                        "there is no target '" + name + "': server, limit, limit-pack, redis or inspircd"));
    }

    /** Opens one; empty, after a note about it: it is a peer that is not installed. */
    Optional<Target> open(Workbench workbench, String name, Shape of, Output output) {
        Optional<Peer> peer = Peer.named(name);
        if (peer.isPresent()) {
            Optional<Path> program = peer.get().find(System.getenv().getOrDefault("PATH", ""));
            if (program.isEmpty()) {
                output.note("%s is left out: it is not installed (there is no %s in PATH)"
                        .formatted(name, peer.get().program()));
            }
            return program.map(path -> workbench.peer(peer.get(), path, of));
        }
        return Optional.of(
                name.equals(SERVER)
                        ? workbench.roomtalk(
                                server.choose(workbench, of.sessions()),
                                of,
                                new RoomtalkTarget.Transport(udp(), sockets, !noOffload),
                                output.progress())
                        : workbench.limit(name, of, sockets, !noOffload));
    }

    private boolean udp() {
        return switch (transport) {
            case "udp" -> true;
            case "tcp" -> false;
            default -> throw Failure.usage("--transport is udp or tcp, not '" + transport + "'");
        };
    }
}
