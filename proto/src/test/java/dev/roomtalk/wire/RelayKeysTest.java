package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RelayKeysTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void theIndependentHkdfKeepsToRfc5869() {
        // RFC 5869, A.1 and A.3.
        assertThat(HEX.formatHex(Independent.hkdf(
                        HEX.parseHex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
                        HEX.parseHex("000102030405060708090a0b0c"),
                        HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                        42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(HEX.formatHex(Independent.hkdf(
                        HEX.parseHex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), new byte[0], new byte[0], 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Property
    void areWhatHkdfByHandGives(@ForAll @Size(32) byte[] secret, @ForAll long connectionId) {
        RelayKeys keys = RelayKeys.derive(secret, connectionId);
        assertAre(keys.client(), Independent.keys(secret, "client", connectionId));
        assertAre(keys.server(), Independent.keys(secret, "server", connectionId));
    }

    @Property(tries = 100)
    void differByDirectionSecretAndConnectionId(@ForAll @Size(32) byte[] secret, @ForAll long connectionId) {
        RelayKeys keys = RelayKeys.derive(secret, connectionId);
        assertThat(keys.client().key).isNotEqualTo(keys.server().key);
        assertThat(keys.client().iv).isNotEqualTo(keys.server().iv);
        RelayKeys neighbour = RelayKeys.derive(secret, connectionId ^ 1);
        assertThat(neighbour.client().key).isNotEqualTo(keys.client().key);
        assertThat(neighbour.server().iv).isNotEqualTo(keys.server().iv);
        byte[] other = secret.clone();
        other[31] ^= 1;
        assertThat(RelayKeys.derive(other, connectionId).client().key).isNotEqualTo(keys.client().key);
    }

    @Test
    void refuseASecretOfAnotherLength() {
        for (int length : new int[] {0, 16, 31, 33, 64}) {
            assertThatThrownBy(() -> RelayKeys.derive(new byte[length], 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a relay secret is 32 bytes, not " + length);
        }
    }

    @Test
    void giveEachSealerOnce() {
        RelayKeys keys = RelayKeys.derive(new byte[32], 7);
        assertThat(keys.clientSealer(7).connectionId()).isEqualTo(7);
        assertThat(keys.serverSealer(7).connectionId()).isEqualTo(7);
        assertThatThrownBy(() -> keys.clientSealer(7)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.serverSealer(7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void giveNoSealerForAnotherConnectionId() {
        RelayKeys keys = RelayKeys.derive(new byte[32], 7);
        assertThatThrownBy(() -> keys.clientSealer(8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.serverSealer(8)).isInstanceOf(IllegalArgumentException.class);
        assertThat(keys.clientSealer(7).connectionId()).isEqualTo(7);
    }

    private static void assertAre(RelayKeys.DirectionKeys keys, byte[] output) {
        assertThat(keys.key).isEqualTo(Arrays.copyOfRange(output, 0, 16));
        assertThat(keys.iv).isEqualTo(Arrays.copyOfRange(output, 16, 28));
    }
}
