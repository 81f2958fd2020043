package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.require;

import com.google.protobuf.ByteString;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.conformance.wire.FrameRow;
import dev.roomtalk.conformance.wire.RelayKey;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Nack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The checks of the relay. Where nothing is to come, a ping that is answered shows that what was sent before has been
 * looked at. Over 300 lines, because each sentence of these sections is one entry of the list.
 */
final class RelayChecks {
    private static final String TAKEN = "What is taken";
    private static final String ROAMING = "Addresses and roaming";
    /** In which a server that is wrong would have answered. */
    private static final Duration MOMENT = Duration.ofMillis(150);

    private final Probe probe;
    private final RelayClients clients;
    private final RealTime time;

    RelayChecks(Probe probe, RealTime time) {
        this.probe = probe;
        this.clients = new RelayClients(probe);
        this.time = time;
    }

    void addTo(CheckList list) {
        list.add(ROAMING, "a ping from a new address is challenged, and answered after the Response", this::challenge);
        list.add(ROAMING, "an address gets at most three challenges, with the same bytes", this::threeChallenges);
        list.add(ROAMING, "a wrong Response proves nothing", this::wrongResponse);
        list.add("Frames", "of several pings in a datagram the last is answered", this::severalPings);
        list.add("Transports", "a ping over TCP is answered over TCP", this::pingOverTcp);
        list.add("Transports", "UseTransport without a checked address changes nothing", this::useTransportUnproven);
        list.add("Transports", "after UseTransport deliveries and acks travel by UDP", this::useTransport);
        list.add("Transports", "UseTransport{udp: false} brings them back to TCP", this::backToTcp);
        list.add("Transports", "a message by UDP is taken before UseTransport, too", this::publishByUdp);
        list.add(TAKEN, "what does not authenticate has no answer", this::forged);
        list.add(TAKEN, "another version, or another type, has no answer", this::otherVersion);
        list.add(TAKEN, "an unknown connection id has no answer", this::unknownConnection);
        list.add(TAKEN, "a datagram of fewer than 33 or more than 1,200 bytes has no answer", this::lengths);
        list.add(TAKEN, "the packet numbers 0 and 2^63 are not taken", this::packetNumbers);
        list.add(TAKEN, "a packet number is taken once", this::replay);
        list.add(TAKEN, "a number below the highest is taken, down to 1,984 in all", this::window);
        list.add("Frames", "a kind that is unknown is passed over, and what follows counts", this::unknownKind);
        list.add("Frames", "a frame whose body does not parse is dropped, and what follows counts", this::badBody);
        list.add("Frames", "at what is no record the rest is dropped, and what came before counts", this::noRecord);
        list.add("Transports", "what fits into no datagram comes over TCP, and Elsewhere by UDP", this::elsewhere);
        list.add("What a receiver does", "Latest comes after a room's last message", this::latest);
        list.add("What a receiver does", "the same Nack within 60 ms is answered once", this::sameNack);
        list.add(ROAMING, "from another address the session moves only with the Response", this::roams);
    }

    private void challenge() throws IOException {
        clients.fresh(client -> {
            client.relay().send(RelayEnd.ping(7));
            Frame challenge = client.relay().await("Challenge", Frame::hasChallenge);
            require(client.relay().count(Frame::hasPong) == 0, "a Pong before the Response");
            client.relay().send(RelayEnd.response(challenge.getChallenge().getData()));
            client.relay()
                    .await(
                            "Pong of the ping before",
                            f -> f.hasPong() && f.getPong().getId() == 7);
        });
    }

    private void threeChallenges() throws IOException {
        clients.fresh(client -> {
            RelayEnd relay = client.relay();
            for (int i = 1; i <= 6; i++) {
                relay.send(RelayEnd.ping(i));
            }
            long data =
                    relay.await("Challenge", Frame::hasChallenge).getChallenge().getData();
            int challenges = 1;
            Frame next = relay.next(Frame::hasChallenge, MOMENT);
            while (next != null) {
                challenges++;
                require(next.getChallenge().getData() == data, "a challenge with other bytes");
                next = relay.next(Frame::hasChallenge, MOMENT);
            }
            require(challenges <= 3, challenges + " challenges");
        });
    }

    private void wrongResponse() throws IOException {
        clients.fresh(client -> {
            RelayEnd relay = client.relay();
            relay.send(RelayEnd.ping(1));
            long data =
                    relay.await("Challenge", Frame::hasChallenge).getChallenge().getData();
            relay.send(RelayEnd.response(~data));
            require(relay.next(Frame::hasPong, MOMENT) == null, "a Pong");
            relay.send(RelayEnd.response(data));
            relay.await("Pong", Frame::hasPong);
        });
    }

