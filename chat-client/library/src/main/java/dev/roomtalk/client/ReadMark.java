package dev.roomtalk.client;

/**
 * How far this user has read a room that it is a member of.
 *
 * @param read the sequence of the last message that was read, in any session; 0: none was
 * @param sequence of the last message that is stored; 0: there is none
 */
public record ReadMark(String room, long read, long sequence) {
    /** Whether there are messages that were not read. */
    public boolean hasUnread() {
        return sequence > read;
    }
}
