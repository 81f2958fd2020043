package dev.roomtalk.bench.talk;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.LibraryClient;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomOptions;
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

/** One sender and several members of a room, each with the client library as people use it. */
public final class Talk implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Access server;
    private final TalkLoad load;
    private final String room;
    private final List<ChatClient> clients = new ArrayList<>();
    private final List<TalkMember> members = new ArrayList<>();
    private final TalkMember senderHears;

    /** @param room also begins the names of users, so that it tells them from those of other talks */
    public Talk(Access server, TalkLoad load, String room) {
        this.server = server;
        this.load = load;
        this.room = room;
        this.senderHears = new TalkMember(load, System::nanoTime);
    }

    /** Connects sender and members by these addresses, joins the room, and waits until all are served over UDP. */
    public void gather(InetSocketAddress sendersServer, InetSocketAddress membersServer) {
        ChatClient sender = start(sendersServer, "sender", senderHears);
        await("the connection", sender.connected());
        await("the room", sender.createRoom(new RoomOptions(room, "", null, false, false, true)));
        for (int i = 1; i <= load.members(); i++) {
            TalkMember member = new TalkMember(load, System::nanoTime);
            ChatClient client = start(membersServer, "member-" + i, member);
            await("a connection", client.connected());
            await("a place in the room", client.join(room, null, true));
            members.add(member);
        }
        await("the sender's UDP", senderHears.onUdp());
        members.forEach(member -> await("a member's UDP", member.onUdp()));
    }

    private ChatClient start(InetSocketAddress at, String name, TalkMember hears) {
        ChatClient client = LibraryClient.start(server, at, room + "-" + name, hears);
        clients.add(client);
        return client;
    }

    /**
     * Sends every message at its time, and waits a while until all members have received them. Returns how many got no
     * receipt.
     */
    public long say(Runnable afterEach) {
        ChatClient sender = clients.getFirst();
        List<Publication> publications = new ArrayList<>();
        long start = System.nanoTime();
        for (int number = 0; number < load.allMessages(); number++) {
            long departure = start + load.departure(number);
            for (long wait = departure - System.nanoTime(); wait > 0; wait = departure - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            publications.add(sender.publish(room, load.text(number, departure), null));
            afterEach.run();
        }
        awaitAll(Stream.concat(
                members.stream().map(TalkMember::complete),
                publications.stream().map(Publication::answered)));
        return publications.stream().filter(one -> !delivered(one)).count();
    }

    public TalkMember.Heard senderHeard() {
        return senderHears.heard();
    }

    public List<TalkMember.Heard> heard() {
        return members.stream().map(TalkMember::heard).toList();
    }

    /** Connections that sender and members lost. */
    public long disconnects() {
        return senderHeard().disconnects()
                + heard().stream().mapToLong(TalkMember.Heard::disconnects).sum();
    }

    /** What has not come after a while counts as missing. */
    private static void awaitAll(Stream<CompletableFuture<?>> all) {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // The outcome says so.
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        }
    }

    private static void await(String what, CompletableFuture<?> future) {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Failure.unreachable(what + " failed: "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        } catch (TimeoutException e) {
            throw Failure.unreachable(what + " did not come within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        }
    }

    private static boolean delivered(Publication publication) {
        return publication.answered().getNow(new Receipt.Unknown("no answer")) instanceof Receipt.Delivered;
    }

    @Override
    public void close() {
        clients.forEach(ChatClient::close);
    }
}