    private void severalPings() throws IOException {
        clients.proven(client -> {
            client.relay().send(RelayEnd.ping(101), RelayEnd.ping(102), RelayEnd.ping(103));
            int id = client.relay().await("Pong", Frame::hasPong).getPong().getId();
            require(id == 103, "the Pong of " + id);
            client.relay().fence();
            require(client.relay().count(f -> f.hasPong() && f.getPong().getId() > 100) == 0, "more than one Pong");
        });
    }

    private void pingOverTcp() throws IOException {
        clients.byUdp((client, room) -> client.peer().fence());
    }

    private static void publish(Peer peer, Joined room, long n, String text) {
        peer.publish(room.getRoom(), n, n, text);
    }

    private void useTransportUnproven() throws IOException {
        clients.fresh(client -> {
            Joined room = probe.room(client.session());
            RelayClients.useTransport(client, true);
            publish(client.peer(), room, 1, "one");
            client.peer().deliver(room.getRoom(), room.getSequence() + 1);
            client.peer().ack(room.getRoom(), 1);
        });
    }

    private static Deliver delivered(RelayClients.Client client, Joined room, long sequence) {
        return client.relay()
                .await(
                        "Deliver",
                        f -> f.hasDeliver()
                                && f.getDeliver().getRoom() == room.getRoom()
                                && f.getDeliver().getSequence() == sequence)
                .getDeliver();
    }

    private void useTransport() throws IOException {
        clients.byUdp((client, room) -> {
            publish(client.peer(), room, 1, "one");
            delivered(client, room, room.getSequence() + 1);
            client.relay().await("Ack", f -> f.hasAck() && f.getAck().getN() == 1);
        });
    }

    private void backToTcp() throws IOException {
        clients.byUdp((client, room) -> {
            RelayClients.useTransport(client, false);
            publish(client.peer(), room, 1, "one");
            client.peer().deliver(room.getRoom(), room.getSequence() + 1);
            client.peer().ack(room.getRoom(), 1);
        });
    }

    private void publishByUdp() throws IOException {
        clients.proven(client -> {
            Joined room = probe.room(client.session());
            client.relay()
                    .send(Frame.newBuilder()
                            .setPublish(Peer.publish(room.getRoom(), 1, 1).setText(ByteString.copyFromUtf8("one")))
                            .build());
            Ack ack = client.peer().ack(room.getRoom(), 1);
            require(ack.getSequence() == room.getSequence() + 1, "sequence " + ack.getSequence());
        });
    }

    /** Nothing but the Pong of the fence comes. */
    private static void unanswered(RelayEnd relay) {
        relay.fence();
        require(relay.count(Frame::hasPong) == 0, "a Pong");
    }

