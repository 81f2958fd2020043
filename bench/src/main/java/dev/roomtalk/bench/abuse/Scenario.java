package dev.roomtalk.bench.abuse;

import dev.roomtalk.bench.net.Access;
import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.proto.Unban;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What {@code bench abuse} does to a server. Each uses what the protocol allows anybody, as fast as it can. */
public enum Scenario {
    HANDSHAKES("strangers from 17 addresses, 50 connections each, say ClientHello and leave, again and again") {
        @Override
        void begin(Attack attack, Victim victim) {
            byte[] hello = ClientHello.of(victim.access());
            for (int i = 0; i < 17 * 50; i++) {
                InetAddress from = from(i % 17);
                attack.repeat(() -> leave(victim.access(), from, hello), 0);
            }
        }
    },
    PINGS("a member of 50 rooms sends 100 datagrams a second with 291 pings each") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            RawSession session = session(victim, 0);
            // Before somebody else reads what comes.
            rooms(session, 50, "pings");
            readAll(attack, session);
            byte[] pings = pings(291);
            attack.repeat(() -> session.sendDatagram(pings), 10);
        }
    },
    PIPELINING("two users send requests for the list of rooms, and for rooms, as fast as they are read") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            for (int i = 0; i < 2; i++) {
                RawSession session = session(victim, i);
                readAll(attack, session);
                AtomicInteger number = new AtomicInteger();
                attack.repeat(
                        () -> {
                            for (int n = 0; n < 50; n++) {
                                session.send(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()));
                                session.send(ClientMessage.newBuilder()
                                        .setJoinRoom(
                                                JoinRoom.newBuilder().setName("nowhere-" + number.incrementAndGet())));
                            }
                            session.flush();
                        },
                        1);
            }
        }
    },
    SEARCHES("two users send searches of 100 KiB of words, as fast as they are read") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            String words = "a b c d ".repeat(100 * 1024 / 8);
            for (int i = 0; i < 2; i++) {
                RawSession session = session(victim, i);
                readAll(attack, session);
                attack.repeat(
                        () -> {
                            session.send(ClientMessage.newBuilder()
                                    .setSearch(Search.newBuilder().setWords(words)));
                            session.flush();
                        },
                        1);
            }
        }
    },
    PASSWORDS("four users try passwords of a room, as fast as they are read") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            RawSession maker = session(victim, 99);
            readAll(attack, maker);
            maker.send(ClientMessage.newBuilder()
                    .setCreateRoom(dev.roomtalk.proto.CreateRoom.newBuilder()
                            .setName("vault")
                            .setPassword("secret")));
            maker.flush();
            for (int i = 0; i < 4; i++) {
                RawSession session = session(victim, i);
                readAll(attack, session);
                attack.repeat(
                        () -> {
                            session.send(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder()
                                            .setName("vault")
                                            .setPassword("guess")));
                            session.flush();
                        },
                        1);
            }
        }
    },
    RINGS("ten users fill 90 rooms each with messages of 4,000 bytes") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            String text = "x".repeat(4000);
            for (int i = 0; i < 10; i++) {
                RawSession session = session(victim, i);
                int[] rooms = rooms(session, 90, "rings-" + i);
                readAll(attack, session);
                AtomicInteger n = new AtomicInteger();
                attack.repeat(
                        () -> {
                            int number = n.getAndIncrement();
                            session.send(ClientMessage.newBuilder()
                                    .setFrame(Frame.newBuilder()
                                            .setPublish(Publish.newBuilder()
                                                    .setRoom(rooms[number % rooms.length])
                                                    .setN(number / rooms.length + 1)
                                                    .setText(com.google.protobuf.ByteString.copyFromUtf8(text)))));
                            session.flush();
                        },
                        60);
            }
        }
    },
    TOPICS("the host of a room with 20 members who do not read sets its topic, as fast as it is read") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            RawSession host = session(victim, 0);
            rooms(host, 1, "topics");
            readAll(attack, host);
            for (int i = 0; i < 20; i++) {
                RawSession member = session(victim, 1 + i % 5);
                member.send(ClientMessage.newBuilder()
                        .setJoinRoom(JoinRoom.newBuilder().setName("topics-0")));
                member.flush();
                attack.repeat(() -> Attack.pause(1000), 0);
            }
            String topic = "t".repeat(400);
            AtomicInteger number = new AtomicInteger();
            attack.repeat(
                    () -> {
                        for (int n = 0; n < 20; n++) {
                            host.send(ClientMessage.newBuilder()
                                    .setSetTopic(SetTopic.newBuilder()
                                            .setRoom("topics-0")
                                            .setTopic(topic + number.incrementAndGet())));
                        }
                        host.flush();
                    },
                    1);
        }
    },
    AUDIT("the host of a room bans a user and lifts the ban, as fast as it is read") {
        @Override
        void begin(Attack attack, Victim victim) throws IOException {
            RawSession host = session(victim, 0);
            RawSession other = session(victim, 1);
            readAll(attack, other);
            rooms(host, 1, "audit");
            readAll(attack, host);
            attack.repeat(
                    () -> {
                        host.send(ClientMessage.newBuilder()
                                .setBan(Ban.newBuilder().setRoom("audit-0").setName(other.name())));
                        host.send(ClientMessage.newBuilder()
                                .setUnban(Unban.newBuilder().setRoom("audit-0").setName(other.name())));
                        host.flush();
                    },
                    1);
        }
    },
    LIVE("20 connections ask the metrics port for /live, and read nothing") {
        @Override
        void begin(Attack attack, Victim victim) {
            for (int i = 0; i < 20; i++) {
                attack.repeat(
                        () -> {
                            try (Socket http = new Socket()) {
                                http.setReceiveBufferSize(2048);
                                http.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), victim.metrics()));
                                http.getOutputStream()
                                        .write("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                                .getBytes(StandardCharsets.US_ASCII));
                                Attack.pause(2000);
                            }
                        },
                        0);
            }
        }
    };

    private final String meaning;

    Scenario(String meaning) {
        this.meaning = meaning;
    }

    /**
     * The server that is attacked.
     *
     * @param metrics the port of its metrics
     */
    record Victim(Access access, int metrics) {}

    /** Its word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String meaning() {
        return meaning;
    }

    /** Begins the attack, which goes on until it is closed. */
    abstract void begin(Attack attack, Victim victim) throws IOException;

    /** An address of loopback, each in a /24 of its own. */
    static InetAddress from(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 2, (byte) number, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RawSession session(Victim victim, int address) throws IOException {
        return new RawSession(victim.access(), from(100 + address % 100));
    }

    private static void readAll(Attack attack, RawSession session) {
        attack.repeat(session::read, 0);
    }

    private static int[] rooms(RawSession session, int count, String name) throws IOException {
        int[] rooms = new int[count];
        for (int i = 0; i < count; i++) {
            rooms[i] = session.create(name + "-" + i, "");
        }
        return rooms;
    }

    private static byte[] pings(int count) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        byte[] ping =
                Frame.newBuilder().setPing(Ping.newBuilder().setId(1)).build().toByteArray();
        for (int i = 0; i < count; i++) {
            frames.writeBytes(ping);
        }
        return frames.toByteArray();
    }

    private static void leave(Access access, InetAddress from, byte[] hello) throws IOException, InterruptedException {
        try (Socket socket = RawSession.tcp(access, from)) {
            socket.getOutputStream().write(hello);
            socket.getOutputStream().flush();
            // As long as it costs the server a handshake, if it is its turn.
            socket.setSoTimeout(500);
            int _ = socket.getInputStream().read();
        }
    }
}
