package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RecentMap;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Latest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one room on their way to the listener: in the order of their sequence, each once, and a gap never in
 * silence. Confined to the session's loop.
 *
 * <p>A message that overtakes others waits for them. What is missing is brought by {@link GapRepair} as long as the
 * server's ring has it, then by {@link HistoryRepair} from history. Only the server's word makes a message gone: what a
 * page of history covers and does not have; then {@link Listener#onMissed} says how many.
 *
 * <p>Messages far ahead of the one that is waited for are let go, as they can be had again: at most a window of them is
 * held, and at most {@link #MAX_HELD_BYTES}.
 *
 * <p>Over 300 lines, because every way by which a message comes or is known to be gone moves the same few sequences.
 */
final class RoomInbox {
    /** Takes the messages in order, and what the inbox has to report or ask. */
    interface Listener {
        void onMessage(Deliver message, Author author, long epoch);

        /** That many messages will never come. */
        void onMissed(long count);

        /** That many of the last messages were shown, and are not kept by the server. */
        void onNotKept(long count);

        /** Asks the server for an author; the answer goes to {@link RoomInbox#onAuthors}. */
        void askForAuthor(int number);

        /** A message of this very program arrived, perhaps ahead of its turn. */
        void onEcho(long n, boolean again);

        /** The room numbers in another epoch than it was joined in: it is to be joined again. */
        void onNewEpoch();
    }

    static final int WINDOW = 4096;
    /**
     * What is held of messages that overtook others, as the wire encodes them; the one whose turn it is always fits.
     */
    static final int MAX_HELD_BYTES = 4 << 20;

    private static final int MAX_PROGRAMS = 10_000;

    /** @param author as a page of history names it; null if the number in the message tells it */
    private record Held(Deliver message, @Nullable Author author) {}

    private final long instance;
    private final Listener listener;
    private final RoomAuthors authors;
    private final GapRepair repair;
    private final HistoryRepair historyRepair;
    private final SkippedSequences skipped = new SkippedSequences();

    private final TreeMap<Long, Held> held = new TreeMap<>();
    // The ranges that an operator has removed, by where they begin.
    private final TreeMap<Long, Long> removed = new TreeMap<>();
    private long heldBytes;
    // The highest n shown of each program: recognises what comes again under a new sequence.
    private final Map<Long, Long> highestN = new RecentMap<>(MAX_PROGRAMS);
    private long epoch;
    // Messages up to here are older than this session.
    private long base;
    // The last sequence that was shown, or reported as gone.
    private long last;
    private long shown;
    private long highest;
    // The lowest in the server's ring.
    private long oldest;
    // What lies up to here and is not held is gone.
    private long goneTo;
    private boolean history;
    private boolean impatient;

    RoomInbox(
            long instance,
            SessionLoop loop,
            RandomGenerator random,
            FrameOutlet outlet,
            HistoryRepair.Source source,
            Listener listener) {
        this.instance = instance;
        this.listener = listener;
        this.authors = new RoomAuthors(loop, listener::askForAuthor, this::proceed);
        this.repair = new GapRepair(loop, random, outlet);
        this.historyRepair = new HistoryRepair(loop, source, new Pages());
    }

    long epoch() {
        return epoch;
    }

    /** The sequence up to which everything was shown or is known to be gone. */
    long last() {
        return last;
    }

    /** The room was joined for the first time: messages above its sequence will come. */
    void open(Joined joined) {
        base = joined.getSequence();
        last = joined.getSequence();
        goneTo = last;
        begin(joined);
    }

    /**
     * The room was joined again.
     *
     * @param sameServer false: it has forgotten everything, and the room of this name is another one
     */
    void resume(Joined joined, boolean sameServer) {
        long good = sameServer ? resumed(joined) : 0;
        if (!sameServer) {
            // What is held belongs to the room that was: it goes out before the new one begins.
            flush();
        }
        if (good < last) {
            long from = Math.max(good, base);
            long notKept = Math.min(last - from - skipped.takeAbove(from), shown);
            // A room that keeps nothing is not expected to have kept them.
            if (notKept > 0 && joined.getHistory()) {
                listener.onNotKept(notKept);
            }
            shown -= notKept;
            last = good;
            base = Math.min(base, last);
            goneTo = last;
        }
        if (joined.getEpoch() != epoch) {
            // The server says nothing of what is held, and numbers messages anew: all of it can be read.
            held.clear();
            removed.clear();
            heldBytes = 0;
            highest = last;
            oldest = 0;
            goneTo = last;
        }
        nameHeld();
        authors.forget();
        begin(joined);
    }

    /**
     * Each node numbers authors for itself, and this may be another one: what is held has its author from now on, or is
     * asked for again.
     */
    private void nameHeld() {
        held.values().removeIf(one -> {
            boolean nameless = known(one) == null;
            heldBytes -= nameless ? one.message.getSerializedSize() : 0;
            return nameless;
        });
        held.replaceAll((sequence, one) -> new Held(one.message, known(one)));
    }

    private @Nullable Author known(Held one) {
        return one.author == null ? authors.find(one.message.getAuthor()) : one.author;
    }

    private long resumed(Joined joined) {
        if (joined.hasResumed()) {
            return joined.getResumed();
        }
        return joined.getEpoch() == epoch ? last : Math.min(last, joined.getSequence());
    }

    private void begin(Joined joined) {
        epoch = joined.getEpoch();
        highest = Math.max(highest, joined.getSequence());
        oldest = Math.max(oldest, joined.getOldest());
        history = joined.getHistory();
        authors.stop();
        joined.getAuthorsList().forEach(authors::learn);
        repair.start(joined.getRoom(), last);
        historyRepair.start(joined.getRoom());
        proceed();
    }

    /** The connection is gone: nothing is asked for until {@link #resume}. */
    void pause() {
        authors.stop();
        repair.stop();
        historyRepair.stop();
    }

    void onDeliver(Deliver message) {
        if (message.getEpoch() > epoch) {
            listener.onNewEpoch();
            return;
        }
        if (message.hasAuthorInfo()) {
            authors.learn(message.getAuthorInfo());
        }
        Author author = authors.find(message.getAuthor());
        if (author != null) {
            echo(message, author);
        }
        hold(message, null);
        proceed();
    }

    private void echo(Deliver message, Author author) {
        if (author.getInstance() == instance) {
            // Only what is delivered again carries its time.
            listener.onEcho(message.getN(), message.getTimeMs() != 0);
        }
    }

    private void hold(Deliver message, @Nullable Author author) {
        long sequence = message.getSequence();
        highest = Math.max(highest, sequence);
        int size = message.getSerializedSize();
        boolean fits = sequence == last + 1 || heldBytes + size <= MAX_HELD_BYTES;
        if (sequence > last && sequence - last <= WINDOW && fits) {
            repair.arrived(sequence);
            if (held.putIfAbsent(sequence, new Held(message, author)) == null) {
                heldBytes += size;
            }
        }
    }

    void onLatest(Latest latest) {
        if (latest.getEpoch() > epoch) {
            listener.onNewEpoch();
        } else if (latest.getEpoch() == 0 || latest.getEpoch() == epoch) {
            oldest = Math.max(oldest, latest.getOldest());
            highest = Math.max(highest, latest.getSequence());
            proceed();
        }
    }

    void onElsewhere(Elsewhere announced) {
        if (announced.getSequence() > last && !held.containsKey(announced.getSequence())) {
            repair.announced(announced.getSequence());
            highest = Math.max(highest, announced.getSequence());
            proceed();
        }
    }

    void onAuthors(List<Author> known) {
        known.forEach(authors::learn);
        proceed();
    }

    /** Takes what the room's history has of what was missed. */
    private final class Pages implements HistoryRepair.Listener {
        @Override
        public void onPage(HistoryPage page, long after) {
            Map<Integer, Author> named = FromServer.authors(page);
            for (Deliver message : page.getMessagesList()) {
                Author author = named.getOrDefault(message.getAuthor(), FromServer.nameless(message.getAuthor()));
                echo(message, author);
                hold(message, author);
            }
            removed.headMap(last, true).clear();
            page.getRemovedList().forEach(range -> removed.put(range.getFirst(), range.getLast()));
            if (after <= last) {
                goneTo = Math.max(goneTo, Math.min(page.getCoversTo(), last + WINDOW));
            }
            proceed();
        }

        @Override
        public void onNoHistory() {
            history = false;
            proceed();
        }

        @Override
        public void onRetry() {
            proceed();
        }
    }

    /** Shows what is in turn, and asks for what is missing. */
    private void proceed() {
        long below = Math.min(highest, oldest - 1);
        if (!history) {
            goneTo = Math.max(goneTo, below);
        }
        drain();
        if (last < below && !held.containsKey(last + 1)) {
            historyRepair.want(last, below);
        }
        repair.survey(Math.max(last, oldest - 1), Math.min(highest, last + WINDOW), held::containsKey);
    }

    private void drain() {
        long missed = 0;
        while (true) {
            long next = last + 1;
            Held message = held.get(next);
            if (message != null) {
                Author author = author(message);
                if (author == null) {
                    break;
                }
                missed = report(missed);
                held.remove(next);
                heldBytes -= message.message.getSerializedSize();
                last = next;
                show(message.message, author);
            } else if (next <= goneTo && next <= highest) {
                long end = Math.min(goneTo, highest);
                if (!held.isEmpty()) {
                    end = Math.min(end, held.firstKey() - 1);
                }
                missed += end - last - removedWithin(next, end);
                skipped.add(next, end);
                last = end;
            } else {
                break;
            }
        }
        report(missed);
    }

    /** How many of these sequences an operator has removed: nobody misses them. Forgets all up to there. */
    private long removedWithin(long first, long end) {
        long count = 0;
        while (!removed.isEmpty() && removed.firstKey() <= end) {
            Map.Entry<Long, Long> range = removed.pollFirstEntry();
            long upTo = Math.min(range.getValue(), end);
            count += Math.max(0, upTo - Math.max(range.getKey(), first) + 1);
            if (range.getValue() > end) {
                removed.put(end + 1, range.getValue());
                break;
            }
        }
        return count;
    }

    private long report(long missed) {
        if (missed > 0) {
            listener.onMissed(missed);
        }
        return 0;
    }

    private @Nullable Author author(Held message) {
        if (message.author != null) {
            return message.author;
        }
        int number = message.message.getAuthor();
        Author author = authors.findOrAsk(number);
        return author == null && impatient ? FromServer.nameless(number) : author;
    }

    private void show(Deliver message, Author author) {
        if (author.getInstance() != 0 && message.getN() != 0) {
            Long before = highestN.get(author.getInstance());
            if (before != null && before >= message.getN()) {
                skipped.add(message.getSequence(), message.getSequence());
                return;
            }
            highestN.put(author.getInstance(), message.getN());
        }
        shown++;
        listener.onMessage(message, author, message.getEpoch() == 0 ? epoch : message.getEpoch());
    }

    /** Nothing more will come of what is waited for. */
    private void flush() {
        goneTo = highest;
        impatient = true;
        drain();
        impatient = false;
    }
}
