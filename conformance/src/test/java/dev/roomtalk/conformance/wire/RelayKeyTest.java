package dev.roomtalk.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The golden vectors, read by this program's own cipher. */
class RelayKeyTest {
    private static final HexFormat HEX = HexFormat.of();

    private static JsonArray sessions() throws IOException {
        return JsonParser.parseString(Files.readString(Path.of("../proto/vectors/relay.json")))
                .getAsJsonObject()
                .getAsJsonArray("sessions");
    }

    private static byte[] bytes(JsonObject object, String name) {
        return HEX.parseHex(object.get(name).getAsString());
    }

    @Test
    void sealsAndOpensEveryDatagramOfTheVectors() throws IOException {
        int datagrams = 0;
        for (JsonElement element : sessions()) {
            JsonObject session = element.getAsJsonObject();
            long id = HexFormat.fromHexDigitsToLong(session.get("connection_id").getAsString());
            for (JsonElement each : session.getAsJsonArray("datagrams")) {
                JsonObject datagram = each.getAsJsonObject();
                RelayKey key = new RelayKey(
                        bytes(session, "secret"), datagram.get("sealed_by").getAsString(), id);
                long number = HexFormat.fromHexDigitsToLong(
                        datagram.get("packet_number").getAsString());
                byte[] plaintext = bytes(datagram, "plaintext");
                byte[] whole = bytes(datagram, "datagram");
                assertThat(key.nonce(number)).isEqualTo(bytes(datagram, "nonce"));
                assertThat(key.seal(number, plaintext)).isEqualTo(whole);
                assertThat(key.open(whole)).isEqualTo(plaintext);
                assertThat(RelayKey.packetNumber(whole)).isEqualTo(number);
                assertThat(FrameRow.read(plaintext))
                        .hasSize(datagram.getAsJsonArray("frames").size());
                whole[whole.length - 1] ^= 1;
                assertThat(key.open(whole)).isNull();
                datagrams++;
            }
        }
        assertThat(datagrams).isGreaterThan(3);
    }
}
