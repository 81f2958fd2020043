package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.require;
import static dev.roomtalk.conformance.server.Probe.sha256;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.conformance.wire.RecordSocket;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.GetSuccession;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the first exchange, and of what always holds of requests. Over 300 lines, because each sentence of
 * these sections is one entry of the list.
 */
final class ControlChecks {
    private static final int UNKNOWN_FIELD = 1_000;
    private static final int MAX_BEHIND_HELLO = 16;

    private final Probe probe;
    private final Welcomed first = new Welcomed();

    /** What the first registration has shown, for the checks behind it. */
    private static final class Welcomed {
        private String name = "";
        private byte[] token = {};
        private @Nullable Welcome welcome;

        Welcome welcome() {
            if (welcome == null) {
                throw new Skipped("no user could be made");
            }
            return welcome;
        }
    }

    ControlChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add("The first exchange", "Hello is answered with Welcome", () -> probe.alice());
        list.add(
                "The first exchange",
                "another first message than Hello or GetSuccession is answered with PROTOCOL_ERROR",
                () -> probe.protocolError(peer -> peer.send(listRooms())));
        list.add("Versions", "without a common version the answer is Close{WRONG_VERSION}, without retry", this::wrong);
        list.add("Versions", "the server chooses the highest version that both speak", this::highestVersion);
        list.add("The first exchange", "new_token_hash makes a user, and Welcome.token is empty", this::registers);
        list.add("The first exchange", "Welcome has what a client needs", this::welcomeIsWhole);
        list.add("The first exchange", "the same hash and name again are the same user", this::registersAgain);
        list.add("The first exchange", "the token of the hash admits its user", this::tokenAdmits);
        list.add(
                "The first exchange",
                "after the token was used the hash is refused with NAME_TAKEN, and the connection lives",
                this::hashIsUsedUp);
        list.add("The first exchange", "a new_token_hash of another length than 32 is BAD_REQUEST", this::shortHash);
        list.add("The first exchange", "an unknown token is refused with UNKNOWN_TOKEN", this::unknownToken);
        list.add("Names", "the refusal of a name tells its first bad character", this::badName);
        list.add("The first exchange", "an eleventh Hello is answered with PROTOCOL_ERROR", this::eleventhHello);
        list.add(
                "The first exchange",
                "16 requests behind Hello are carried out after Welcome",
                this::requestsBehindHello);
        list.add("The first exchange", "a 17th request behind Hello ends the connection", this::seventeenth);
        list.add(
                "The first exchange",
                "behind a refused Hello a request ends the connection with PROTOCOL_ERROR",
                this::requestBehindRefusedHello);
        list.add(
                "The first exchange",
                "the same user and instance replace the session: Close{REPLACED}, without retry",
                this::replaces);
        list.add("Requests, answers, events", "a second Hello is refused with BAD_REQUEST", this::secondHello);
        list.add("Versions", "an unknown request is refused with BAD_REQUEST under its number", this::unknownRequest);
        list.add("Versions", "unknown fields are passed over", this::unknownField);
        list.add("Requests, answers, events", "Goodbye is answered with Close, the last message", this::goodbye);
        list.add(
                "Requests, answers, events",
                "GetSuccession after Welcome is refused with BAD_REQUEST",
                () -> probe.inSession(peer -> peer.refused(getSuccession(), RefusalReason.BAD_REQUEST)));
    }

    static Hello.Builder hello(int version) {
        return Hello.newBuilder().addVersions(version);
    }

    static ClientMessage.Builder listRooms() {
        return ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance());
    }

    static ClientMessage.Builder getSuccession() {
        return ClientMessage.newBuilder().setGetSuccession(GetSuccession.getDefaultInstance());
    }

    private void wrong() throws IOException {
        try (Peer peer = probe.connect()) {
            peer.send(ClientMessage.newBuilder().setHello(hello(4_711).setName("nobody")));
            Close close = peer.closed(CloseReason.WRONG_VERSION);
            require(!close.getRetry(), "Close{WRONG_VERSION, retry: true}");
            require(close.getSentence().contains("1"), "a sentence without the version: " + close.getSentence());
        }
    }

    private void highestVersion() throws IOException {
        try (Peer peer = probe.connect()) {
            Hello hello = probe.hello(probe.alice())
                    .clearVersions()
                    .addVersions(4_711)
                    .addVersions(1)
                    .build();
            int version = Peer.welcome(peer.hello(hello)).getVersion();
            require(version == 1, "Welcome.version " + version);
        }
    }

    private Hello registration() {
        return probe.hello()
                .setName(first.name)
                .setNewTokenHash(ByteString.copyFrom(sha256(first.token)))
                .build();
    }

    private void registers() throws IOException {
        first.name = probe.name("carol");
        first.token = probe.bytes(32);
        try (Peer peer = probe.connect()) {
            Welcome welcome = Peer.welcome(peer.hello(registration()));
            first.welcome = welcome;
            require(
                    welcome.getToken().isEmpty(),
                    "a token of " + welcome.getToken().size() + " bytes");
        }
    }

    private void welcomeIsWhole() {
        Welcome welcome = first.welcome();
        require(welcome.getUserId() != 0, "user_id 0");
        require(welcome.getName().equals(first.name), "name " + welcome.getName());
        require(
                welcome.getRelaySecret().size() == 32,
                "a secret of " + welcome.getRelaySecret().size() + " bytes");
        require(welcome.getKeepAliveSeconds() > 0, "keep_alive_seconds 0");
        int text = welcome.getLimits().getMessageBytes();
        require(text >= 1 && text <= 4_000, "message_bytes " + text);
        int inFlight = welcome.getLimits().getInFlight();
        require(inFlight >= 1 && inFlight <= 256, "in_flight " + inFlight);
    }

    private void registersAgain() throws IOException {
        long user = first.welcome().getUserId();
        try (Peer peer = probe.connect()) {
            long again = Peer.welcome(peer.hello(registration())).getUserId();
            require(again == user, "user_id %x instead of %x".formatted(again, user));
        }
    }

    private void tokenAdmits() throws IOException {
        Welcome made = first.welcome();
        Probe.Account account = new Probe.Account(first.name, ByteString.copyFrom(first.token), made.getUserId());
        try (Probe.Session session = probe.session(account)) {
            require(session.welcome().getUserId() == made.getUserId(), "another user_id");
            require(
                    session.welcome().getName().equals(first.name),
                    "name " + session.welcome().getName());
        }
    }

    private void hashIsUsedUp() throws IOException {
        first.welcome();
        try (Peer peer = probe.connect()) {
            Peer.refused(peer.hello(registration()), RefusalReason.NAME_TAKEN);
            Peer.welcome(peer.hello(
                    probe.hello().setToken(ByteString.copyFrom(first.token)).build()));
        }
    }

    private void shortHash() throws IOException {
        try (Peer peer = probe.connect()) {
            ByteString hash = ByteString.copyFrom(probe.bytes(31));
            Hello hello = probe.hello()
                    .setName(probe.name("short"))
                    .setNewTokenHash(hash)
                    .build();
            Peer.refused(peer.hello(hello), RefusalReason.BAD_REQUEST);
        }
    }

    private void unknownToken() throws IOException {
        try (Peer peer = probe.connect()) {
            ByteString token = ByteString.copyFrom(probe.bytes(32));
            Peer.refused(peer.hello(probe.hello().setToken(token).build()), RefusalReason.UNKNOWN_TOKEN);
        }
    }

    private void badName() throws IOException {
        try (Peer peer = probe.connect()) {
            ServerMessage answer =
                    peer.hello(probe.hello().setName("bad\u0007name").build());
            Refusal refusal = Peer.refusal(answer);
            require(
                    refusal.getReason() == RefusalReason.BAD_NAME,
                    refusal.getReason().name());
            require(
                    refusal.getSentence().contains("U+0007")
                            && refusal.getSentence().contains("4"),
                    refusal.getSentence());
        }
    }

    private void eleventhHello() throws IOException {
        probe.protocolError(peer -> {
            Hello bad = probe.hello().setName("\u0007").build();
            for (int i = 0; i < 10; i++) {
                Peer.refused(peer.hello(bad), RefusalReason.BAD_NAME);
            }
            peer.send(ClientMessage.newBuilder().setHello(bad));
        });
    }

    private void requestsBehindHello() throws IOException {
        try (Peer peer = probe.connect()) {
            int hello = peer.send(ClientMessage.newBuilder().setHello(probe.hello(probe.alice())));
            List<Integer> requests = new ArrayList<>();
            for (int i = 0; i < MAX_BEHIND_HELLO; i++) {
                requests.add(peer.send(listRooms()));
            }
            List<Integer> answered = new ArrayList<>();
            peer.await("17 answers", message -> {
                answered.add(message.getRequestId());
                return answered.size() == requests.size() + 1 ? message : null;
            });
            require(answered.getFirst() == hello, "an answer before Welcome");
            // Each is begun in its order, and answered when it is ready.
            require(answered.containsAll(requests), "answers " + answered);
        }
    }

    private void seventeenth() throws IOException {
        probe.protocolError(peer -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ClientMessage.Builder hello = ClientMessage.newBuilder().setHello(probe.hello(probe.alice()));
            all.writeBytes(RecordSocket.record(hello.setRequestId(1).build().toByteArray()));
            for (int i = 0; i <= MAX_BEHIND_HELLO; i++) {
                all.writeBytes(RecordSocket.record(
                        listRooms().setRequestId(2 + i).build().toByteArray()));
            }
            peer.records().write(all.toByteArray());
        });
    }

    private void requestBehindRefusedHello() throws IOException {
        probe.protocolError(peer -> {
            peer.send(ClientMessage.newBuilder().setHello(probe.hello().setName("\u0007")));
            peer.send(listRooms());
        });
    }

    private void replaces() throws IOException {
        long instance = probe.instance();
        try (Probe.Session old = probe.session(probe.alice(), instance);
                Probe.Session _ = probe.session(probe.alice(), instance)) {
            Close close = old.peer().closed(CloseReason.REPLACED);
            require(!close.getRetry(), "Close{REPLACED, retry: true}");
        }
    }

    private void secondHello() throws IOException {
        probe.inSession(
                peer -> Peer.refused(peer.hello(probe.hello(probe.alice()).build()), RefusalReason.BAD_REQUEST));
    }

    private static UnknownFieldSet unknown() {
        return UnknownFieldSet.newBuilder()
                .addField(
                        UNKNOWN_FIELD,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                .build())
                .build();
    }

    private void unknownRequest() throws IOException {
        probe.inSession(peer -> {
            peer.refused(ClientMessage.newBuilder().setUnknownFields(unknown()), RefusalReason.BAD_REQUEST);
            require(peer.ask(listRooms()).hasRoomList(), "no RoomList afterwards");
        });
    }

    private void unknownField() throws IOException {
        probe.inSession(peer -> {
            ClientMessage.Builder request = ClientMessage.newBuilder()
                    .setListRooms(ListRooms.newBuilder().setUnknownFields(unknown()))
                    .setUnknownFields(unknown());
            require(peer.ask(request).hasRoomList(), "no RoomList");
        });
    }

    private void goodbye() throws IOException {
        probe.inSession(peer -> {
            peer.records()
                    .send(ClientMessage.newBuilder()
                            .setGoodbye(Goodbye.getDefaultInstance())
                            .build()
                            .toByteArray());
            peer.closed(CloseReason.CLOSE_UNSPECIFIED);
        });
    }
}
