package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** OpenSSL beside the JDK: where it is found, that both do the same, and what it holds. */
class AeadProviderTest {
    private static final int LONGEST = 1500;

    private final Random random = new Random(18);
    private final AeadProvider jdk = AeadProvider.jdk();
    private final AeadProvider openSsl = openSsl();

    /** Missing on a person's machine it is named; where continuous integration should have it, this fails. */
    private static AeadProvider openSsl() {
        AeadProvider found = AeadProvider.find();
        if (found.name().startsWith("OpenSSL")) {
            return found;
        }
        String reason = "needs libcrypto, to seal by OpenSSL: " + found.name();
        boolean hidden = System.getProperty(LibCrypto.PROPERTY) != null;
        throw "true".equals(System.getenv("CI")) && !hidden
                ? new IllegalStateException(reason)
                : new TestAbortedException(reason);
    }

    @Test
    void namesTheVersionOfOpenSsl() {
        assertThat(openSsl.name()).matches("OpenSSL (1\\.1\\.1|3\\.).*");
    }

    @Test
    void bothSealTheSameAndOpenWhatTheOtherSealed() {
        RelayKeys.DirectionKeys keys = keys();
        try (Aead sealing = openSsl.sealing(keys);
                Aead opening = openSsl.opening(keys);
                Aead jdkSealing = jdk.sealing(keys);
                Aead jdkOpening = jdk.opening(keys)) {
            for (int length = 0; length <= LONGEST; length++) {
                byte[] text = bytes(length);
                long number = number(length);
                byte[] datagram = new byte[length + 33];
                DatagramHeader.write(datagram, 0, random.nextLong(), number);
                byte[] other = datagram.clone();
                assertThat(sealing.seal(number, text, 0, length, datagram, 0)).isEqualTo(length + 33);
                assertThat(jdkSealing.seal(number, text, 0, length, other, 0)).isEqualTo(length + 33);
                assertThat(datagram).as("%d bytes", length).isEqualTo(other);
                for (Aead each : List.of(opening, jdkOpening)) {
                    byte[] opened = new byte[length];
                    assertThat(each.open(number, datagram, 0, datagram.length, opened))
                            .isEqualTo(length);
                    assertThat(opened).isEqualTo(text);
                }
            }
        }
    }

    /** Each of the ends of what a packet number may be comes often. */
    private long number(int i) {
        return switch (i % 5) {
            case 0 -> Long.MAX_VALUE - i;
            case 1 -> 1 + i;
            case 2 -> -1 - i;
            case 3 -> (1L << 32) - i;
            default -> random.nextLong();
        };
    }

    @Test
    void bothRejectWhatWasChangedAndGoOn() {
        RelayKeys.DirectionKeys keys = keys();
        try (Aead sealing = openSsl.sealing(keys);
                Aead opening = openSsl.opening(keys);
                Aead jdkOpening = jdk.opening(keys)) {
            for (int round = 1; round <= 3000; round++) {
                int length = random.nextInt(LONGEST + 1);
                byte[] datagram = new byte[length + 33];
                DatagramHeader.write(datagram, 0, 7, round);
                sealing.seal(round, bytes(length), 0, length, datagram, 0);
                byte[] changed = datagram.clone();
                // The tag in every second round.
                int at = round % 2 == 0 ? datagram.length - 1 - random.nextInt(16) : random.nextInt(datagram.length);
                changed[at] ^= (byte) (1 << random.nextInt(8));
                for (Aead each : List.of(opening, jdkOpening)) {
                    byte[] opened = new byte[LONGEST];
                    assertThat(each.open(round, changed, 0, changed.length, opened))
                            .as("byte %d of %d", at, datagram.length)
                            .isEqualTo(-1);
                    assertThat(each.open(round + 1, datagram, 0, datagram.length, opened))
                            .isEqualTo(-1);
                    assertThat(each.open(round, datagram, 0, datagram.length, opened))
                            .isEqualTo(length);
                }
            }
        }
    }

    @Test
    void whatStandsAroundADatagramIsLeftAlone() {
        RelayKeys.DirectionKeys keys = keys();
        for (AeadProvider each : List.of(openSsl, jdk)) {
            try (Aead sealing = each.sealing(keys)) {
                byte[] out = new byte[200];
                Arrays.fill(out, (byte) 9);
                assertThat(sealing.seal(1, bytes(70), 20, 50, out, 60)).isEqualTo(83);
                assertThat(Arrays.copyOf(out, 77)).containsOnly(9);
                assertThat(Arrays.copyOfRange(out, 143, 200)).containsOnly(9);
            }
        }
    }

    @Test
    void aContextIsMadeByTheFirstDatagramAndFreedByClosing() {
        List<Aead> all = new ArrayList<>();
        List<Aead> opening = new ArrayList<>();
        byte[] datagram = new byte[40];
        for (int i = 0; i < 100; i++) {
            opening.add(openSsl.opening(keys()));
            all.add(openSsl.sealing(keys()));
        }
        all.addAll(opening);
        assertThat(openSsl.contexts()).isZero();
        for (Aead each : opening.subList(0, 50)) {
            each.open(1, datagram, 0, datagram.length, new byte[7]);
            each.open(2, datagram, 0, datagram.length, new byte[7]);
        }
        assertThat(openSsl.contexts()).isEqualTo(50);
        for (int i = 0; i < 2; i++) {
            all.forEach(Aead::close);
            assertThat(openSsl.contexts()).isZero();
        }
    }

    private RelayKeys.DirectionKeys keys() {
        return new RelayKeys.DirectionKeys(bytes(16), bytes(12));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
