package dev.roomtalk.conformance.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.conformance.wire.DatagramQueue;
import dev.roomtalk.conformance.wire.FrameRow;
import dev.roomtalk.conformance.wire.RecordSocket;
import dev.roomtalk.conformance.wire.RelayKey;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.AuthorList;
import dev.roomtalk.proto.Challenge;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Done;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.NewRelay;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Succession;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the client that is checked. What it sends goes into the {@link Journal}; and it is answered as a
 * server would, unless a check has switched that off. Guarded by this. Over 300 lines, because the answers of both
 * transports change the same few fields.
 */
final class Conversation implements AutoCloseable {
    private final RecordSocket records;
    private final DatagramQueue datagrams;
    private final RealTime time;
    private final SecureRandom random;
    private final RoomState room;
    private final Journal journal;
    private final Map<Long, Keys> keys = new HashMap<>();
    private Keys sealing;
    private long announced;
    private @Nullable Hello hello;
    private @Nullable SocketAddress proven;
    private @Nullable SocketAddress challenged;
    private long challenge;
    private boolean udp;
    private boolean answersMessages = true;
    private boolean answersDatagrams = true;
    private boolean answersHistory = true;

    /** The keys of a connection id. */
    private static final class Keys {
        final long connectionId;
        final byte[] secret = new byte[32];
        final RelayKey own;
        final RelayKey clients;
        final Set<Long> taken = new HashSet<>();
        final AtomicLong sealed = new AtomicLong();

        Keys(SecureRandom random) {
            connectionId = random.nextLong();
            random.nextBytes(secret);
            own = new RelayKey(secret, "server", connectionId);
            clients = new RelayKey(secret, "client", connectionId);
        }
    }

    Conversation(RecordSocket records, DatagramQueue datagrams, RoomState room, RealTime time, SecureRandom random) {
        this.records = records;
        this.datagrams = datagrams;
        this.room = room;
        this.time = time;
        this.random = random;
        this.journal = new Journal(time);
        this.sealing = new Keys(random);
        keys.put(sealing.connectionId, sealing);
        Thread.ofVirtual().name("control").start(this::readRecords);
    }

    Journal journal() {
        return journal;
    }

    synchronized @Nullable Hello hello() {
        return hello;
    }

    /** Whether a Publish gets its Deliver and its Ack. */
    synchronized void answerMessages(boolean answers) {
        answersMessages = answers;
    }

    /** Whether anything is done with datagrams but to write them down. */
    synchronized void answerDatagrams(boolean answers) {
        answersDatagrams = answers;
    }

    synchronized void answerHistory(boolean answers) {
        answersHistory = answers;
    }

    synchronized boolean usesUdp() {
        return udp;
    }

    /** The room's highest sequence. */
    synchronized long sequence() {
        return room.sequence;
    }

    // What comes

    private void readRecords() {
        try {
            while (true) {
                byte[] body = records.next(Duration.ofDays(1));
                if (body != null) {
                    onRecord(body);
                }
            }
        } catch (RecordSocket.Ended e) {
            journal.end();
        }
    }

    private synchronized void onRecord(byte[] body) {
        if (hello == null && body.length > 2_048) {
            journal.violated("a message of " + body.length + " bytes before Welcome");
        }
        ClientMessage message;
        try {
            message = ClientMessage.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            journal.violated("a record that is no ClientMessage");
            return;
        }
        onMessage(message);
        // Last: who waits for it finds what follows from it.
        journal.add(new Came(time.now(), message, 0, 0, 0));
    }

    private void onMessage(ClientMessage message) {
        int request = message.getRequestId();
        switch (message.getBodyCase()) {
            case HELLO -> welcome(request, message.getHello());
            case GET_SUCCESSION -> send(answer(request).setSuccession(Succession.getDefaultInstance()));
            case JOIN_ROOM, CREATE_ROOM -> send(answer(request).setJoined(room.joined(message)));
            case READ_HISTORY -> {
                if (answersHistory) {
                    send(answer(request).setHistoryPage(room.page(message.getReadHistory())));
                }
            }
            case LIST_AUTHORS ->
                send(answer(request)
                        .setAuthorList(AuthorList.newBuilder()
                                .addAuthors(RoomState.OTHER)
                                .addAuthors(room.own())));
            case LEAVE_ROOM -> send(answer(request).setDone(Done.getDefaultInstance()));
            case USE_TRANSPORT -> udp = message.getUseTransport().getUdp() && proven != null;
            case GOODBYE ->
                send(ServerMessage.newBuilder().setClose(Close.newBuilder().setReason(CloseReason.CLOSE_UNSPECIFIED)));
            case FRAME -> onFrame(message.getFrame());
            default ->
                send(answer(request)
                        .setRefusal(Refusal.newBuilder()
                                .setReason(RefusalReason.BAD_REQUEST)
                                .setSentence("the conformance program does not do this")));
        }
    }

    private void onFrame(Frame frame) {
        if (frame.hasPing()) {
            sendByTcp(Frame.newBuilder()
                    .setPong(Pong.newBuilder().setId(frame.getPing().getId()))
                    .build());
        } else if (frame.hasPublish() && answersMessages) {
            answer(frame.getPublish());
        }
    }

    private static ServerMessage.Builder answer(int request) {
        return ServerMessage.newBuilder().setRequestId(request);
    }

    private void welcome(int request, Hello said) {
        hello = said;
        send(answer(request)
                .setWelcome(room.welcome(said)
                        .setConnectionId(sealing.connectionId)
                        .setRelaySecret(ByteString.copyFrom(sealing.secret))
                        .addRelay(RelayAddress.newBuilder().setPort(datagrams.port()))));
    }

