package dev.roomtalk.conformance.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.conformance.wire.FrameRow;
import dev.roomtalk.conformance.wire.RelayKey;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The checks of how a client begins, and of the datagrams that it takes. */
final class FirstChecks {
    private static final String HELLO = "The first exchange";
    private static final String TAKEN = "What is taken";
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final int CLIENT_WINDOW = 1_024;

    private final Stage stage;
    private int pings = 5_000;

    FirstChecks(Stage stage) {
        this.stage = stage;
    }

    void addTo(CheckList list) {
        list.add("TLS", "the client connects, with TLS 1.3", () -> stage.ready());
        list.add("TLS", "there is no SNI where the server was given as an address", this::noServerName);
        list.add(HELLO, "Hello has version 1, an instance, and a token or the hash of a new one", this::hello);
        list.add(
                "Requests, answers, events",
                "requests are numbered from 1, and after Welcome no number comes twice",
                this::requests);
        list.add("Transports", "a ping by UDP, and UseTransport when its Pong has come by UDP", this::usesUdp);
        list.add("Report", "the first ping has no Report, later ones have", this::reports);
        list.add(
                "Addresses and roaming",
                "a Challenge is answered with the same bytes, from where it came to",
                this::response);
        list.add("Ping", "a ping is answered with its id, by the transport that it came by", this::pings);
        list.add("Keep-alive", "something comes over TCP before three keep-alives are over", this::keepAlive);
        list.add(
                "Versions", "unknown fields, events and kinds of frame over TCP are passed over", this::unknownOverTcp);
        list.add(TAKEN, "what does not authenticate, and what was taken already, has no effect", this::forged);
        list.add(TAKEN, "the client's window covers at least 1,024 numbers", this::window);
        list.add(
                "Frames",
                "a kind that is unknown is passed over, and what follows counts",
                () -> row(0x7a, 3, 1, 2, 3));
        list.add(
                "Frames",
                "a frame whose body does not parse is dropped, and what follows counts",
                () -> row(0x1a, 2, 0x08, 0x80));
        list.add("Rekeying", "after NewRelay the next datagram has the new id, and the packet number 1", this::rekeys);
        list.add("Datagram", "all datagrams were whole, and no packet number came twice", this::neverWrong);
    }

    private void noServerName() throws IOException {
        stage.ready();
        String name = stage.server().serverName();
        if (name != null) {
            throw new Finding(name);
        }
    }

    private void hello() throws IOException {
        Hello hello = stage.ready().hello();
        if (hello == null) {
            throw new Skipped("no Hello came");
        }
        Came first = stage.ready().journal().since(0, came -> true).getFirst();
        require(first.message().hasHello() || first.message().hasGetSuccession(), "the first message is another");
        require(hello.getVersionsList().contains(1), "versions " + hello.getVersionsList());
        require(hello.getInstance() != 0, "instance 0");
        int hash = hello.getNewTokenHash().size();
        require(hash == 0 || hash == 32, "a hash of " + hash + " bytes");
        int token = hello.getToken().size();
        require(token == 0 || token == 32, "a token of " + token + " bytes");
        require(token == 32 || !hello.getName().isEmpty(), "neither a token nor a name");
    }

    private static void require(boolean holds, String seen) {
        if (!holds) {
            throw new Finding(seen);
        }
    }

    private void requests() throws IOException {
        List<Integer> numbers = stage
                .ready()
                .journal()
                .since(
                        0,
                        came -> !came.byUdp()
                                && switch (came.message().getBodyCase()) {
                                    // These two are answered before anything else is asked.
                                    case HELLO, GET_SUCCESSION -> false;
                                    case FRAME, USE_TRANSPORT, GOODBYE -> false;
                                    default -> true;
                                })
                .stream()
                .map(came -> came.message().getRequestId())
                .toList();
        require(
                numbers.stream().allMatch(number -> number >= 1)
                        && numbers.stream().distinct().count() == numbers.size(),
                "numbers " + numbers);
    }

    private void usesUdp() throws IOException {
        Journal journal = stage.ready().journal();
        journal.await(
                "UseTransport", 0, came -> came.message().getUseTransport().getUdp(), stage.patience());
        Came first = journal.await("a datagram", 0, Came::byUdp, stage.patience());
        require(first.packetNumber() == 1, "packet number " + first.packetNumber() + " first");
    }

    private void reports() throws IOException {
        Conversation conversation = stage.ready();
        List<Came> first = conversation.journal().since(0, came -> came.byUdp() && came.packetNumber() == 1);
        require(first.stream().noneMatch(came -> came.frame().hasReport()), "a Report in the first datagram");
        Came report =
                conversation.journal().await("Report", 0, came -> came.frame().hasReport(), stage.patience());
        require(
                report.frame().getReport().getReceived() >= 1
                        && report.frame().getReport().getHighest() >= 1,
                "an empty Report");
    }

