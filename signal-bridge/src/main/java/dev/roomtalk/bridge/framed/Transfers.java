package dev.roomtalk.bridge.framed;

import dev.roomtalk.bridge.frame.Frame;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.client.Receipt;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the framed dialect: puts them together, hands each to the room once, and knows for a while what
 * became of it. Confined to the thread that hears, but for the room's answers, which come from another and wait in a
 * queue.
 */
public final class Transfers {
    /** One of which nothing more is heard for so long is dropped. */
    static final long UNFINISHED = TimeUnit.MINUTES.toNanos(5);

    private static final int MAX_UNFINISHED = 256;
    private static final int MAX_KNOWN = 20_000;

    /** Between a message that a full queue did not take and the next attempt. */
    private static final int MIN_WAIT_MS = 20;

    private static final class Transfer {
        final byte[] text;
        int had;
        long since;

        Transfer(int length) {
            this.text = new byte[length];
        }
    }

    private record Key(int uid, long id) {}

    private record Answered(Key key, Reply reply) {}

    private final Intake intake;
    private final int longest;
    private final Map<Key, Transfer> unfinished = new LinkedHashMap<>();
    private final Map<Key, Reply> known = new LinkedHashMap<>();
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> {};

    public Transfers(Intake intake, int longest) {
        this.intake = intake;
        this.longest = longest;
    }

    /** @param wake makes the thread that hears call {@link #collect} soon; may be run by any thread */
    public void wakeWith(Runnable wake) {
        this.wake = wake;
    }

    /** Takes over what an earlier run of this program knew: a message that was answered. */
    public void recall(int uid, long id, Reply outcome) {
        note(new Key(uid, id), outcome);
    }

    /** Takes over what an earlier run of this program knew: a message that was handed to the room again. */
    public void recall(int uid, long id, CompletableFuture<Receipt> answer) {
        await(new Key(uid, id), answer);
    }

    /** Takes a part of a message, or the question what became of it. Null if there is no reply yet. */
    @Nullable
    Reply onFrame(Frame frame, int uid, Supplier<String> label, long now) {
        Key key = new Key(uid, frame.id());
        Reply before = known.get(key);
        if (before != null) {
            return before.kind() == Reply.Kind.HELD ? null : before;
        }
        if (frame.length() == 0) {
            return Reply.Refused.EMPTY.reply();
        }
        if (frame.length() > longest) {
            return Reply.Refused.TOO_LONG.reply();
        }
        Transfer transfer = unfinished.get(key);
        if (transfer == null || transfer.text.length != frame.length()) {
            transfer = new Transfer(frame.length());
            forgetOldest(unfinished, MAX_UNFINISHED - 1, one -> true);
            unfinished.put(key, transfer);
        }
        transfer.since = now;
        if (frame.offset() == transfer.had) {
            frame.copyTo(transfer.text);
            transfer.had += frame.count();
        }
        return transfer.had < frame.length()
                ? new Reply(Reply.Kind.MORE, transfer.had)
                : handOver(key, transfer, label.get());
    }

    /** Takes the room's answers; true: there were some. */
    boolean collect() {
        boolean any = false;
        for (Answered one = answered.poll(); one != null; one = answered.poll()) {
            note(one.key, one.reply);
            any = true;
        }
        return any;
    }

    /** Drops what nobody finishes. */
    void onTime(long now) {
        unfinished.values().removeIf(transfer -> now - transfer.since > UNFINISHED);
    }

    private @Nullable Reply handOver(Key key, Transfer transfer, String label) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(transfer.text))
                    .toString();
        } catch (CharacterCodingException e) {
            unfinished.remove(key);
            Reply refused = Reply.Refused.NOT_UTF8.reply();
            note(key, refused);
            return refused;
        }
        return switch (intake.offer(new Message(key.uid, label, text, key.id))) {
            case Intake.Later later ->
                new Reply(
                        Reply.Kind.LATER,
                        Math.clamp(TimeUnit.NANOSECONDS.toMillis(later.nanos()), MIN_WAIT_MS, 0xFFFF));
            case Intake.Taken taken -> {
                unfinished.remove(key);
                intake.heard();
                await(key, taken.answer());
                var _ = collect();
                Reply reply = known.get(key);
                yield reply == null || reply.kind() == Reply.Kind.HELD ? null : reply;
            }
        };
    }

    private void await(Key key, CompletableFuture<Receipt> answer) {
        note(key, new Reply(Reply.Kind.HELD, 0));
        var _ = answer.thenAccept(receipt -> {
            answered.add(new Answered(key, Reply.to(receipt)));
            wake.run();
        });
    }

    private void note(Key key, Reply reply) {
        known.remove(key);
        known.put(key, reply);
        if (known.size() > MAX_KNOWN) {
            // What the room has not answered is never forgotten: it could be said twice.
            forgetOldest(known, MAX_KNOWN, one -> one.kind() != Reply.Kind.HELD);
        }
    }

    private static <V> void forgetOldest(Map<Key, V> map, int most, Predicate<V> forgettable) {
        Iterator<V> oldest = map.values().iterator();
        while (map.size() > most && oldest.hasNext()) {
            if (forgettable.test(oldest.next())) {
                oldest.remove();
            }
        }
    }
}
