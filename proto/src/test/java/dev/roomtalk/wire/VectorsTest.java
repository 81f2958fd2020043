package dev.roomtalk.wire;

import static dev.roomtalk.wire.Vectors.bytes;
import static dev.roomtalk.wire.Vectors.number;
import static dev.roomtalk.wire.Vectors.objects;
import static dev.roomtalk.wire.Vectors.string;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.ServerMessage;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the code to the golden vectors. After a change to what a person writes in them:
 * {@code mvn -pl proto test -Dtest=VectorsTest -Droomtalk.vectors.write=true} works the rest out again.
 */
class VectorsTest {
    /** Each seals and opens as the vectors say. */
    private static final List<AeadProvider> CIPHERS = List.of(AeadProvider.jdk(), AeadProvider.find());

    @BeforeAll
    static void writeIfAsked() {
        if (Boolean.getBoolean("roomtalk.vectors.write")) {
            Vectors.FILES.forEach(Vectors::write);
        }
    }

    static List<String> files() {
        return Vectors.FILES;
    }

    static List<JsonObject> sessions() {
        return objects(Vectors.read("relay"), "sessions");
    }

    static List<JsonObject> rejected() {
        return objects(Vectors.read("relay").getAsJsonObject("rejected"), "datagrams");
    }

    static List<JsonObject> frames() {
        return objects(Vectors.read("frames"), "frames");
    }

    static List<JsonObject> plaintexts() {
        return objects(Vectors.read("frames"), "plaintexts");
    }

    static List<JsonObject> messages() {
        return objects(Vectors.read("control"), "messages");
    }