    private void response() throws IOException {
        Conversation conversation = stage.ready();
        Came ping = conversation.journal().await("a ping by UDP", 0, Came::byUdp, stage.patience());
        Came response =
                conversation.journal().await("Response", 0, came -> came.frame().hasResponse(), stage.patience());
        require(
                response.frame().getResponse().getData() == conversation.challenge(),
                "other bytes than those of the Challenge");
        require(response.byUdp() && response.port() == ping.port(), "a Response from elsewhere");
    }

    private static Frame ping(int id) {
        return Frame.newBuilder().setPing(Ping.newBuilder().setId(id)).build();
    }

    private void awaitPong(Conversation conversation, int mark, int id, boolean udp) {
        conversation
                .journal()
                .await(
                        "Pong by " + (udp ? "UDP" : "TCP"),
                        mark,
                        came -> came.frame().hasPong() && came.frame().getPong().getId() == id && came.byUdp() == udp,
                        stage.patience());
    }

    private void pings() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        conversation.sendByUdp(ping(++pings));
        awaitPong(conversation, mark, pings, true);
        conversation.sendByTcp(ping(++pings));
        awaitPong(conversation, mark, pings, false);
    }

    private void keepAlive() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        conversation
                .journal()
                .await("anything over TCP", mark, came -> !came.byUdp(), Duration.ofSeconds(3 * RoomState.KEEP_ALIVE));
    }

    private static UnknownFieldSet unknown(int number) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                .build())
                .build();
    }

    private void unknownOverTcp() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        conversation.send(ServerMessage.newBuilder().setUnknownFields(unknown(1_000)));
        conversation.sendByTcp(Frame.newBuilder().setUnknownFields(unknown(14)).build());
        Ping ping = Ping.newBuilder()
                .setId(++pings)
                .setUnknownFields(unknown(1_000))
                .build();
        conversation.sendByTcp(Frame.newBuilder().setPing(ping).build());
        awaitPong(conversation, mark, pings, false);
    }

    private static long pongs(Conversation conversation, int mark, int id) {
        return conversation
                .journal()
                .since(
                        mark,
                        came -> came.frame().hasPong() && came.frame().getPong().getId() == id)
                .size();
    }

    private void forged() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        byte[] good = conversation.seal(FrameRow.of(ping(++pings)));
        int replayed = pings;
        conversation.sendByUdp(good);
        awaitPong(conversation, mark, replayed, true);
        conversation.sendByUdp(good);
        int wrong = ++pings;
        byte[] datagram = conversation.seal(FrameRow.of(ping(wrong)));
        for (int at : new int[] {0, 8, 16, datagram.length - 1}) {
            byte[] bad = datagram.clone();
            bad[at] ^= 1;
            conversation.sendByUdp(bad);
        }
        conversation.sendByUdp(new byte[RelayKey.SHORTEST - 1]);
        conversation.sendByUdp(new byte[RelayKey.LONGEST + 1]);
        conversation.sendByUdp(ping(++pings));
        awaitPong(conversation, mark, pings, true);
        stage.time().pause(MOMENT);
        require(pongs(conversation, mark, replayed) == 1, "a Pong for a replayed datagram");
        require(pongs(conversation, mark, wrong) == 0, "a Pong for a forged datagram");
    }

    private void window() throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        long oldest = conversation.skip(1);
        long highest = conversation.skip(CLIENT_WINDOW - 1);
        int first = ++pings;
        conversation.sendByUdp(conversation.seal(highest, FrameRow.of(ping(first))));
        awaitPong(conversation, mark, first, true);
        int late = ++pings;
        conversation.sendByUdp(conversation.seal(oldest, FrameRow.of(ping(late))));
        awaitPong(conversation, mark, late, true);
    }

    /** A ping behind something that is not to be understood. */
    private void row(int... first) throws IOException {
        Conversation conversation = stage.ready();
        int mark = conversation.journal().mark();
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (int one : first) {
            row.write(one);
        }
        row.writeBytes(FrameRow.of(ping(++pings)));
        conversation.sendByUdp(conversation.seal(row.toByteArray()));
        awaitPong(conversation, mark, pings, true);
    }

    private void rekeys() throws IOException {
        Conversation conversation = stage.ready();
        long id = conversation.rekey();
        int mark = conversation.journal().mark();
        // Over TCP it has come before the ping, which is sealed under the old id still.
        conversation.sendByTcp(ping(++pings));
        awaitPong(conversation, mark, pings, false);
        int next = conversation.journal().mark();
        conversation.sendByUdp(ping(++pings));
        awaitPong(conversation, next, pings, true);
        Came first = conversation.journal().await("a datagram", next, Came::byUdp, stage.patience());
        require(first.connectionId() == id, "the old connection id");
        List<Came> ones =
                conversation.journal().since(mark, came -> came.connectionId() == id && came.packetNumber() == 1);
        require(!ones.isEmpty(), "another first packet number");
    }

    private void neverWrong() throws IOException {
        String violation = stage.ready().journal().violation();
        require(violation == null, String.valueOf(violation));
    }
}
