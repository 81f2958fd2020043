package dev.roomtalk.server.room;

import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest messages of a room, by sequence, for repair. It takes memory as it fills, and gives it back as its oldest
 * messages go. Confined to its room.
 *
 * <p>Nearly no message is ever asked for again, and most are kept for longer than the time between two young
 * collections: as objects, each would be copied by several of them. So a message is bytes in a block that it shares
 * with others, and a full ring writes into the block whose messages it has just forgotten.
 *
 * <pre>
 *  | epoch | n | time | bytes of text | text | 1 + bytes of label, or 0 for none | label |
 * </pre>
 *
 * <p>The few that are more than a text, or that others have changed, are objects; in their blocks there is no text.
 *
 * <p>Numbers are varints, texts are UTF-8. Beside it there are, for each sequence, its block, the place in it where the
 * message begins, and its author. Over 300 lines, because what is written is read, and erased, by the same layout.
 */
final class Ring {
    private static final int FIRST_SLOTS = 4;

    /** How long a block is, unless a single message is longer. The first ones of a ring are shorter, and double. */
    private static final int BLOCK = 4096;

    /** What an array takes beside its elements. */
    private static final int ARRAY = 16;

    private static final int SLOT = 2 * Long.BYTES + Integer.BYTES;
    private static final byte[] NONE = {};

    /** What a message takes as an object, with its two texts without characters and its place in the map. */
    private static final int SPECIAL = 280;

    private final int capacity;
    /** Empty while there is no message, as the next two. */
    private byte[][] blocks = {};

    private int[] begins = {};
    private @Nullable AuthorName[] authors = {};

    /** Messages that are about others, and those that others have changed, by sequence. */
    private final Map<Long, Message> special = new HashMap<>();

    /** The block of the latest message, and where that ends. */
    private byte[] open = NONE;

    private int end;
    /** A block without messages. */
    private byte[] spare = NONE;

    private long latest;
    private long oldest;
    private long weight;

    /** @param latest the sequence before its first message */
    Ring(int capacity, long latest) {
        this.capacity = capacity;
        this.latest = latest;
        this.oldest = latest + 1;
    }

    /** Sequences grow, but may jump. */
    void add(Message message) {
        if (message.purpose().kind() == Kind.TEXT) {
            write(message);
        } else {
            write(message.revised("", Revision.NONE));
            keep(message);
            Revisable.carryOut(message, this::get, this::replace);
        }
    }

    private void keep(Message message) {
        special.put(message.sequence(), message);
        weight += weight(message);
    }

    private void write(Message message) {
        long sequence = message.sequence();
        if (sequence != latest + 1) {
            clear();
            oldest = sequence;
        }
        latest = sequence;
        while (latest - oldest >= capacity) {
            keep(forget());
        }
        if (latest - oldest >= blocks.length) {
            grow();
        }
        String label = message.label();
        int textBytes = Utf8.length(message.text());
        int labelBytes = label == null ? 0 : Utf8.length(label);
        int ofLabel = label == null ? 0 : 1 + labelBytes;
        int length = size(message.epoch())
                + size(message.n())
                + size(message.timeMillis())
                + size(textBytes)
                + textBytes
                + size(ofLabel)
                + labelBytes;
        if (open.length - end < length) {
            begin(length);
        }
        int slot = slot(sequence);
        blocks[slot] = open;
        begins[slot] = end;
        authors[slot] = message.author();
        int at = write(message.epoch(), open, end);
        at = write(message.n(), open, at);
        at = write(message.timeMillis(), open, at);
        at = Utf8.encode(message.text(), open, write(textBytes, open, at));
        at = write(ofLabel, open, at);
        end = label == null ? at : Utf8.encode(label, open, at);
    }

    /** Also where it was text alone until now: of that nothing stays in its block. */
    private void replace(Message revised) {
        forgetSpecial(revised.sequence());
        int slot = slot(revised.sequence());
        new Reader(blocks[slot], begins[slot]).eraseText();
        keep(revised);
    }

    private void forgetSpecial(long sequence) {
        Message message = special.isEmpty() ? null : special.remove(sequence);
        if (message != null) {
            weight -= weight(message);
        }
    }

    private static long weight(Message message) {
        String label = message.label();
        return SPECIAL + weight(message.text()) + (label == null ? 0 : weight(label));
    }

    private int slot(long sequence) {
        return (int) (sequence % blocks.length);
    }

