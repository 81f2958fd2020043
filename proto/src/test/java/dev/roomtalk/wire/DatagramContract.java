package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Sealing and opening, by whatever seals: what each {@link AeadProvider} must do. */
abstract class DatagramContract {
    private static final long CONNECTION_ID = 0x03a1b2c3d4e5f607L;
    private static final AtomicInteger SECRETS = new AtomicInteger(1000);

    private final AeadProvider ciphers;
    private final byte[] secret = secret(SECRETS.getAndIncrement());

    private final DatagramSealer sealer;
    private final DatagramOpener opener;
    private final byte[] opened = new byte[Protocol.MAX_PLAINTEXT];

    DatagramContract(AeadProvider ciphers) {
        this.ciphers = ciphers;
        this.sealer = derive(secret, CONNECTION_ID).clientSealer(CONNECTION_ID);
        this.opener = derive(secret, CONNECTION_ID).clientOpener();
    }

    private RelayKeys derive(byte[] secret, long connectionId) {
        return RelayKeys.derive(secret, connectionId, ciphers);
    }

    @Property
    void whatIsSealedOpensAsItWas(
            @ForAll long connectionId,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long packetNumber,
            @ForAll @Size(max = Protocol.MAX_PLAINTEXT) byte[] plaintext,
            @ForAll @IntRange(max = 50) int start,
            @ForAll @IntRange(max = 50) int offset) {
        byte[] in = new byte[start + plaintext.length + 3];
        System.arraycopy(plaintext, 0, in, start, plaintext.length);
        byte[] out = new byte[offset + Protocol.MAX_DATAGRAM];
        byte[] secret = secret(SECRETS.getAndIncrement());
        RelayKeys keys = derive(secret, connectionId);

        int length = new DatagramSealer(ciphers.sealing(keys.server()), connectionId, packetNumber)
                .seal(in, start, plaintext.length, out, offset);

        assertThat(length).isEqualTo(plaintext.length + 33);
        assertThat(Arrays.copyOf(out, offset)).isEqualTo(new byte[offset]);
        assertThat(Arrays.copyOfRange(out, offset, offset + length))
                .isEqualTo(Independent.datagram(secret, "server", connectionId, packetNumber, plaintext));
        assertThat(Arrays.copyOfRange(out, offset + length, out.length))
                .isEqualTo(new byte[out.length - offset - length]);
        byte[] opened = new byte[Protocol.MAX_PLAINTEXT];
        assertThat(keys.serverOpener().open(out, offset, length, opened)).isEqualTo(plaintext.length);
        assertThat(Arrays.copyOf(opened, plaintext.length)).isEqualTo(plaintext);
    }