    static List<JsonObject> names() {
        return objects(Vectors.read("names"), "names");
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsWhatFollowsFromItsInputs(String file) {
        assertThat(Vectors.text(file)).isEqualTo(Vectors.complete(file));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void keysAreDerivedAsInTheVectors(JsonObject session) {
        RelayKeys keys = keys(session, AeadProvider.jdk());
        assertThat(keys.client().key).isEqualTo(bytes(session, "client_key"));
        assertThat(keys.client().iv).isEqualTo(bytes(session, "client_iv"));
        assertThat(keys.server().key).isEqualTo(bytes(session, "server_key"));
        assertThat(keys.server().iv).isEqualTo(bytes(session, "server_iv"));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void datagramsAreSealedAsInTheVectors(JsonObject session) {
        long connectionId = number(session, "connection_id");
        for (JsonObject vector : objects(session, "datagrams")) {
            byte[] plaintext = bytes(vector, "plaintext");
            for (AeadProvider ciphers : CIPHERS) {
                byte[] out = new byte[Protocol.MAX_DATAGRAM];
                Aead cipher = cipher(session, vector, ciphers);
                int length = new DatagramSealer(cipher, connectionId, number(vector, "packet_number"))
                        .seal(plaintext, 0, plaintext.length, out, 0);
                assertThat(Arrays.copyOf(out, length)).as(ciphers.name()).isEqualTo(bytes(vector, "datagram"));

                byte[] nonce = new byte[12];
                cipher.nonce(number(vector, "packet_number"), nonce);
                assertThat(nonce).isEqualTo(bytes(vector, "nonce"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void datagramsOfTheVectorsOpen(JsonObject session) throws InvalidProtocolBufferException {
        for (JsonObject vector : objects(session, "datagrams")) {
            for (AeadProvider ciphers : CIPHERS) {
                opens(session, vector, keys(session, ciphers));
            }
        }
    }

    private static void opens(JsonObject session, JsonObject vector, RelayKeys keys)
            throws InvalidProtocolBufferException {
        boolean byClient = string(vector, "sealed_by").equals("client");
        DatagramOpener opener = byClient ? keys.clientOpener() : keys.serverOpener();
        byte[] datagram = bytes(vector, "datagram");
        byte[] opened = new byte[Protocol.MAX_PLAINTEXT];

        int length = opener.open(datagram, 0, datagram.length, opened);

        assertThat(DatagramHeader.connectionId(datagram, 0)).isEqualTo(number(session, "connection_id"));
        assertThat(opener.highest()).isEqualTo(number(vector, "packet_number"));
        assertThat(Arrays.copyOf(opened, length)).isEqualTo(bytes(vector, "plaintext"));
        FrameReader reader = new FrameReader();
        reader.reset(opened, 0, length);
        for (JsonElement text : vector.getAsJsonArray("frames")) {
            assertThat(reader.next()).isTrue();
            assertThat(Frame.parseFrom(ByteBuffer.wrap(opened, reader.start(), reader.length())))
                    .isEqualTo(Vectors.frame(text.getAsString()));
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.malformed()).isFalse();
    }

    @Test
    void oneOfTheDatagramsIsFull() {
        List<Integer> lengths = new ArrayList<>();
        for (JsonObject session : sessions()) {
            objects(session, "datagrams").forEach(d -> lengths.add(bytes(d, "datagram").length));
        }
        assertThat(lengths).contains(Protocol.MAX_DATAGRAM);
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectedDatagramsOfTheVectorsDoNotOpen(JsonObject vector) {
        byte[] datagram = bytes(vector, "datagram");
        for (AeadProvider ciphers : CIPHERS) {
            DatagramOpener opener = keys(sessions().getFirst(), ciphers).clientOpener();
            assertThat(opener.open(datagram, 0, datagram.length, new byte[2000]))
                    .as(string(vector, "why"))
                    .isNegative();
            assertThat(opener.received()).isZero();
        }
    }

    @Test
    void theReplayWindowTakesWhatTheVectorsSay() {
        ReplayWindow window = new ReplayWindow();
        for (JsonObject arrival : objects(Vectors.read("relay").getAsJsonObject("replay"), "arrivals")) {
            long number = number(arrival, "packet_number");
            boolean taken = arrival.get("taken").getAsBoolean();
            assertThat(window.isFresh(number)).as("%d", number).isEqualTo(taken);
            if (taken) {
                window.set(number);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void framesOfTheVectorsAreReadAsTheyWereMeant(JsonObject vector) throws InvalidProtocolBufferException {
        Frame frame = Frame.parseFrom(bytes(vector, "bytes"));
        assertThat(frame).isEqualTo(Vectors.frame(string(vector, "text")));
        assertThat(frame.getUnknownFields().asMap()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("plaintexts")
    void plaintextsOfTheVectorsAreWalkedAsTheySay(JsonObject vector) {
        byte[] plaintext = bytes(vector, "plaintext");
        List<Integer> kinds = new ArrayList<>();
        FrameReader reader = new FrameReader();
        reader.reset(plaintext, 0, plaintext.length);
        while (reader.next()) {
            kinds.add(reader.kind());
        }
        assertThat(kinds)
                .as(string(vector, "about"))
                .isEqualTo(vector.getAsJsonArray("kinds").asList().stream()
                        .map(JsonElement::getAsInt)
                        .toList());
        assertThat(reader.malformed()).isEqualTo(vector.get("malformed").getAsBoolean());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void controlMessagesOfTheVectorsAreReadAsTheyWereMeant(JsonObject vector) throws InvalidProtocolBufferException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(vector, "bytes"));
        assertThat(bytes.getInt()).isEqualTo(bytes.remaining()).isLessThanOrEqualTo(Protocol.MAX_CONTROL);
        Message message = string(vector, "from").equals("client")
                ? ClientMessage.parseFrom(bytes)
                : ServerMessage.parseFrom(bytes);
        assertThat(message).isEqualTo(Vectors.message(string(vector, "from"), string(vector, "text")));
        assertThat(message.getUnknownFields().asMap()).isEmpty();
    }

    @Test
    void everyKindOfFrameOccurs() {
        Set<Integer> seen = new HashSet<>();
        frames().forEach(v ->
                seen.add(Vectors.frame(string(v, "text")).getKindCase().getNumber()));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(bodies(Frame.getDescriptor()));
    }

    @Test
    void everyControlMessageOccurs() {
        Set<Integer> byClient = new HashSet<>();
        Set<Integer> byServer = new HashSet<>();
        for (JsonObject vector : messages()) {
            switch (Vectors.message(string(vector, "from"), string(vector, "text"))) {
                case ClientMessage m -> byClient.add(m.getBodyCase().getNumber());
                case ServerMessage m -> byServer.add(m.getBodyCase().getNumber());
                case Message m -> throw new AssertionError(m);
            }
        }
        assertThat(byClient).containsExactlyInAnyOrderElementsOf(bodies(ClientMessage.getDescriptor()));
        assertThat(byServer).containsExactlyInAnyOrderElementsOf(bodies(ServerMessage.getDescriptor()));
    }

    @Test
    void everyFieldOfEveryMessageIsSetOnce() {
        Set<String> set = new HashSet<>();
        frames().forEach(v -> collect(Vectors.frame(string(v, "text")), set));
        messages().forEach(v -> collect(Vectors.message(string(v, "from"), string(v, "text")), set));
        Set<String> all = new HashSet<>();
        collect(Frame.getDescriptor(), all);
        collect(ClientMessage.getDescriptor(), all);
        collect(ServerMessage.getDescriptor(), all);
        assertThat(set).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesOfTheVectorsAreTakenAsTheySay(JsonObject vector) {
        assertThat(Vectors.parse(vector))
                .isEqualTo(
                        vector.has("refused")
                                ? new Name.Invalid(string(vector, "refused"))
                                : new Name.Valid(new Name(string(vector, "display"), string(vector, "key"))));
    }

    @Test
    void pinsOfTheVectorsAreWhatTheCodeMakes() throws Exception {
        for (JsonObject vector : objects(Vectors.read("names"), "pins")) {
            Pin pin = Pin.of(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes(vector, "spki"))));
            assertThat(pin).isEqualTo(Pin.parse(string(vector, "pin")));
            assertThat(pin.hex()).isEqualTo(string(vector, "sha256"));
        }
    }

    private static Set<Integer> bodies(Descriptor message) {
        Set<Integer> numbers = new HashSet<>();
        message.getOneofs().getFirst().getFields().forEach(f -> numbers.add(f.getNumber()));
        return numbers;
    }

    /** The fields that are set, in it and below. */
    private static void collect(Message message, Set<String> fields) {
        message.getAllFields().forEach((field, value) -> {
            fields.add(field.getFullName());
            if (value instanceof Message inner) {
                collect(inner, fields);
            } else if (value instanceof List<?> list) {
                list.forEach(item -> {
                    if (item instanceof Message inner) {
                        collect(inner, fields);
                    }
                });
            }
        });
    }

    /** The fields there are, in it and below. */
    private static void collect(Descriptor message, Set<String> fields) {
        for (FieldDescriptor field : message.getFields()) {
            if (fields.add(field.getFullName()) && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                collect(field.getMessageType(), fields);
            }
        }
    }

    private static RelayKeys keys(JsonObject session, AeadProvider ciphers) {
        return RelayKeys.derive(bytes(session, "secret"), number(session, "connection_id"), ciphers);
    }

    private static Aead cipher(JsonObject session, JsonObject datagram, AeadProvider ciphers) {
        RelayKeys keys = keys(session, ciphers);
        return ciphers.sealing(string(datagram, "sealed_by").equals("client") ? keys.client() : keys.server());
    }
}
