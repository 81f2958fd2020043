package dev.roomtalk.bridge;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that speaks: the bits it has sent, and the answers it is owed. Confined to the thread of its {@link Senders}. */
final class Sender {
    /** In the middle of a message, nothing for this long: the rest will not come. */
    static final long BREAK_OFF = TimeUnit.SECONDS.toNanos(10);

    /** Between messages, nothing for this long: it is forgotten until it speaks again. */
    static final long FORGET = TimeUnit.SECONDS.toNanos(60);

    /** By then a sender of bits has got to where it waits, and the look at it disturbs nothing. */
    private static final long INTRODUCTION = TimeUnit.MICROSECONDS.toNanos(200);

    private final int pid;
    private final int uid;
    private final String user;
    private final Processes.Held process;
    private final Dialect dialect;
    private final Decoder decoder;
    private final long introduction;

    private Acknowledgement acknowledgement;
    private Processes.@Nullable Identity identity;
    private boolean introduced;
    private long lastBit;
    private long bits;

    Sender(int pid, int uid, String user, Processes.Held process, Dialect dialect, int longest, long now) {
        this.pid = pid;
        this.uid = uid;
        this.user = user;
        this.process = process;
        this.dialect = dialect;
        this.decoder = new Decoder(dialect, longest);
        this.acknowledgement = new Acknowledgement(dialect);
        this.introduction = now + INTRODUCTION;
        this.lastBit = now;
    }

    int pid() {
        return pid;
    }

    int uid() {
        return uid;
    }

    Processes.Held process() {
        return process;
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /** Bits heard from it altogether. */
    long bits() {
        return bits;
    }

    boolean midMessage() {
        return decoder.midMessage();
    }

    int bytesSoFar() {
        return decoder.length();
    }

    /** Takes a bit; {@code ordered} is false where it may have been sent before the bit that was taken before it. */
    Decoder.Step onSignal(Signal signal, boolean ordered, long now) {
        bits++;
        lastBit = now;
        if (!ordered) {
            decoder.doubtOrder();
        }
        Decoder.Step step = decoder.accept(signal);
        acknowledgement.onBit(now, !(step instanceof Decoder.More));
        return step;
    }

    /** When {@link Senders} has to look after it. */
    long due() {
        long patience = lastBit + (decoder.midMessage() ? BREAK_OFF : FORGET);
        long due = Math.min(patience, acknowledgement.due());
        return introduced ? due : Math.min(due, introduction);
    }

    boolean silentTooLong(long now) {
        return now - lastBit >= (decoder.midMessage() ? BREAK_OFF : FORGET);
    }

    /** Drops the message it broke off, and whatever was believed about how it sends. */
    void breakOff(long now) {
        decoder.reset();
        acknowledgement = new Acknowledgement(dialect);
        lastBit = now;
    }

    /** Learns who it is, once, as soon as that disturbs nothing. */
    void introduce(long now) {
        if (!introduced && now >= introduction) {
            identify();
        }
    }

    String label() {
        if (!introduced) {
            identify();
        }
        return Label.of(user, pid, identity);
    }

    private void identify() {
        introduced = true;
        identity = process.identity();
    }
}