    @Property
    void inMemoryItIsSealedAsInAnArray(
            @ForAll long connectionId,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long packetNumber,
            @ForAll @Size(max = Protocol.MAX_PLAINTEXT) byte[] plaintext,
            @ForAll @IntRange(max = 50) int start,
            @ForAll @IntRange(max = 50) int offset) {
        byte[] in = new byte[start + plaintext.length + 3];
        System.arraycopy(plaintext, 0, in, start, plaintext.length);
        byte[] secret = secret(SECRETS.getAndIncrement());
        int expected = plaintext.length + 33;
        // In the midst of other memory, and exactly as long as it must be.
        MemorySegment all = Arena.ofAuto().allocate(offset + expected + 50);
        MemorySegment out = all.asSlice(offset, expected);

        int length;
        try (DatagramSealer sealer = new DatagramSealer(
                ciphers.sealing(derive(secret, connectionId).server()), connectionId, packetNumber)) {
            length = sealer.seal(in, start, plaintext.length, out);
        }

        assertThat(length).isEqualTo(expected);
        assertThat(out.toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(Independent.datagram(secret, "server", connectionId, packetNumber, plaintext));
        assertThat(all.asSlice(0, offset).mismatch(MemorySegment.ofArray(new byte[offset])))
                .isEqualTo(-1);
        assertThat(all.asSlice(offset + expected).mismatch(MemorySegment.ofArray(new byte[50])))
                .isEqualTo(-1);
    }

    @Test
    void memoryThatIsTooSmallIsNotWrittenBehind() {
        MemorySegment all = Arena.ofAuto().allocate(200);
        for (int size = 17; size < 17 + 100 + 16; size++) {
            MemorySegment out = all.asSlice(0, size);
            assertThatThrownBy(() -> sealer.seal(new byte[100], 0, 100, out)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(all.asSlice(17).mismatch(MemorySegment.ofArray(new byte[183])))
                .isEqualTo(-1);
        assertThatThrownBy(() -> sealer.seal(new byte[1168], 0, 1168, all))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsLeftOutUsesAPacketNumberUp() {
        seal(new byte[1]);
        sealer.leaveOut();
        assertThat(sealer.sealed()).isEqualTo(2);
        assertThat(DatagramHeader.packetNumber(seal(new byte[1]), 0)).isEqualTo(3);
    }

    @Test
    void theHeaderIsAsTheTableSays() {
        byte[] datagram = seal(new byte[] {1, 2, 3});
        assertThat(HexFormat.of().formatHex(datagram, 0, 17)).isEqualTo("1003a1b2c3d4e5f6070000000000000001");
        assertThat(DatagramHeader.connectionId(datagram, 0)).isEqualTo(CONNECTION_ID);
        assertThat(DatagramHeader.packetNumber(datagram, 0)).isEqualTo(1);
        assertThat(DatagramHeader.loop(CONNECTION_ID)).isEqualTo(3);
    }

    @Property
    void theHeaderReadsBackAsItWasWritten(
            @ForAll long connectionId, @ForAll long packetNumber, @ForAll @IntRange(max = 9) int offset) {
        byte[] bytes = new byte[30];
        DatagramHeader.write(bytes, offset, connectionId, packetNumber);
        assertThat(bytes[offset]).isEqualTo(DatagramHeader.VERSION_AND_TYPE);
        assertThat(DatagramHeader.connectionId(bytes, offset)).isEqualTo(connectionId);
        assertThat(DatagramHeader.packetNumber(bytes, offset)).isEqualTo(packetNumber);
        assertThat(DatagramHeader.loop(connectionId)).isBetween(0, 255).isEqualTo(bytes[offset + 1] & 0xff);
    }

    @Test
    void onlyVersionOneOfTheRightLengthIsPlausible() {
        for (int first = 0; first < 256; first++) {
            assertThat(DatagramHeader.plausible((byte) first, 100)).isEqualTo(first == 0x10);
        }
        for (int length = 0; length < 2000; length++) {
            assertThat(DatagramHeader.plausible((byte) 0x10, length)).isEqualTo(length >= 33 && length <= 1200);
        }
    }

    @Test
    void theNonceIsThatOfRfc9001() {
        // RFC 9001 A.1 and A.3: the server's initial IV, and its packet number 1.
        Aead cipher = ciphers.sealing(new RelayKeys.DirectionKeys(
                HexFormat.of().parseHex("cf3a5331653c364c88f0f379b6067e37"),
                HexFormat.of().parseHex("0ac1493ca1905853b0bba03e")));
        assertThat(nonce(cipher, 1)).isEqualTo("0ac1493ca1905853b0bba03f");
        assertThat(nonce(cipher, 0)).isEqualTo("0ac1493ca1905853b0bba03e");
        assertThat(nonce(cipher, 0x0102030405060708L)).isEqualTo("0ac1493ca0925b57b5bda736");
        assertThat(nonce(cipher, -1)).isEqualTo("0ac1493c5e6fa7ac4f445fc1");
    }

    @Test
    void packetNumbersCountFromOneAndAreNeverReused() {
        Set<Long> seen = new HashSet<>();
        byte[] out = new byte[Protocol.MAX_DATAGRAM];
        for (int i = 1; i <= 10_000; i++) {
            sealer.seal(new byte[8], 0, i % 9, out, 0);
            assertThat(DatagramHeader.packetNumber(out, 0)).isEqualTo(i);
            assertThat(seen.add(DatagramHeader.packetNumber(out, 0))).isTrue();
            assertThat(sealer.sealed()).isEqualTo(i);
        }
    }

    @Test
    void aFailedSealUsesItsPacketNumberUp() {
        assertThatThrownBy(() -> sealer.seal(new byte[100], 0, 100, new byte[40], 0))
                .isInstanceOf(IllegalStateException.class);
        assertThat(DatagramHeader.packetNumber(seal(new byte[1]), 0)).isEqualTo(2);
    }

    @Test
    void sealsAndOpensNothingOnceItIsClosed() {
        byte[] datagram = seal(new byte[10]);
        byte[] next = seal(new byte[10]);
        assertThat(opener.open(datagram, 0, datagram.length, opened)).isEqualTo(10);
        for (int i = 0; i < 2; i++) {
            sealer.close();
            opener.close();
            assertThatThrownBy(() -> seal(new byte[10])).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() ->
                            sealer.seal(new byte[10], 0, 10, Arena.ofAuto().allocate(100)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> opener.open(next, 0, next.length, opened))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(opener.highest()).isEqualTo(1);
    }

    @Test
    void oneThatWasNeverUsedStaysClosed() {
        sealer.close();
        assertThatThrownBy(() -> seal(new byte[10])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        byte[] datagram = seal(new byte[100]);
        byte[] small = new byte[99];
        assertThatThrownBy(() -> opener.open(datagram, 0, datagram.length, small))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.seal(new byte[100], 0, 100, new byte[132], 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.seal(new byte[100], 1, 100, new byte[Protocol.MAX_DATAGRAM], 0))
                .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
    }

    @Test
    void theSameFramesAgainLookDifferent() {
        byte[] first = seal(new byte[100]);
        byte[] second = seal(new byte[100]);
        assertThat(Arrays.copyOfRange(first, 17, first.length))
                .isNotEqualTo(Arrays.copyOfRange(second, 17, second.length));
    }

    @Test
    void moreThanOneDatagramHoldsIsRefused() {
        byte[] full = new byte[Protocol.MAX_PLAINTEXT];
        assertThat(full).hasSize(1167);
        assertThat(seal(full)).hasSize(1200);
        assertThatThrownBy(() -> sealer.seal(new byte[1168], 0, 1168, new byte[2000], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1168 bytes do not fit into one datagram");
        assertThat(sealer.sealed()).isEqualTo(1);
    }

    @Test
    void anEmptyDatagramOpens() {
        assertThat(opener.open(seal(new byte[0]), 0, 33, opened)).isZero();
    }

    @Test
    void everyTruncationIsForged() {
        byte[] datagram = seal(new byte[300]);
        for (int length = 0; length < datagram.length; length++) {
            assertThat(opener.open(datagram, 0, length, opened))
                    .as("%d bytes", length)
                    .isEqualTo(DatagramOpener.FORGED);
            byte[] cut = Arrays.copyOf(datagram, length);
            assertThat(opener.open(cut, 0, length, opened))
                    .as("%d bytes", length)
                    .isEqualTo(DatagramOpener.FORGED);
        }
        assertUntouchedBut(datagram);
    }

    @Test
    void everyExtensionIsForged() {
        byte[] datagram = seal(new byte[300]);
        for (int length = datagram.length + 1; length <= 1300; length++) {
            byte[] longer = Arrays.copyOf(datagram, length);
            assertThat(opener.open(longer, 0, length, opened))
                    .as("%d bytes", length)
                    .isEqualTo(DatagramOpener.FORGED);
        }
        assertUntouchedBut(datagram);
    }

    @Test
    void everyChangeOfABitIsForged() {
        byte[] datagram = seal(new byte[150]);
        for (int bit = 0; bit < datagram.length * 8; bit++) {
            byte[] changed = datagram.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertRejected(changed, bit / 8);
        }
        assertUntouchedBut(datagram);
    }

    @Test
    void everyChangeOfAByteIsForged() {
        byte[] datagram = seal(new byte[20]);
        for (int i = 0; i < datagram.length; i++) {
            for (int change = 1; change < 256; change++) {
                byte[] changed = datagram.clone();
                changed[i] ^= (byte) change;
                assertRejected(changed, i);
            }
        }
        assertUntouchedBut(datagram);
    }

    /** A packet number of 2^63 and more is below 1, and never looked at further. */
    private void assertRejected(byte[] changed, int at) {
        boolean below1 = DatagramHeader.packetNumber(changed, 0) < 1 && changed[0] == 0x10;
        assertThat(opener.open(changed, 0, changed.length, opened))
                .as("byte %d", at)
                .isEqualTo(below1 ? DatagramOpener.REPLAYED : DatagramOpener.FORGED);
    }

    @Test
    void randomBytesAreForged() {
        Random random = new Random(4242);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[random.nextInt(1300)];
            random.nextBytes(bytes);
            if (bytes.length >= DatagramHeader.LENGTH) {
                DatagramHeader.write(bytes, 0, CONNECTION_ID, 1 + random.nextInt(100));
            }
            assertThat(opener.open(bytes, 0, bytes.length, opened)).isEqualTo(DatagramOpener.FORGED);
        }
        assertThat(opener.received()).isZero();
        assertThat(opener.highest()).isZero();
    }

    @Test
    void eachDirectionHasItsOwnKeys() {
        RelayKeys keys = derive(secret, CONNECTION_ID);
        byte[] datagram = seal(new byte[10]);
        assertThat(keys.serverOpener().open(datagram, 0, datagram.length, opened))
                .isEqualTo(DatagramOpener.FORGED);
        assertThat(keys.clientOpener().open(datagram, 0, datagram.length, opened))
                .isEqualTo(10);
    }

    @Test
    void anotherConnectionIdOrSecretDoesNotOpenIt() {
        byte[] datagram = seal(new byte[10]);
        for (DatagramOpener other : List.of(
                derive(secret, CONNECTION_ID + 1).clientOpener(),
                derive(secret(-1), CONNECTION_ID).clientOpener())) {
            assertThat(other.open(datagram, 0, datagram.length, opened)).isEqualTo(DatagramOpener.FORGED);
        }
    }

    @Test
    void eachDatagramOpensOnce() {
        List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            datagrams.add(seal(new byte[] {(byte) i}));
        }
        // The newest first, so that only a part of the others is within the window.
        byte[] newest = datagrams.get(2999);
        assertThat(opener.open(newest, 0, newest.length, opened)).isEqualTo(1);
        int opens = 1;
        for (int round = 0; round < 2; round++) {
            for (byte[] datagram : datagrams) {
                opens += opener.open(datagram, 0, datagram.length, opened) == 1 ? 1 : 0;
            }
        }
        assertThat(opens).isEqualTo(ReplayWindow.SPAN);
        assertThat(opener.received()).isEqualTo(ReplayWindow.SPAN);
        assertThat(opener.open(newest, 0, newest.length, opened)).isEqualTo(DatagramOpener.REPLAYED);
    }

    @Test
    void aForgedPacketNumberMovesNothing() {
        byte[] datagram = seal(new byte[10]);
        byte[] forged = datagram.clone();
        DatagramHeader.write(forged, 0, CONNECTION_ID, Long.MAX_VALUE);
        assertThat(opener.open(forged, 0, forged.length, opened)).isEqualTo(DatagramOpener.FORGED);
        assertUntouchedBut(datagram);
    }

    @Test
    void tellsTheNewestFromTheLate() {
        byte[] first = seal(new byte[1]);
        byte[] second = seal(new byte[1]);
        byte[] third = seal(new byte[1]);
        opener.open(second, 0, second.length, opened);
        assertThat(opener.newest()).isTrue();
        opener.open(first, 0, first.length, opened);
        assertThat(opener.newest()).isFalse();
        assertThat(opener.highest()).isEqualTo(2);
        opener.open(third, 0, third.length, opened);
        assertThat(opener.newest()).isTrue();
        assertThat(opener.highest()).isEqualTo(3);
        assertThat(opener.received()).isEqualTo(3);
    }

    @Test
    void sessionsOfOneThreadDoNotDisturbEachOther() {
        List<DatagramSealer> sealers = new ArrayList<>();
        List<DatagramOpener> openers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sealers.add(derive(secret(i), i).serverSealer(i));
            openers.add(derive(secret(i), i).serverOpener());
        }
        Random random = new Random(4242);
        byte[] out = new byte[Protocol.MAX_DATAGRAM];
        for (int round = 0; round < 2000; round++) {
            int i = random.nextInt(20);
            byte[] plaintext = new byte[random.nextInt(200)];
            random.nextBytes(plaintext);
            int length = sealers.get(i).seal(plaintext, 0, plaintext.length, out, 0);
            assertThat(openers.get((i + 1) % 20).open(out, 0, length, opened)).isNegative();
            assertThat(openers.get(i).open(out, 0, length, opened)).isEqualTo(plaintext.length);
            assertThat(Arrays.copyOf(opened, plaintext.length)).isEqualTo(plaintext);
        }
    }

    @Test
    void sessionsOfSeveralThreadsDoNotDisturbEachOther() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RelayKeys keys = derive(secret(i), i);
                DatagramSealer sealer = keys.clientSealer(i);
                DatagramOpener opener = keys.clientOpener();
                tasks.add(() -> {
                    byte[] out = new byte[Protocol.MAX_DATAGRAM];
                    byte[] opened = new byte[Protocol.MAX_PLAINTEXT];
                    int good = 0;
                    for (int round = 0; round < 2000; round++) {
                        int length = sealer.seal(out.clone(), 0, round % 1000, out, 0);
                        good += opener.open(out, 0, length, opened) == round % 1000 ? 1 : 0;
                    }
                    return good;
                });
            }
            for (Future<Integer> good : threads.invokeAll(tasks)) {
                assertThat(good.get()).isEqualTo(2000);
            }
        }
    }

    /** The opener saw nothing so far, and opens this. */
    private void assertUntouchedBut(byte[] datagram) {
        assertThat(opener.received()).isZero();
        assertThat(opener.highest()).isZero();
        assertThat(opener.open(datagram, 0, datagram.length, opened)).isNotNegative();
    }

    private byte[] seal(byte[] plaintext) {
        byte[] out = new byte[Protocol.MAX_DATAGRAM];
        return Arrays.copyOf(out, sealer.seal(plaintext, 0, plaintext.length, out, 0));
    }

    private static String nonce(Aead cipher, long packetNumber) {
        byte[] nonce = new byte[12];
        cipher.nonce(packetNumber, nonce);
        return HexFormat.of().formatHex(nonce);
    }

    private static byte[] secret(int seed) {
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        new Random(seed).nextBytes(secret);
        return secret;
    }
}
