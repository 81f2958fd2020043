package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinTest {
    /**
     * A key of RFC 8410 §10.1; its hash by
     * {@code openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64}.
     */
    private static final String SPKI =
            "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

    private static final String TEXT = "SHA256:oekVYFTgT6yJmunydRMs3Ael28TqLCrTof/G4NJTaB8";
    private static final String HEX = "a1e9156054e04fac899ae9f275132cdc07a5dbc4ea2c2ad3a1ffc6e0d253681f";

    @Test
    void isTheHashOfTheSubjectPublicKeyInfo() throws NoSuchAlgorithmException, InvalidKeySpecException {
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(SPKI)));
        assertThat(Pin.of(key)).hasToString(TEXT).isEqualTo(new Pin(TEXT));
        assertThat(Pin.of(key).hex()).isEqualTo(HEX);
    }

    @Test
    void isReadAsPeopleGiveIt() {
        String base64 = TEXT.substring(7);
        for (String text : new String[] {TEXT, base64, "  " + TEXT + "\n", TEXT + "=", base64 + "="}) {
            assertThat(Pin.parse(text)).isEqualTo(new Pin(TEXT));
        }
    }

    @Test
    void hasOneTextWhateverTheUnusedBitsAre() {
        // The last of 43 characters carries 4 bits in 6: A, B, C and D are the same hash.
        String zeros = "SHA256:" + "A".repeat(43);
        for (char last = 'A'; last <= 'D'; last++) {
            assertThat(Pin.parse("A".repeat(42) + last)).isEqualTo(new Pin(zeros));
        }
        assertThat(Pin.parse("A".repeat(42) + "E")).isNotEqualTo(new Pin(zeros));
    }

    @Property
    void isReadBackAsItIsWritten(@ForAll byte[] bytes) {
        String text = "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Pin.sha256(bytes));
        Pin pin = Pin.parse(text);
        assertThat(pin).hasToString(text);
        assertThat(HexFormat.of().parseHex(pin.hex())).isEqualTo(Pin.sha256(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SHA256:",
                "hello",
                "MD5:oekVYFTgT6yJmunydRMs3Ael28TqLCrTof/G4NJTaB8",
                "SHA256:AAAA",
                "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "SHA256:AAAAAAAAAAAAAAAAAAAAA-AAAAAAAAAAAAAAAAAAAAA",
                "SHA256:SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatIsNoFingerprintIsRefusedInOneSentence(String text) {
        assertThatThrownBy(() -> Pin.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'" + text
                                + "' is no fingerprint: give SHA256: and 43 characters, as the server prints it when it starts");
        assertThatThrownBy(() -> new Pin(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"
            })
    void onlyTheOneTextMakesAPin(String text) {
        assertThatThrownBy(() -> new Pin(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sha256IsThatOfTheStandard() {
        // FIPS 180-4, "abc".
        assertThat(HexFormat.of().formatHex(Pin.sha256(new byte[] {'a', 'b', 'c'})))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
