package dev.roomtalk.bridge.hearing;

/** Where signals come in. Confined to the thread that receives them. */
public interface SignalSource {
    /**
     * Takes every signal that is pending, so that no later one merges with it; they are told in their order afterwards.
     * Whatever takes long calls it in between.
     *
     * @return when, in nanoseconds of the clock of those who are told
     */
    long listen();

    /**
     * Listens, and says whether this process has sent a signal that has not been told yet. If it has not, and was seen
     * asleep before, then it waits for what it was not sent, or has lost.
     */
    boolean hasSpoken(int pid);

    /** One on which everything is told at once. */
    SignalSource PROMPT = new SignalSource() {
        @Override
        public long listen() {
            return Long.MIN_VALUE;
        }

        @Override
        public boolean hasSpoken(int pid) {
            return false;
        }
    };
}
