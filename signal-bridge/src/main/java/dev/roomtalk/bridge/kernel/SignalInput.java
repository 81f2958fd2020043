package dev.roomtalk.bridge.kernel;

/** Where signals are read, several at once: an interface, so that a test can play the kernel. */
public interface SignalInput {
    /** As many as are read at once. */
    int BATCH = 32;

    /**
     * Takes pending signals without waiting, {@value #BATCH} at most; how many. They can be looked at until the next.
     */
    int read();

    int number(int index);

    /** The process that sent it; 0: one that this process cannot know. */
    int pid(int index);

    /** The user of that process. */
    int uid(int index);

    /** It was sent by kill(2) or tgkill(2), so that the kernel says who sent it. */
    boolean isPlain(int index);

    /** It was sent by sigqueue(3), where the sender itself writes who it is. */
    boolean isQueued(int index);

    /** What a queued signal carries. */
    long word(int index);
}
