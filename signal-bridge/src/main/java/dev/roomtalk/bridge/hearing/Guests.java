package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.List;

/**
 * The processes that speak the framed dialect, as far as those that hear the other dialects deal with them: they have
 * turns as well, one process at a time, and wait as well as others do. Confined to the thread of {@link Senders}.
 */
public interface Guests {
    /**
     * Takes over a process, which has sent a signal, if it speaks the framed dialect.
     *
     * @param asked it has asked for the fast lane
     */
    boolean adopt(int pid, int uid, String user, Processes.Held process, boolean asked, long now);

    /** A word with which a process asks for the fast lane. */
    boolean asks(int number, long word);

    /** Takes a signal; false: that process is not one of these. */
    boolean onSignal(int pid, Signal signal, long now);

    /** Takes what a real-time signal of a process carried. */
    void onWord(int pid, int number, long word, long now);

    /** Takes note that a process has ended; false: it is not one of these. */
    boolean onExit(int pid);

    /** The processes whose end {@link #onExit} wants to be told. */
    List<Processes.Watched> watched();

    /** When {@link #onTime} has something to do. */
    long due();

    /** Does what is due. */
    void onTime(long now);

    /** A process is in the middle of something. */
    boolean speaking(long now);

    /** A process waits for a turn. */
    boolean waiting();

    /** Lets one process speak. */
    void grant(long now);

    /** A process speaks that cannot be held back: no process is answered. */
    void revoke();

    /** Lets go of every process. */
    void close();

    /** No process speaks the framed dialect. */
    Guests NONE = new Guests() {
        @Override
        public boolean adopt(int pid, int uid, String user, Processes.Held process, boolean asked, long now) {
            return false;
        }

        @Override
        public boolean asks(int number, long word) {
            return false;
        }

        @Override
        public boolean onSignal(int pid, Signal signal, long now) {
            return false;
        }

        @Override
        public void onWord(int pid, int number, long word, long now) {}

        @Override
        public boolean onExit(int pid) {
            return false;
        }

        @Override
        public List<Processes.Watched> watched() {
            return List.of();
        }

        @Override
        public long due() {
            return Deadline.NEVER;
        }

        @Override
        public void onTime(long now) {}

        @Override
        public boolean speaking(long now) {
            return false;
        }

        @Override
        public boolean waiting() {
            return false;
        }

        @Override
        public void grant(long now) {}

        @Override
        public void revoke() {}

        @Override
        public void close() {}
    };
}
