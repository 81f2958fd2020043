package dev.roomtalk.client;

/** What became of a published message: the two receipts, or why there is none. */
public sealed interface Receipt {
    /** The room took the message under this number. {@code stored}: and its engine has committed it. */
    record Delivered(long epoch, long sequence, boolean stored) implements Receipt {}

    /** The room refused it; it will never appear. */
    record Refused(ChatException.Reason reason, String why) implements Receipt {}

    /** It was cancelled, or the session ended, before an answer came: it may or may not have appeared. */
    record Unknown(String why) implements Receipt {}
}
