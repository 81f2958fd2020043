package dev.roomtalk.bridge.message;

/**
 * What a process said.
 *
 * @param uid of the user on whose account it is counted
 * @param label who said it, from the kernel and not from the text
 * @param id 64 random bits of a sender that may ask what became of it; 0 if no sender will
 */
public record Message(int uid, String label, String text, long id) {
    public Message(int uid, String label, String text) {
        this(uid, label, text, 0);
    }
}
