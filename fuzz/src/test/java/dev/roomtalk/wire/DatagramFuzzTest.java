package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.fuzz.Steps;
import dev.roomtalk.fuzz.Steps.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Of what arrives each datagram that was sealed is opened once, as it was sealed, and nothing else. */
class DatagramFuzzTest {
    private static final long ID = 0x0102030405060708L;

    /** As it arrives: number, plaintext. */
    private static final int SEALED = 0;

    /** With a bit of it changed. */
    private static final int CHANGED = 1;

    private static final int CUT = 2;
    private static final int RAW = 3;

    private static final List<AeadProvider> CIPHERS = List.of(AeadProvider.jdk(), AeadProvider.find());

    static Stream<byte[]> seeds() {
        Steps steps = new Steps();
        for (long number : new long[] {1, 2, 2, 70, 3, 5000, 3000, 3017, Long.MAX_VALUE, 0, -1}) {
            steps.step(SEALED, sealedStep(number, "text"));
        }
        byte[] raw = new byte[40];
        raw[0] = DatagramHeader.VERSION_AND_TYPE;
        return Stream.of(
                steps.input(),
                new Steps()
                        .step(CHANGED, sealedStep(1, "a"))
                        .step(CUT, sealedStep(2, "bb"))
                        .step(RAW, raw)
                        .step(SEALED, sealedStep(1, "a"))
                        .input());
    }

    private static byte[] sealedStep(long number, String text) {
        byte[] plaintext = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + plaintext.length)
                .putLong(number)
                .put(plaintext)
                .array();
    }

    @DictionaryEntries(Steps.SEPARATOR)
    @MethodSource("seeds")
    @FuzzTest
    void eachDatagramIsOpenedOnceAndAsItWasSealed(byte[] input) {
        for (AeadProvider ciphers : CIPHERS) {
            try (Ends ends = new Ends(ciphers)) {
                ends.run(input);
            }
        }
    }

    /** What seals and what opens, by one provider of ciphers. */
    private static final class Ends implements AutoCloseable {
        private final AeadProvider ciphers;
        private final RelayKeys keys;
        private final DatagramOpener opener;
        private final TreeSet<Long> seen = new TreeSet<>();
        private final byte[] out = new byte[Protocol.MAX_PLAINTEXT];

        Ends(AeadProvider ciphers) {
            this.ciphers = ciphers;
            keys = RelayKeys.derive(new byte[Protocol.SECRET_LENGTH], ID, ciphers);
            opener = keys.clientOpener();
        }

        @Override
        public void close() {
            opener.close();
        }

        void run(byte[] input) {
            for (Step step : Steps.of(input, 60)) {
                byte[] datagram = step.kind() % 4 == RAW ? step.payload() : sealed(step.payload());
                switch (step.kind() % 4) {
                    case SEALED -> arrives(datagram, step.payload());
                    case CHANGED -> {
                        int bit = Arrays.hashCode(step.payload()) >>> 1;
                        datagram[bit / 8 % datagram.length] ^= (byte) (1 << bit % 8);
                        assertThat(opener.open(datagram, 0, datagram.length, out))
                                .isNegative();
                    }
                    case CUT ->
                        assertThat(opener.open(datagram, 0, datagram.length - 1, out))
                                .isNegative();
                    default ->
                        assertThat(opener.open(datagram, 0, datagram.length, out))
                                .isNegative();
                }
                assertThat(opener.received()).isEqualTo(seen.size());
                assertThat(opener.highest()).isEqualTo(seen.isEmpty() ? 0 : seen.last());
            }
        }

        private void arrives(byte[] datagram, byte[] step) {
            long number = DatagramHeader.packetNumber(datagram, 0);
            boolean fresh = number > 0
                    && !seen.contains(number)
                    && (seen.isEmpty() || number > seen.last() || seen.last() - number < ReplayWindow.SPAN);
            boolean newest = fresh && (seen.isEmpty() || number > seen.last());
            byte[] plaintext = plaintext(step);
            int opened = opener.open(datagram, 0, datagram.length, out);
            assertThat(opened).isEqualTo(fresh ? plaintext.length : DatagramOpener.REPLAYED);
            if (fresh) {
                assertThat(Arrays.copyOf(out, opened)).isEqualTo(plaintext);
                assertThat(opener.newest()).isEqualTo(newest);
                seen.add(number);
            }
        }

        private byte[] sealed(byte[] step) {
            long number = ByteBuffer.wrap(Arrays.copyOf(step, Long.BYTES)).getLong();
            byte[] plaintext = plaintext(step);
            byte[] datagram = new byte[DatagramHeader.LENGTH + plaintext.length + Aead.TAG_LENGTH];
            DatagramHeader.write(datagram, 0, ID, number);
            // Of its own for each: the JDK's refuses to seal under the nonce of its last call.
            try (Aead cipher = ciphers.sealing(keys.client())) {
                assertThat(cipher.seal(number, plaintext, 0, plaintext.length, datagram, 0))
                        .isEqualTo(datagram.length);
            }
            assertThat(sealedInMemory(number, plaintext)).isEqualTo(datagram);
            return datagram;
        }

        private byte[] sealedInMemory(long number, byte[] plaintext) {
            MemorySegment memory = Arena.ofAuto().allocate(Protocol.MAX_DATAGRAM);
            DatagramHeader.write(memory, ID, number);
            try (Aead cipher = ciphers.sealing(keys.client())) {
                int length = cipher.seal(number, plaintext, 0, plaintext.length, memory);
                return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            }
        }
    }

    private static byte[] plaintext(byte[] step) {
        return Arrays.copyOfRange(
                step, Math.min(step.length, Long.BYTES), Math.min(step.length, Long.BYTES + Protocol.MAX_PLAINTEXT));
    }
}
