package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;

/**
 * What is planned for a sender, from one event to the next. The states have no fields of their own; what they share is
 * in the {@link Exchange}.
 *
 * <pre>
 *   the first bit         Idle → FirstLook → WaitingCheck
 *   a sender that waits   Withheld ⇄ Answering → Repeating ⇄ RepeatWithheld
 *                                                Repeating → Rescuing → RepeatWithheld
 *   a paced sender        LateWaitingCheck → Withheld (it waits after all)
 *                         ByteAnswer → LateWaitingCheck
 *                         EndAnswer → ZeroByte
 * </pre>
 *
 * <p>Each further bit of a sender that waits leads to Answering, and each one of a paced sender to LateWaitingCheck,
 * ByteAnswer or EndAnswer. Where nothing is left to do, the sender is Idle.
 */
sealed interface State
        permits Idle,
                FirstLook,
                WaitingCheck,
                LateWaitingCheck,
                Answering,
                Withheld,
                Repeating,
                RepeatWithheld,
                EndAnswer,
                ByteAnswer,
                ZeroByte,
                Rescuing {
    State IDLE = new Idle();
    State FIRST_LOOK = new FirstLook();
    State WAITING_CHECK = new WaitingCheck();
    State LATE_WAITING_CHECK = new LateWaitingCheck();
    State ANSWERING = new Answering();
    State WITHHELD = new Withheld();
    State REPEATING = new Repeating();
    State REPEAT_WITHHELD = new RepeatWithheld();
    State END_ANSWER = new EndAnswer();
    State BYTE_ANSWER = new ByteAnswer();
    State ZERO_BYTE = new ZeroByte();
    State RESCUING = new Rescuing();

    /** Its time has come. */
    Action onTime(Exchange exchange, long now);

    /** The process was looked at, and takes at least one of both signals. */
    Action onLook(Exchange exchange, long now, ProcessState found);
}