    private void grow() {
        byte[][] blocksBefore = blocks;
        int[] beginsBefore = begins;
        @Nullable AuthorName[] authorsBefore = authors;
        int before = blocksBefore.length;
        int slots = Math.min(capacity, Math.max(FIRST_SLOTS, 2 * before));
        blocks = new byte[slots][];
        begins = new int[slots];
        authors = new @Nullable AuthorName[slots];
        Arrays.fill(blocks, NONE);
        for (long s = oldest; s < latest; s++) {
            int from = (int) (s % before);
            int to = slot(s);
            blocks[to] = blocksBefore[from];
            begins[to] = beginsBefore[from];
            authors[to] = authorsBefore[from];
        }
        weight += (long) SLOT * (slots - before);
    }

    /** Begins a block, which has room for a message of this length. */
    private void begin(int length) {
        if (oldest == latest) {
            // The message that is being added is the only one.
            keep(open);
        }
        if (spare.length >= length) {
            open = spare;
            spare = NONE;
        } else {
            open = new byte[Math.max(length, Math.min(BLOCK, 2 * open.length))];
            weight += ARRAY + open.length;
        }
        end = 0;
    }

    @Nullable
    Message get(long sequence) {
        if (sequence < oldest || sequence > latest) {
            return null;
        }
        Message other = special.isEmpty() ? null : special.get(sequence);
        if (other != null) {
            return other;
        }
        int slot = slot(sequence);
        AuthorName author = authors[slot];
        return author == null ? null : new Reader(blocks[slot], begins[slot]).message(sequence, author);
    }

    /** Forgets its oldest messages, as many as it takes to have a block less; false: it has none. */
    boolean giveBack() {
        if (oldest > latest) {
            return false;
        }
        long before = weight;
        while (weight == before) {
            forgetOldest();
        }
        return true;
    }

    private void forgetOldest() {
        free(forget());
        free(spare);
        spare = NONE;
        if (oldest > latest) {
            clear();
        }
    }

    /** Forgets its oldest message; returns its block if it has no other message, else {@link #NONE}. */
    @SuppressWarnings("ReferenceEquality") // it is about the block, and not about what it holds
    private byte[] forget() {
        forgetSpecial(oldest);
        int slot = slot(oldest);
        byte[] block = blocks[slot];
        blocks[slot] = NONE;
        authors[slot] = null;
        oldest++;
        boolean inUse = block == open || blocks[slot(oldest)] == block;
        return inUse ? NONE : block;
    }

    /** Keeps a block for the next messages. */
    private void keep(byte[] block) {
        if (block.length == BLOCK && spare.length == 0) {
            spare = block;
        } else {
            free(block);
        }
    }

    private void free(byte[] block) {
        weight -= block.length == 0 ? 0 : ARRAY + block.length;
    }

    /** Forgets its messages up to the last of these. */
    void forgetUpToLast(Predicate<Message> which) {
        long last = latest;
        while (last >= oldest) {
            Message message = get(last);
            if (message != null && which.test(message)) {
                break;
            }
            last--;
        }
        while (oldest <= last) {
            forgetOldest();
        }
    }

    /** Forgets all messages. */
    void clear() {
        blocks = new byte[0][];
        begins = new int[0];
        authors = new @Nullable AuthorName[0];
        open = NONE;
        end = 0;
        spare = NONE;
        special.clear();
        oldest = latest + 1;
        weight = 0;
    }

    /** The lowest sequence that it has; one more than the latest if it has none. */
    long oldest() {
        return oldest;
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return weight;
    }

    /** The bytes of a text in memory: one for each character, or two if any of them needs it. */
    static long weight(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

    /** Bytes of a varint. */
    private static int size(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** Returns where it ends. */
    private static int write(long value, byte[] out, int offset) {
        int at = offset;
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        out[at++] = (byte) left;
        return at;
    }

    /** Reads one message out of its block. */
    private static final class Reader {
        private final byte[] block;
        private int at;

        Reader(byte[] block, int begin) {
            this.block = block;
            this.at = begin;
        }

        Message message(long sequence, AuthorName author) {
            long epoch = number();
            long n = number();
            long timeMillis = number();
            String text = text((int) number());
            int ofLabel = (int) number();
            return new Message(epoch, sequence, author, n, text, ofLabel == 0 ? null : text(ofLabel - 1), timeMillis);
        }

        /** Puts spaces in the place of its text. */
        void eraseText() {
            number();
            number();
            number();
            int bytes = (int) number();
            Arrays.fill(block, at, at + bytes, (byte) ' ');
        }

        private long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = block[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        private String text(int bytes) {
            String text = new String(block, at, bytes, StandardCharsets.UTF_8);
            at += bytes;
            return text;
        }
    }
}
