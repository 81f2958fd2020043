package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of datagrams that a kernel takes, refuses or does not take yet: a kernel that the test plays. */
class SendQueueTest {
    private static final PeerAddress ALICE = peer(1);
    private static final PeerAddress BOB = peer(2);

    private final Segmentation segmentation = new Segmentation();
    private final Kernel kernel = new Kernel();
    private final SendQueue queue = new SendQueue(kernel, segmentation);

    private static PeerAddress peer(int port) {
        return PeerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** A message as it left: to whom, and the lengths of its datagrams, which tell one from the other. */
    record Message(PeerAddress to, List<Integer> lengths) {}

    /** Answers for a message: 0, it is taken, or an error. */
    interface Verdict {
        int on(Message message);
    }

    private static final class Kernel implements SendCalls {
        final List<Message> taken = new ArrayList<>();
        /** What was refused for good. */
        final List<Message> refused = new ArrayList<>();

        int calls;
        Verdict verdict = message -> 0;

        @Override
        public int send(long headers, int count) {
            calls++;
            for (int i = 0; i < count; i++) {
                int error = one(headers + (long) i * Structures.HEADER_BYTES, i == 0);
                if (error != 0) {
                    // As of the kernel, which says why when it is asked again.
                    return i == 0 ? -error : i;
                }
            }
            return count;
        }

        @Override
        public int sendOne(long header) {
            calls++;
            int error = one(header, true);
            return error == 0 ? 1000 : -error;
        }

        private int one(long header, boolean first) {
            Message message = read(header);
            int error = verdict.on(message);
            if (error == 0) {
                taken.add(message);
            } else if (first && error != EAGAIN && error != EINTR) {
                refused.add(message);
            }
            return error;
        }

        @SuppressWarnings("restricted")
        private static MemorySegment at(long address, long bytes) {
            return MemorySegment.ofAddress(address).reinterpret(bytes);
        }

        private static Message read(long address) {
            MemorySegment header = at(address, Structures.HEADER_BYTES);
            assertThat(header.get(ValueLayout.JAVA_INT, Structures.NAME_LENGTH)).isEqualTo(16);
            MemorySegment name = at(header.get(ValueLayout.JAVA_LONG, Structures.NAME), Structures.NAME_BYTES);
            int count = (int) header.get(ValueLayout.JAVA_LONG, Structures.VECTOR_COUNT);
            MemorySegment vectors =
                    at(header.get(ValueLayout.JAVA_LONG, Structures.VECTORS), (long) count * Structures.VECTOR_BYTES);
            List<Integer> lengths = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long vector = (long) i * Structures.VECTOR_BYTES;
                int length = (int) vectors.get(ValueLayout.JAVA_LONG, vector + Structures.LENGTH);
                MemorySegment bytes = at(vectors.get(ValueLayout.JAVA_LONG, vector + Structures.BASE), length);
                for (int b = 0; b < length; b += 97) {
                    assertThat(bytes.get(ValueLayout.JAVA_BYTE, b)).isEqualTo((byte) length);
                }
                lengths.add(length);
            }
            checkSegments(header, lengths);
            return new Message(PeerAddress.read(name, 0), List.copyOf(lengths));
        }

        /** What the kernel checks: all segments as long as it was told, but the last, which may be shorter. */
        private static void checkSegments(MemorySegment header, List<Integer> lengths) {
            long controlLength = header.get(ValueLayout.JAVA_LONG, Structures.CONTROL_LENGTH);
            if (lengths.size() == 1) {
                assertThat(controlLength).isZero();
                return;
            }
            assertThat(controlLength).isEqualTo(24);
            MemorySegment control = at(header.get(ValueLayout.JAVA_LONG, Structures.CONTROL), controlLength);
            assertThat(control.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(18);
            assertThat(control.get(ValueLayout.JAVA_INT, 8)).isEqualTo(17);
            assertThat(control.get(ValueLayout.JAVA_INT, 12)).isEqualTo(103);
            int segment = control.get(ValueLayout.JAVA_SHORT, 16);
            assertThat(lengths.subList(0, lengths.size() - 1)).allMatch(length -> length == segment);
            assertThat(lengths.getLast()).isBetween(1, segment);
            assertThat(lengths.size()).isLessThanOrEqualTo(64);
            assertThat(lengths.stream().mapToInt(l -> l).sum()).isLessThanOrEqualTo(65_507);
        }
    }

    private boolean add(PeerAddress to, int length) {
        MemorySegment memory = queue.reserve();
        if (memory == null) {
            return false;
        }
        memory.asSlice(0, length).fill((byte) length);
        queue.commit(length, to);
        return true;
    }

    private void addAll(PeerAddress to, int... lengths) {
        for (int length : lengths) {
            assertThat(add(to, length)).isTrue();
        }
    }

    private static Message message(PeerAddress to, Integer... lengths) {
        return new Message(to, List.of(lengths));
    }

    @Test
    void whatFollowsForOnePeerIsOneMessage() {
        addAll(ALICE, 1000, 1000, 400);
        addAll(BOB, 1000);
        addAll(ALICE, 400, 1000, 1000, 1000, 7, 7);
        addAll(BOB, 0, 0);
        assertThat(queue.send()).isTrue();
        assertThat(kernel.taken)
                .containsExactly(
                        message(ALICE, 1000, 1000, 400),
                        message(BOB, 1000),
                        message(ALICE, 400),
                        message(ALICE, 1000, 1000, 1000, 7),
                        message(ALICE, 7),
                        message(BOB, 0),
                        message(BOB, 0));
        assertThat(kernel.calls).isOne();
        addAll(BOB, 3);
        assertThat(queue.send()).isTrue();
        assertThat(kernel.taken.getLast()).isEqualTo(message(BOB, 3));
        assertThat(queue.send()).isTrue();
        assertThat(kernel.calls).isEqualTo(2);
    }

    @Test
    void aMessageHasNoMoreThanTheKernelTakes() {
        for (int i = 0; i < 70; i++) {
            addAll(ALICE, 10);
        }
        for (int i = 0; i < 60; i++) {
            addAll(BOB, 1200);
        }
        assertThat(queue.send()).isTrue();
        assertThat(kernel.taken).extracting(m -> m.lengths.size()).containsExactly(64, 6, 54, 6);
    }

    @Test
    void nothingIsLostOrSentTwiceWhileTheKernelIsFull() {
        Random random = new Random(9);
        List<Integer> wanted = new ArrayList<>();
        boolean[] takes = new boolean[1];
        kernel.verdict = m ->
                takes[0] && random.nextInt(10) != 0 ? 0 : random.nextBoolean() ? SendCalls.EAGAIN : SendCalls.EINTR;
        int most = (SendQueue.WAITING_BLOCKS + 1) * SendBlock.DATAGRAMS;
        for (int i = 0; i < most; i++) {
            int length = 1 + random.nextInt(3);
            wanted.add(length);
            assertThat(add(random.nextInt(3) == 0 ? BOB : ALICE, length)).isTrue();
        }
        assertThat(add(ALICE, 5)).isFalse();
        assertThat(queue.send()).isFalse();
        assertThat(kernel.taken).isEmpty();
        takes[0] = true;
        while (!queue.send()) {
            // As often as the kernel says that it has room.
        }
        assertThat(kernel.taken.stream().flatMap(m -> m.lengths.stream())).containsExactlyElementsOf(wanted);
        assertThat(add(ALICE, 5)).isTrue();
    }

    @Test
    void whatIsRefusedCostsTheOthersNothing() {
        int eperm = 1;
        kernel.verdict = m -> m.to.equals(BOB) ? eperm : 0;
        addAll(BOB, 1);
        addAll(ALICE, 2);
        addAll(BOB, 3, 3);
        addAll(ALICE, 4);
        addAll(BOB, 5);
        assertThat(queue.send()).isTrue();
        assertThat(kernel.taken).containsExactly(message(ALICE, 2), message(ALICE, 4));
        assertThat(kernel.refused).containsExactly(message(BOB, 1), message(BOB, 3, 3), message(BOB, 5));
        assertThat(segmentation.isPossible()).isTrue();
    }

    @Test
    void aDeviceThatCutsNothingIsGivenDatagramsOneByOne() {
        int[] turn = new int[1];
        kernel.verdict = m -> m.lengths.size() > 1 ? SendCalls.EIO : turn[0]++ % 2 == 0 ? SendCalls.EAGAIN : 0;
        addAll(ALICE, 9, 9, 8);
        addAll(BOB, 6, 6);
        addAll(ALICE, 7);
        int rounds = 0;
        while (!queue.send()) {
            rounds++;
        }
        assertThat(rounds).isEqualTo(6);
        assertThat(kernel.taken)
                .containsExactly(
                        message(ALICE, 9),
                        message(ALICE, 9),
                        message(ALICE, 8),
                        message(BOB, 6),
                        message(BOB, 6),
                        message(ALICE, 7));
        assertThat(segmentation.isPossible()).isFalse();
        kernel.refused.clear();
        addAll(ALICE, 9, 9);
        while (!queue.send()) {
            rounds++;
        }
        assertThat(kernel.refused).isEmpty();
    }

    @Test
    void aPathOfSmallPacketsIsGivenDatagramsOneByOneThisTime() {
        for (int error : new int[] {SendCalls.EMSGSIZE, SendCalls.EINVAL}) {
            kernel.taken.clear();
            // Of the datagrams that go alone the second is refused, too.
            kernel.verdict = m -> m.to.equals(BOB) && (m.lengths.size() > 1 || m.lengths.contains(8)) ? error : 0;
            addAll(BOB, 9, 8);
            addAll(ALICE, 9, 9);
            addAll(BOB, 8);
            assertThat(queue.send()).isTrue();
            assertThat(kernel.taken).containsExactly(message(BOB, 9), message(ALICE, 9, 9));
            assertThat(segmentation.isPossible()).isTrue();
        }
    }
}
