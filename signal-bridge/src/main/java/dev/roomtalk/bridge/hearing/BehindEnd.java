package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Acknowledgement;
import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Recogniser;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what becomes of the bits that a process sends behind the end of a message, before it has been silent. They
 * belong to that message, or to nothing: a client that wants the other signal for its end runs on past its text, and
 * what stands there in its memory may well look like another text. Only one that was sent the other signal and has gone
 * on all the same has begun another message, in exactly the dialect of the first. Confined to the thread of its
 * {@link Senders}.
 */
final class BehindEnd {
    /** A client that is stopped by the other signal finishes its byte, and perhaps one more. */
    private static final long LITTLE = 16;

    /** Its end may have been certain only so many signals behind it. */
    private static final long STOPPED = 100;

    private final Recogniser recogniser;
    private final Acknowledgement acknowledgement;

    BehindEnd(Recogniser recogniser, Acknowledgement acknowledgement) {
        this.recogniser = recogniser;
        this.acknowledgement = acknowledgement;
    }

    /** What came since the end of its message is no other message, as far as is known. */
    boolean isNothing() {
        return recogniser.behind() && !acknowledgement.wentOn();
    }

    /** So little came since the end of its message that it was no other message. */
    boolean isLittle() {
        return recogniser.behind() && recogniser.signals() <= LITTLE;
    }

    /** The other signal has stopped it behind its end, before long. */
    boolean wasStopped() {
        return recogniser.behind()
                && recogniser.signals() <= STOPPED
                && recogniser.midMessage()
                && acknowledgement.otherSentBehind();
    }

    /** Of what was read behind an end, what is told. */
    List<Recogniser.Step> judge(List<Recogniser.Step> steps) {
        List<Recogniser.Step> told = new ArrayList<>(steps.size());
        for (Recogniser.Step step : steps) {
            switch (step) {
                case Recogniser.Text _ -> told.add(acknowledgement.wentOn() ? step : unproven());
                case Recogniser.Rejected rejected -> {
                    if (acknowledgement.wentOn() && rejected.reason() != Counter.EMPTY) {
                        told.add(step);
                    }
                }
            }
        }
        return told;
    }

    private static Recogniser.Step unproven() {
        return new Recogniser.Rejected(Counter.RUN_ON, Recogniser.BEHIND);
    }
}