    private void forged() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            byte[] good = relay.keys().own.seal(relay.keys().skip(), FrameRow.of(RelayEnd.ping(99)));
            for (int at : new int[] {good.length - 1, good.length - 17, 16}) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                relay.sendRaw(bad);
            }
            unanswered(relay);
            relay.sendRaw(good);
            relay.await("Pong: a forged datagram used its packet number up", Frame::hasPong);
        });
    }

    private void otherVersion() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            for (int first : new int[] {0x11, 0x20, 0x00}) {
                byte[] other = relay.keys().own.seal(relay.keys().next(), FrameRow.of(RelayEnd.ping(99)));
                other[0] = (byte) first;
                relay.sendRaw(other);
            }
            unanswered(relay);
        });
    }

    private void unknownConnection() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            long unknown = relay.keys().connectionId ^ 0xffff_ffffL;
            relay.sendRaw(new RelayKey(probe.bytes(32), "client", unknown).seal(1, FrameRow.of(RelayEnd.ping(99))));
            unanswered(relay);
        });
    }

    private void lengths() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            relay.sendRaw(new byte[] {0x10});
            relay.sendRaw(new byte[32]);
            ByteArrayOutputStream row = new ByteArrayOutputStream();
            row.writeBytes(FrameRow.of(RelayEnd.ping(99)));
            // A kind that nobody knows fills the datagram up.
            int filling = RelayKey.LONGEST + 1 - RelayKey.SHORTEST - row.size() - 3;
            row.write(0x7a);
            row.write((filling & 0x7f) | 0x80);
            row.write(filling >> 7);
            row.writeBytes(new byte[filling]);
            relay.sendRow(row.toByteArray());
            unanswered(relay);
        });
    }

    private void packetNumbers() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            relay.sendRaw(relay.keys().own.seal(0, FrameRow.of(RelayEnd.ping(99))));
            relay.sendRaw(relay.keys().own.seal(Long.MIN_VALUE, FrameRow.of(RelayEnd.ping(99))));
            unanswered(relay);
        });
    }

    private void replay() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            byte[] datagram = relay.keys().own.seal(relay.keys().next(), FrameRow.of(RelayEnd.ping(99)));
            relay.sendRaw(datagram);
            relay.await("Pong", Frame::hasPong);
            relay.sendRaw(datagram);
            unanswered(relay);
        });
    }

    private void window() throws IOException {
        clients.proven(client -> {
            RelayEnd relay = client.relay();
            long before = relay.keys().skip();
            long oldest = relay.keys().skip();
            long highest = oldest;
            while (highest < oldest + 1_983) {
                highest = relay.keys().skip();
            }
            relay.sendRaw(relay.keys().own.seal(highest, FrameRow.of(RelayEnd.ping(201))));
            relay.await("Pong of the highest", f -> f.hasPong() && f.getPong().getId() == 201);
            relay.sendRaw(relay.keys().own.seal(oldest, FrameRow.of(RelayEnd.ping(202))));
            relay.await(
                    "Pong of the lowest in the window",
                    f -> f.hasPong() && f.getPong().getId() == 202);
            relay.sendRaw(relay.keys().own.seal(before, FrameRow.of(RelayEnd.ping(203))));
            unanswered(relay);
        });
    }

    private void row(byte[] first, boolean behindCounts) throws IOException {
        clients.proven(client -> {
            ByteArrayOutputStream row = new ByteArrayOutputStream();
            row.writeBytes(FrameRow.of(RelayEnd.ping(301)));
            row.writeBytes(first);
            row.writeBytes(FrameRow.of(RelayEnd.ping(302)));
            client.relay().sendRow(row.toByteArray());
            int id = client.relay().await("Pong", Frame::hasPong).getPong().getId();
            require(id == (behindCounts ? 302 : 301), "the Pong of the " + (id == 302 ? "later" : "earlier") + " ping");
        });
    }

    private void unknownKind() throws IOException {
        row(new byte[] {0x7a, 3, 1, 2, 3}, true);
    }

    private void badBody() throws IOException {
        row(new byte[] {0x0a, 2, 0x08, (byte) 0x80}, true);
    }

    private void noRecord() throws IOException {
        row(new byte[] {0x0b, 1, 0}, false);
    }

    private void elsewhere() throws IOException {
        clients.byUdp((client, room) -> {
            String text = "x".repeat(1_500);
            if (client.session().welcome().getLimits().getMessageBytes() < text.length()) {
                throw new Skipped("Limits.message_bytes is too small");
            }
            publish(client.peer(), room, 1, text);
            long sequence = room.getSequence() + 1;
            Deliver message = client.peer().deliver(room.getRoom(), sequence);
            require(message.getText().equals(text), "another text");
            client.relay()
                    .await(
                            "Elsewhere",
                            f -> f.hasElsewhere() && f.getElsewhere().getSequence() == sequence);
        });
    }

    private void latest() throws IOException {
        clients.byUdp((client, room) -> {
            publish(client.peer(), room, 1, "one");
            long sequence = room.getSequence() + 1;
            delivered(client, room, sequence);
            client.relay()
                    .await(
                            "Latest of sequence " + sequence,
                            f -> f.hasLatest()
                                    && f.getLatest().getRoom() == room.getRoom()
                                    && f.getLatest().getSequence() == sequence);
        });
    }

    private void sameNack() throws IOException {
        clients.byUdp((client, room) -> {
            publish(client.peer(), room, 1, "one");
            long sequence = room.getSequence() + 1;
            delivered(client, room, sequence);
            Frame nack = Frame.newBuilder()
                    .setNack(Nack.newBuilder()
                            .setRoom(room.getRoom())
                            .addRanges(sequence)
                            .addRanges(1))
                    .build();
            // Behind each other in one datagram: no time passes between them.
            client.relay().send(nack, nack);
            require(delivered(client, room, sequence).getTimeMs() != 0, "no time_ms");
            client.relay().fence();
            require(client.relay().count(Frame::hasDeliver) == 0, "two answers");
        });
    }

    private void roams() throws IOException {
        clients.byUdp((client, room) -> {
            try (RelayEnd other =
                    new RelayEnd(client.relay().keys(), client.local(), client.address(), probe.patience())) {
                other.send(RelayEnd.ping(401));
                Frame challenge = other.await("Challenge", Frame::hasChallenge);
                publish(client.peer(), room, 1, "one");
                delivered(client, room, room.getSequence() + 1);
                require(other.count(Frame::hasDeliver) == 0, "a Deliver at an address that was not checked");
                other.send(RelayEnd.response(challenge.getChallenge().getData()));
                other.await("Pong", Frame::hasPong);
                time.pause(MOMENT);
                publish(client.peer(), room, 2, "two");
                other.await(
                        "Deliver at the new address",
                        f -> f.hasDeliver() && f.getDeliver().getN() == 2);
            }
        });
    }
}
