package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revision;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.wire.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as the scripts of a room have them: see {@code revised.lua}. */
final class MessageCodec {
    private MessageCodec() {}

    /** What a message has beside its text: what it is about, and its label. */
    static String rest(AppendRequest message) {
        Purpose purpose = message.purpose();
        String about = purpose.kind() == Kind.TEXT
                ? ""
                : purpose.kind().number() + " " + purpose.epoch() + " " + purpose.sequence();
        return message.label() == null ? about : about + "+" + message.label();
    }

    /** The message with this {@link #rest}. */
    static AppendRequest message(
            long userId, String userName, long instance, long n, String text, String rest, long timeMillis) {
        int plus = rest.indexOf('+');
        return new AppendRequest(
                userId,
                userName,
                instance,
                n,
                text,
                plus < 0 ? null : rest.substring(plus + 1),
                timeMillis,
                purpose(plus < 0 ? rest : rest.substring(0, plus)));
    }

    private static Purpose purpose(String about) {
        if (about.isEmpty()) {
            return Purpose.TEXT;
        }
        String[] parts = about.split(" ", -1);
        Kind kind = Kind.of(Integer.parseInt(parts[0]));
        // A version that knows more kinds may have written it.
        return kind == null ? Purpose.TEXT : Purpose.of(kind, Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    static String revision(Revision revision) {
        String removedBy = revision.removedBy();
        return revision.by() == 0 ? "" : revision.by() + (removedBy == null ? "" : " " + removedBy);
    }

    private static Revision revision(String text) {
        if (text.isEmpty()) {
            return Revision.NONE;
        }
        int space = text.indexOf(' ');
        return space < 0
                ? new Revision(Long.parseLong(text), null)
                : new Revision(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
    }

    /** A message as scripts return it: sequence, epoch, user, instance, n, time, name, text, rest, revision. */
    static LogEntry entry(List<@Nullable Object> e) {
        return new LogEntry(
                Reply.number(e.get(1)),
                Reply.number(e.getFirst()),
                message(
                        Reply.number(e.get(2)),
                        Reply.text(e.get(6)),
                        Reply.number(e.get(3)),
                        Reply.number(e.get(4)),
                        Reply.text(e.get(7)),
                        Reply.text(e.get(8)),
                        Reply.number(e.get(5))),
                revision(Reply.text(e.get(9))));
    }

    /** A message as scripts take it, and return it. */
    static String[] fields(LogEntry entry) {
        AppendRequest message = entry.message();
        return new String[] {
            Long.toString(entry.sequence()),
            Long.toString(entry.epoch()),
            Long.toString(message.userId()),
            Long.toString(message.instance()),
            Long.toString(message.n()),
            Long.toString(message.timeMillis()),
            message.userName(),
            message.text(),
            rest(message),
            revision(entry.revision())
        };
    }
}
