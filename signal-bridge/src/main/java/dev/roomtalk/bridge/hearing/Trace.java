package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.List;

/**
 * Sees every signal, in the order in which the bridge takes and sends them; called on the thread that receives them.
 */
public interface Trace {
    /** Sees nothing. */
    Trace NONE = new Trace() {};

    default void took(Sender sender, Signal signal, long now) {}

    default void sent(Sender sender, Signal signal, boolean repeated, long now) {}

    default void led(Sender sender, List<Recogniser.Step> steps, long now) {}

    default void ended(Sender sender, long now) {}
}
