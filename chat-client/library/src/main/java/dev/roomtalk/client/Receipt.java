package dev.roomtalk.client;

/** The outcome of a published message. */
public sealed interface Receipt {
    /** The room has accepted the message under this sequence. {@code stored}: and the server has stored it. */
    record Delivered(long epoch, long sequence, boolean stored) implements Receipt {}

    /** The room refused it; it will never appear. */
    record Refused(ChatException.Reason reason, String why) implements Receipt {}

    /** It was cancelled, or the session ended, before an answer came: it may or may not have appeared. */
    record Unknown(String why) implements Receipt {}
}
