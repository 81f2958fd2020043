package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A kernel that has as many signals as a test gives it; each read takes what was given as one batch, or a part of it.
 */
final class FakeSignals implements SignalInput {
    private record Pending(int number, int pid, int uid, boolean queued, long word) {}

    private final Queue<List<Pending>> batches = new ArrayDeque<>();
    private List<Pending> last = new ArrayList<>();
    private List<Pending> given = new ArrayList<>();

    FakeSignals plain(Signal signal, int pid) {
        given.add(new Pending(signal.number(), pid, 1_000 + pid, false, 0));
        return this;
    }

    FakeSignals forged(Signal signal, int pid) {
        given.add(new Pending(signal.number(), pid, 1_000 + pid, true, 0));
        return this;
    }

    FakeSignals word(long word, int pid) {
        given.add(new Pending(QueuedSignal.WORD, pid, 1_000 + pid, true, word));
        return this;
    }

    /** What was given since the last call is pending together. */
    FakeSignals together() {
        batches.add(given);
        given = new ArrayList<>();
        return this;
    }

    int pending() {
        return batches.stream().mapToInt(List::size).sum();
    }

    @Override
    public int read() {
        List<Pending> batch = batches.peek();
        if (batch == null) {
            return 0;
        }
        int count = Math.min(BATCH, batch.size());
        last = List.copyOf(batch.subList(0, count));
        batch.subList(0, count).clear();
        if (batch.isEmpty()) {
            batches.remove();
        }
        return count;
    }

    @Override
    public int number(int index) {
        return last.get(index).number();
    }

    @Override
    public int pid(int index) {
        return last.get(index).pid();
    }

    @Override
    public int uid(int index) {
        return last.get(index).uid();
    }

    @Override
    public boolean isPlain(int index) {
        return !last.get(index).queued();
    }

    @Override
    public boolean isQueued(int index) {
        return last.get(index).queued();
    }

    @Override
    public long word(int index) {
        return last.get(index).word();
    }
}
