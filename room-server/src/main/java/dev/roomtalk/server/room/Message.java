package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/**
 * A message that the engine has numbered.
 *
 * @param author who wrote it; its number is the room's
 * @param n with the author's instance: the message id
 * @param timeMillis when the room took it, in milliseconds since 1970-01-01 UTC
 */
public record Message(
        long epoch,
        long sequence,
        AuthorName author,
        long n,
        String text,
        @Nullable String label,
        long timeMillis,
        Purpose purpose,
        Revision revision)
        implements Revisable<Message> {
    /** One that is to be read, as it was said. */
    public Message(
            long epoch,
            long sequence,
            AuthorName author,
            long n,
            String text,
            @Nullable String label,
            long timeMillis) {
        this(epoch, sequence, author, n, text, label, timeMillis, Purpose.TEXT, Revision.NONE);
    }

    @Override
    public String by() {
        return author.name();
    }

    @Override
    public Message revised(String changed, Revision by) {
        return new Message(epoch, sequence, author, n, changed, label, timeMillis, purpose, by);
    }
}
