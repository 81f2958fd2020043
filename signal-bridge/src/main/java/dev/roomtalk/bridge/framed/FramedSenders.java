package dev.roomtalk.bridge.framed;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.frame.FastWords;
import dev.roomtalk.bridge.frame.FramedDialect;
import dev.roomtalk.bridge.hearing.Guests;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Owns the processes that speak the framed dialect. By bits they speak one at a time, a frame each; the answer to the
 * others' first signal is withheld until it is their turn. The fast lane needs no turns. Confined to the thread that
 * hears.
 */
public final class FramedSenders implements Guests {
    /** One that says nothing for so long in the middle of a frame loses its turn. */
    private static final long MAX_SILENCE = TimeUnit.MILLISECONDS.toNanos(100);

    /** One that says nothing for so long is forgotten until it speaks again. */
    private static final long FORGET = TimeUnit.SECONDS.toNanos(60);

    private final Transfers transfers;
    private final Counters counters;
    private final Map<Integer, FramedSender> senders = new LinkedHashMap<>();

    private @Nullable FramedSender speaking;
    private long look = Deadline.NEVER;

    public FramedSenders(Transfers transfers, Counters counters) {
        this.transfers = transfers;
        this.counters = counters;
    }

    @Override
    public boolean adopt(int pid, int uid, String user, Processes.Held process, boolean asked, long now) {
        ProcessState state = process.look();
        if (state == null || !FramedDialect.knownTo(state)) {
            return false;
        }
        FramedSender sender = new FramedSender(pid, uid, user, process, transfers, now);
        senders.put(pid, sender);
        look = Math.min(look, now + FORGET);
        if (!asked || !sender.openFastLane(now)) {
            // It waits for the answer to what it has sent.
            var _ = sender.onSignal(Signal.USR2, now);
        }
        return true;
    }

    @Override
    public boolean onSignal(int pid, Signal signal, long now) {
        FramedSender sender = senders.get(pid);
        if (sender == null) {
            return false;
        }
        boolean over = sender.onSignal(signal, now);
        if (sender == speaking) {
            answer(sender);
            speaking = over ? null : sender;
        }
        return true;
    }

    @Override
    public void onWord(int pid, int number, long word, long now) {
        FramedSender sender = senders.get(pid);
        if (sender == null) {
            return;
        }
        if (asks(number, word)) {
            if (sender.openFastLane(now) && sender == speaking) {
                speaking = null;
            }
        } else {
            sender.onWord(number == QueuedSignal.MARK, word, now);
        }
    }

    @Override
    public boolean asks(int number, long word) {
        return number == QueuedSignal.MARK && FastWords.isAsk(word);
    }

    @Override
    public boolean onExit(int pid) {
        FramedSender sender = senders.remove(pid);
        if (sender == null) {
            return false;
        }
        letGo(sender);
        return true;
    }

    @Override
    public List<Processes.Watched> watched() {
        List<Processes.Watched> watched = new ArrayList<>(senders.size());
        for (FramedSender sender : senders.values()) {
            watched.add(new Processes.Watched(sender.pid(), sender.process().descriptor()));
        }
        return watched;
    }

    @Override
    public long due() {
        long due = look;
        FramedSender current = speaking;
        if (current != null) {
            due = Math.min(due, current.lastHeard() + MAX_SILENCE);
        }
        for (FramedSender sender : senders.values()) {
            due = Math.min(due, sender.due());
        }
        return due;
    }

    @Override
    public void onTime(long now) {
        boolean answers = transfers.collect();
        for (FramedSender sender : senders.values()) {
            sender.onTime(now, answers);
        }
        var _ = speaking(now);
        if (now >= look) {
            forget(now);
        }
    }

    @Override
    public void close() {
        senders.values().forEach(sender -> sender.process().close());
        senders.clear();
    }

    @Override
    public boolean speaking(long now) {
        FramedSender current = speaking;
        if (current != null && now - current.lastHeard() >= MAX_SILENCE) {
            speaking = null;
        }
        return speaking != null;
    }

    @Override
    public boolean waiting() {
        for (FramedSender sender : senders.values()) {
            if (sender.wantsTurnSince() != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void grant(long now) {
        if (speaking != null) {
            return;
        }
        FramedSender next = null;
        for (FramedSender sender : senders.values()) {
            long since = sender.wantsTurnSince();
            if (since != 0 && (next == null || since < next.wantsTurnSince())) {
                next = sender;
            }
        }
        if (next != null) {
            next.gotTurn(now);
            answer(next);
            speaking = next;
        }
    }

    @Override
    public void revoke() {
        speaking = null;
    }

    private void answer(FramedSender sender) {
        if (sender.answer()) {
            counters.add(Counter.ANSWERS);
        }
    }

    private void forget(long now) {
        transfers.onTime(now);
        senders.values().removeIf(sender -> {
            boolean silent = now - sender.lastHeard() >= FORGET && sender.due() == Deadline.NEVER;
            if (silent) {
                letGo(sender);
            }
            return silent;
        });
        look = senders.isEmpty() ? Deadline.NEVER : now + FORGET;
    }

    private void letGo(FramedSender sender) {
        sender.process().close();
        if (sender == speaking) {
            speaking = null;
        }
    }
}
