package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Acknowledgement;
import dev.roomtalk.bridge.acknowledgement.BitPlace;
import dev.roomtalk.bridge.acknowledgement.Pace;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.dialect.Reading;
import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that speaks: the bits it has sent, and the answers it is owed. Confined to the thread of its
 * {@link Senders}. Over 300 lines, because each bit moves what was read, what is answered and what its silence means,
 * in an order that has to be seen in one place.
 */
final class Sender {
    /** In the middle of a message, nothing for this long: the rest will not come. */
    static final long BREAK_OFF = TimeUnit.SECONDS.toNanos(10);

    /** Between messages, nothing for this long: it is forgotten until it speaks again. */
    static final long FORGET = TimeUnit.SECONDS.toNanos(60);

    /** By then a sender of bits has got to where it waits, and the look at it disturbs nothing. */
    private static final long INTRODUCTION = TimeUnit.MICROSECONDS.toNanos(200);

    /** Behind the introduction. */
    private static final long IDENTIFICATION = TimeUnit.MICROSECONDS.toNanos(300);

    private static final long URGENT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LATEST_IDENTIFICATION = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int A_WHILE = 64;

    private static final int FIRST_BYTE = 8;

    /** The same signal again, after this long and not prompted by us, is a greeting that is repeated. */
    private static final long GREETING_AGAIN = TimeUnit.MILLISECONDS.toNanos(700);

    private final int pid;
    private final int uid;
    private final String user;
    private final Processes.Held process;
    private final Recogniser recogniser;
    private final Acknowledgement acknowledgement;
    private final Silence silence;
    private final BehindEnd behindEnd;
    private final SenderProgram program;
    private final RepeatedByte repeatedByte;
    private final Lessons lessons;
    private final long met;
    /** Signals of others that came since this one was answered: one of its own may have merged with any of them. */
    private final Set<Signal> foreign = EnumSet.noneOf(Signal.class);

    /** When it is asked next who it is. */
    private long asked;

    private boolean asksForFastLane;
    private @Nullable Signal lastSignal;
    private long lastBit;
    private long bits;
    private boolean silentBehind;
    private long wantsTurnSince;

    Sender(
            int pid,
            int uid,
            String user,
            Processes.Held process,
            Recogniser recogniser,
            LearnedPrograms learned,
            long now) {
        this.pid = pid;
        this.uid = uid;
        this.user = user;
        this.process = process;
        this.recogniser = recogniser;
        this.acknowledgement = new Acknowledgement(ProgramTraits.UNKNOWN);
        this.behindEnd = new BehindEnd(recogniser, acknowledgement);
        this.silence = new Silence(process, recogniser, acknowledgement, behindEnd);
        this.program = new SenderProgram(process, learned);
        this.repeatedByte = new RepeatedByte(acknowledgement);
        this.lessons = new Lessons(process, program, recogniser, acknowledgement, behindEnd);
        this.met = now;
        this.asked = now + INTRODUCTION;
        this.lastBit = now;
    }

    int pid() {
        return pid;
    }

    int uid() {
        return uid;
    }

    String user() {
        return user;
    }