    /** Counts a message, which may be delivered or not. */
    synchronized long nextSequence() {
        return ++room.sequence;
    }

    /** Delivers and accepts a message of the client; what was taken already gets its Ack again. */
    synchronized void answer(Publish publish) {
        long n = publish.getN();
        if (n > room.highestN) {
            room.highestN = n;
            long sequence = ++room.sequence;
            send(Frame.newBuilder()
                    .setDeliver(Deliver.newBuilder()
                            .setRoom(RoomState.NUMBER)
                            .setAuthor(1)
                            .setSequence(sequence)
                            .setN(n)
                            .setText(publish.getText().toStringUtf8())
                            .setLabel(publish.getLabel().toStringUtf8())
                            .setAuthorInfo(room.own()))
                    .build());
            send(ack(n).setSequence(sequence).setStored(true));
        } else {
            send(ack(n).setStored(true));
        }
    }

    static Ack.Builder ack(long n) {
        return Ack.newBuilder().setRoom(RoomState.NUMBER).setN(n);
    }

    void send(Ack.Builder ack) {
        send(Frame.newBuilder().setAck(ack).build());
    }

    /** Takes one that has come to this server's socket; others are not this connection's. */
    synchronized void onDatagram(DatagramQueue.Arrived arrived, int port) {
        byte[] datagram = arrived.bytes();
        if (datagram.length < RelayKey.SHORTEST || datagram.length > RelayKey.LONGEST) {
            journal.violated("a datagram of " + datagram.length + " bytes");
            return;
        }
        Keys its = keys.get(RelayKey.connectionId(datagram));
        byte[] row = its == null ? null : its.clients.open(datagram);
        if (its == null || row == null) {
            journal.violated("a datagram that does not open with the client's key of a connection id that it has");
            return;
        }
        long number = RelayKey.packetNumber(datagram);
        if (number <= 0 || !its.taken.add(number)) {
            journal.violated("the packet number " + number + (number <= 0 ? "" : " twice"));
            return;
        }
        if (its.connectionId == announced) {
            sealing = its;
        }
        try {
            for (Frame frame : FrameRow.read(row)) {
                if (answersDatagrams) {
                    onFrameByUdp(frame, arrived.from());
                }
                ClientMessage message =
                        ClientMessage.newBuilder().setFrame(frame).build();
                journal.add(new Came(time.now(), message, number, its.connectionId, port));
            }
        } catch (Finding malformed) {
            journal.violated(malformed.seen());
        }
    }

    /** Whether a datagram is this connection's. */
    synchronized boolean has(long connectionId) {
        return keys.containsKey(connectionId);
    }

    private void onFrameByUdp(Frame frame, SocketAddress from) {
        if (frame.hasPing() && from.equals(proven)) {
            sendByUdp(Frame.newBuilder()
                    .setPong(Pong.newBuilder().setId(frame.getPing().getId()))
                    .build());
        } else if (frame.hasPing() && !from.equals(challenged)) {
            challenged = from;
            challenge = random.nextLong();
            Frame asked = Frame.newBuilder()
                    .setChallenge(Challenge.newBuilder().setData(challenge))
                    .build();
            datagrams.send(seal(FrameRow.of(asked)), from);
        } else if (frame.hasResponse()
                && from.equals(challenged)
                && frame.getResponse().getData() == challenge) {
            proven = from;
        } else if (frame.hasPublish() && answersMessages) {
            answer(frame.getPublish());
        }
    }

    // What is sent

    /** The bytes that the client was challenged with last. */
    synchronized long challenge() {
        return challenge;
    }

    void send(ServerMessage.Builder message) {
        records.send(message.build().toByteArray());
    }

    void sendRaw(byte[] bytes) {
        records.write(bytes);
    }

    /** By the transport that the client wants. */
    synchronized void send(Frame frame) {
        if (udp) {
            sendByUdp(frame);
        } else {
            sendByTcp(frame);
        }
    }

    void sendByTcp(Frame frame) {
        send(ServerMessage.newBuilder().setFrame(frame));
    }

    void sendByUdp(Frame... frames) {
        sendByUdp(seal(FrameRow.of(frames)));
    }

    synchronized void sendByUdp(byte[] datagram) {
        SocketAddress to = proven;
        if (to == null) {
            throw new Finding("no address of the client that was checked");
        }
        datagrams.send(datagram, to);
    }

    /** A datagram with the next packet number. */
    synchronized byte[] seal(byte[] row) {
        return sealing.own.seal(sealing.sealed.incrementAndGet(), row);
    }

    synchronized byte[] seal(long packetNumber, byte[] row) {
        return sealing.own.seal(packetNumber, row);
    }

    /** Passes over packet numbers, and returns the last. */
    synchronized long skip(int numbers) {
        return sealing.sealed.addAndGet(numbers);
    }

    /** Announces another connection id, and returns it. This end goes over when the client has. */
    synchronized long rekey() {
        Keys next = new Keys(random);
        keys.put(next.connectionId, next);
        announced = next.connectionId;
        send(ServerMessage.newBuilder()
                .setNewRelay(NewRelay.newBuilder()
                        .setConnectionId(next.connectionId)
                        .setRelaySecret(ByteString.copyFrom(next.secret))));
        return next.connectionId;
    }

    /** Serves the client over TCP, until it says UseTransport again. */
    synchronized void movedToTcp(MovedToTcp moved) {
        udp = false;
        send(ServerMessage.newBuilder().setMovedToTcp(moved));
    }

    @Override
    public void close() {
        records.close();
    }
}
