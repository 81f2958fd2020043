package dev.roomtalk.bench;

import dev.roomtalk.bench.path.LossyPath;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One sender and several members, each with the client library as people use it, at the far end of a lossy path. The sender has
 * a path of its own, so that its datagrams can be counted apart.
 */
final class PathTrial {
    private static final String SENDERS_END = "127.0.0.2";
    private static final String MEMBERS_END = "127.0.0.3";
    private static final long PATIENCE_SECONDS = 60;

    private final Access server;
    private final PathLoad load;
    private final double loss;
    private final String room;

    /**
     * @param loss each way, in percent
     * @param name distinguishes users and room from those of other trials
     */
    PathTrial(Access server, PathLoad load, double loss, String name) {
        this.server = server;
        this.load = load;
        this.loss = loss;
        this.room = "path-" + name;
    }

    PathOutcome run() {
        try (LossyPath sendersPath = open(SENDERS_END, load.seed());
                LossyPath membersPath = open(MEMBERS_END, ~load.seed())) {
            List<ChatClient> clients = new ArrayList<>();
            try {
                return run(sendersPath, membersPath, clients);
            } finally {
                clients.forEach(ChatClient::close);
            }
        } catch (IOException e) {
            throw new Failure(Failure.UNEXPECTED, "cannot open a path to the server: " + e.getMessage());
        }
    }

    private LossyPath open(String host, long seed) throws IOException {
        return LossyPath.open(host, server.address().getPort(), load.delay(), loss / 100, seed);
    }

    private PathOutcome run(LossyPath sendersPath, LossyPath membersPath, List<ChatClient> clients) {
        PathMember senderHears = new PathMember(load, System::nanoTime);
        ChatClient sender = start(sendersPath.address(), "sender", senderHears, clients);
        await("the connection", sender.connected());
        await("the room", sender.createRoom(new RoomOptions(room, "", null, false, false, true)));
        List<PathMember> members = new ArrayList<>();
        for (int i = 1; i <= load.members(); i++) {
            PathMember member = new PathMember(load, System::nanoTime);
            ChatClient client = start(membersPath.address(), "member-" + i, member, clients);
            await("a connection", client.connected());
            await("a place in the room", client.join(room, null, true));
            members.add(member);
        }
        await("the sender's UDP", senderHears.onUdp());
        members.forEach(member -> await("a member's UDP", member.onUdp()));

        List<Publication> publications = publish(sender);
        await(Stream.concat(
                members.stream().map(PathMember::complete),
                publications.stream().map(Publication::answered)));
        return new PathOutcome(
                load,
                loss,
                members.stream().map(PathMember::heard).toList(),
                senderHears.heard().transportChanges(),
                publications.stream().filter(one -> !delivered(one)).count(),
                sendersPath.up(),
                membersPath.up(),
                membersPath.down());
    }

    private ChatClient start(InetSocketAddress at, String name, PathMember hears, List<ChatClient> clients) {
        Trust trust = (host, port, pin, verified, chain) ->
                pin.equals(server.pin()) ? "" : "the server at " + host + " has another key: " + pin;
        ClientSettings settings = new ClientSettings(
                InetSocketAddress.createUnresolved(at.getAddress().getHostAddress(), at.getPort()),
                room + "-" + name,
                () -> null,
                trust,
                server.plain(),
                true,
                "bench path");
        ChatClient client = ChatClient.start(settings, (_, _) -> {}, hears);
        clients.add(client);
        return client;
    }

    private List<Publication> publish(ChatClient sender) {
        List<Publication> publications = new ArrayList<>();
        long start = System.nanoTime();
        for (int number = 0; number < load.allMessages(); number++) {
            long departure = start + load.departure(number);
            for (long wait = departure - System.nanoTime(); wait > 0; wait = departure - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            publications.add(sender.publish(room, load.text(number, departure), null));
        }
        return publications;
    }

    /** What has not come after a while counts as missing. */
    private static void await(Stream<CompletableFuture<?>> all) {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // The outcome says so.
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static void await(String what, CompletableFuture<?> future) {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Failure(
                    Failure.UNREACHABLE,
                    what + " was not to be had: "
                            + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        } catch (TimeoutException e) {
            throw new Failure(Failure.UNREACHABLE, what + " did not come within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static Failure interrupted() {
        Thread.currentThread().interrupt();
        return new Failure(Failure.UNEXPECTED, "interrupted");
    }

    private static boolean delivered(Publication publication) {
        return publication.answered().getNow(new Receipt.Unknown("no answer")) instanceof Receipt.Delivered;
    }
}