    Processes.Held process() {
        return process;
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    Recogniser recogniser() {
        return recogniser;
    }

    /** It has asked for the fast lane, before it is known whether it speaks the framed dialect. */
    void askForFastLane() {
        asksForFastLane = true;
    }

    boolean asksForFastLane() {
        return asksForFastLane;
    }

    /** Bits heard from it altogether. */
    long bits() {
        return bits;
    }

    long lastBit() {
        return lastBit;
    }

    boolean midMessage() {
        return recogniser.midMessage();
    }

    /** It is in the middle of a message, and may not just have ended it. */
    boolean speaking() {
        return recogniser.midMessage() && !recogniser.ended() && !behindEnd.isNothing();
    }

    /** What was heard since the end of its message was nothing, or so little that it is not worth a word. */
    boolean ranOn() {
        return behindEnd.isNothing() || behindEnd.isLittle();
    }

    int bytesSoFar() {
        Reading leading = recogniser.leading();
        return leading == null ? 0 : leading.length();
    }

    long wantsTurnSince() {
        return wantsTurnSince;
    }

    /** Takes a bit; {@code ordered} is false where it may have been sent before the bit that was taken before it. */
    List<Recogniser.Step> onSignal(Signal signal, boolean ordered, long now) {
        long gap = now - lastBit;
        boolean again = recogniser.signals() == 1 && greetsAgain(signal, now);
        boolean maybeSecond = !foreign.isEmpty() && !recogniser.midMessage() && acknowledgement.nudged();
        Set<Signal> swallowedBy = maybeSecond ? EnumSet.copyOf(foreign) : Set.of();
        bits++;
        lastBit = now;
        lastSignal = signal;
        foreign.clear();
        boolean byteAgain = repeatedByte.takes(signal, gap);
        if (repeatedByte.isDoubtful()) {
            recogniser.damaged();
        }
        if (byteAgain) {
            acknowledgement.onBitAgain(now);
            silence.onBit(now);
            return List.of();
        }
        if (again) {
            recogniser.reset();
            recogniser.accept(signal);
            acknowledgement.greetAgain(now);
            return List.of();
        }
        boolean first = !recogniser.midMessage();
        if (first) {
            repeatedByte.forget();
        } else {
            silence.onGap(gap);
        }
        if (!ordered) {
            recogniser.doubtOrder();
        }
        if (maybeSecond) {
            // It went on at an answer that was repeated, so this may be the second bit of its message.
            recogniser.doubt(swallowedBy, true);
        }
        boolean behind = recogniser.behind();
        if (behind && acknowledgement.otherSentBehind() && !acknowledgement.wentOn()) {
            // It ran on until it got the other signal, or has begun another message before that.
            recogniser.mayBeginHere();
        }
        List<Recogniser.Step> steps = recogniser.accept(signal);
        if (behind) {
            steps = behindEnd.judge(steps);
        }
        if (recogniser.signals() == FIRST_BYTE && repeatedByte.isOneSignal()) {
            acknowledgement.beginsWithOneSignal();
        }
        acknowledgement.onBit(now, place(behind, first, !steps.isEmpty()));
        if (acknowledgement.pace() == Pace.PACED && recogniser.midMessage()) {
            recogniser.paced(acknowledgement.answeredAnything());
        }
        if (acknowledgement.realigned()) {
            recogniser.damaged();
        }
        if (recogniser.signals() % A_WHILE == 0 && recogniser.hopeless()) {
            acknowledgement.onLost();
        }
        if (!program.identified() && recogniser.ended()) {
            // It may be gone before it is asked again.
            identify();
        }
        silence.onBit(now);
        return learn(steps);
    }

    private BitPlace place(boolean behind, boolean first, boolean told) {
        if (told) {
            return recogniser.midMessage() ? BitPlace.FIRST_BEHIND : BitPlace.END;
        }
        if (behind) {
            return first ? BitPlace.FIRST_BEHIND : BitPlace.BEHIND;
        }
        boolean empty = recogniser.endsEmpty() && acknowledgement.wantsOtherAtEnd();
        return empty || recogniser.ended() ? BitPlace.END : BitPlace.INSIDE;
    }

    /**
     * The first signal of its message, unprompted and again. One that was found, and was not answered yet, is heard at
     * last.
     */
    private boolean greetsAgain(Signal signal, long now) {
        if (lastSignal == null) {
            return bits > 0 && !acknowledgement.answeredAnything();
        }
        return signal == lastSignal
                && now - lastBit > GREETING_AGAIN
                && now - acknowledgement.lastAnswer() > Acknowledgement.UNPROMPTED;
    }

    /** It never spoke, but sleeps as if it had: one of these was its first bit. */
    void found(Set<Signal> firstBit, ProcessState state, long now) {
        bits++;
        recogniser.doubt(firstBit, false);
        acknowledgement.found(now, state);
        // It is answered at once, and may end at that.
        recognise();
    }

    /** A signal of another process was taken. */
    void onForeign(Signal signal, long now) {
        if (acknowledgement.expectsBit()) {
            foreign.add(signal);
            if (!recogniser.midMessage()) {
                acknowledgement.onForeignAfterEnd(now);
            }
        }
    }

    /** A bit is missing, and others' signals came meanwhile: it may have merged with one of them. */
    void doubtMissing() {
        if (recogniser.midMessage()) {
            if (!foreign.isEmpty()) {
                recogniser.doubt(foreign, true);
            }
            foreign.clear();
        }
    }

    void wantsTurn(long now) {
        if (wantsTurnSince == 0) {
            wantsTurnSince = now;
        }
    }

    void gotTurn() {
        wantsTurnSince = 0;
    }

    /** When {@link Senders} has to look after it. */
    long due() {
        long due = Math.min(Math.min(patience(), silence.due()), acknowledgement.due());
        return program.identified() ? due : Math.min(due, asked);
    }

    boolean silentTooLong(long now) {
        return now >= patience();
    }

    /** One that is kept waiting is not silent. */
    private long patience() {
        if (acknowledgement.wantsTurn()) {
            return Deadline.NEVER;
        }
        long since = Math.max(lastBit, acknowledgement.answeredAnything() ? acknowledgement.lastAnswer() : lastBit);
        return since + (recogniser.midMessage() ? BREAK_OFF : FORGET);
    }

    /**
     * Looks whether its silence means that its message has ended; what was said then.
     *
     * @param source asked whether it has spoken meanwhile, so that it was not silent
     */
    List<Recogniser.Step> onTime(long now, SignalSource source) {
        if (!silence.endsMessage(now, lastBit) || source.hasSpoken(pid)) {
            return List.of();
        }
        if (recogniser.behind()) {
            silentBehind = true;
            return recogniser.midMessage() ? learn(behindEnd.judge(recogniser.onEnd(true))) : List.of();
        }
        List<Recogniser.Step> steps = recogniser.onEnd(false);
        if (!steps.isEmpty()) {
            acknowledgement.onSilence(now);
        }
        return learn(steps);
    }

    /** It was silent behind the end of its message. */
    boolean silentBehind() {
        return silentBehind;
    }

    /** What it says now is another message. */
    void startAnew(long now) {
        silentBehind = false;
        if (recogniser.midMessage()) {
            acknowledgement.onSilence(now);
        }
        recogniser.reset();
        silence.forget();
    }

    /** It has ended; what was said. */
    List<Recogniser.Step> onExit(long now) {
        lessons.onExit(bits, lastBit, now);
        if (!recogniser.midMessage()) {
            return List.of();
        }
        boolean behind = recogniser.behind();
        List<Recogniser.Step> steps = recogniser.onEnd(process.killed());
        return learn(behind ? behindEnd.judge(steps) : steps);
    }

    /** What came behind the end of its message was no message. */
    void learnThatItRunsOn() {
        lessons.onStoppedBehindEnd();
    }

    /**
     * Drops the message it broke off. If it goes on after all, what it says next is the rest of it, and is no message.
     */
    void breakOff(long now) {
        recogniser.reset();
        recogniser.damaged();
        lastBit = now;
        silence.forget();
    }

    /**
     * Asks who it is, in two steps: for its program first, because what was learned of that may be needed at once; the
     * rest takes longer, so what is urgent goes first.
     *
     * @return the first step was taken just now
     */
    boolean introduce(long now) {
        if (program.identified() || now < asked) {
            return false;
        }
        if (!program.recognised()) {
            recognise();
            asked = now + IDENTIFICATION;
            return true;
        }
        boolean urgent = acknowledgement.wantsTurn() || acknowledgement.due() < now + URGENT;
        if (urgent && now < met + LATEST_IDENTIFICATION) {
            asked = now + URGENT;
        } else {
            program.identify();
        }
        return false;
    }

    String label() {
        if (!program.identified()) {
            identify();
        }
        return program.label(user, pid);
    }

    private void identify() {
        if (!program.recognised()) {
            recognise();
        }
        program.identify();
    }

    private void recognise() {
        ProgramTraits traits = program.recognise();
        acknowledgement.learn(traits);
        recogniser.remember(traits.dialect());
    }

    private List<Recogniser.Step> learn(List<Recogniser.Step> steps) {
        lessons.onTold(steps);
        return steps;
    }
}
