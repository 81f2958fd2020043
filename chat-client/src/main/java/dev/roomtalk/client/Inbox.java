package dev.roomtalk.client;

import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Latest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one room on their way to the listener: in the order of their sequence, each once, and a gap never in silence.
 * Confined to the session's loop.
 *
 * <p>A message that overtakes others waits for them. What is missing gets a moment for reordering, is then asked for again
 * (Nack), and is given up when the server says that it is too old or has not brought it after several requests; then
 * {@link Listener#onMissed} says how many will never come. A message that the server announced on the control connection
 * (Elsewhere) is awaited longer before it is asked for.
 */
final class Inbox {
    /** Takes what comes out. */
    interface Listener {
        void onMessage(Deliver message, Author author, long epoch);

        void onMissed(long count);

        /** Asks the server for an author; the answer goes to {@link Inbox#onAuthors}. */
        void askForAuthor(int number);

        /** A message of this very program arrived, perhaps ahead of its turn. */
        void onEcho(long n);
    }

    private static final Duration REORDERING = Duration.ofMillis(40);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);
    private static final Duration AUTHOR = Duration.ofSeconds(5);
    private static final Duration GIVE_UP = Duration.ofSeconds(1);
    private static final int NACKS_BEFORE_GIVING_UP = 3;
    private static final int MAX_HELD = 4096;
    private static final int MAX_MISSING = 256;
    private static final int MAX_ELSEWHERE = 1024;
    private static final int MAX_AUTHORS = 10_000;

    private static final class Missing {
        final long noticedAt;
        long firstNackAt;
        long lastNackAt;
        int nacks;

        Missing(long noticedAt) {
            this.noticedAt = noticedAt;
        }
    }

    private final long instance;
    private final SessionLoop loop;
    private final FrameOutlet outlet;
    private final Listener listener;

    private final TreeMap<Long, Deliver> held = new TreeMap<>();
    private final TreeMap<Long, Missing> missing = new TreeMap<>();
    // When each was announced.
    private final Map<Long, Long> elsewhere = new Recent<>(MAX_ELSEWHERE);
    private final Map<Integer, Author> authors = new Recent<>(MAX_AUTHORS);
    // The highest n shown of each program: recognises what comes again under a new sequence.
    private final Map<Long, Long> highestN = new Recent<>(MAX_AUTHORS);
    private int number;
    private boolean connected;
    private long epoch;
    // The sequence that was shown, or given up, last.
    private long last;
    private long highest;
    // All up to here are held or in `missing`.
    private long surveyed;
    private long oldest;
    private long progressAt;
    private long authorAskedAt;
    private int authorAsked;
    private boolean impatient;
    private SessionLoop.@Nullable Timer timer;
    private long timerDue;

    Inbox(long instance, SessionLoop loop, FrameOutlet outlet, Listener listener) {
        this.instance = instance;
        this.loop = loop;
        this.outlet = outlet;
        this.listener = listener;
        this.progressAt = loop.nanoTime();
    }

    long epoch() {
        return epoch;
    }

    /** The last sequence that needs no more waiting. */
    long last() {
        return last;
    }

    /** The room was joined for the first time: messages above {@code sequence} will come. */
    void open(int roomNumber, long roomEpoch, long sequence, List<Author> known) {
        number = roomNumber;
        epoch = roomEpoch;
        last = sequence;
        highest = sequence;
        surveyed = sequence;
        connected = true;
        onAuthors(known);
    }

    /**
     * The room was joined again.
     *
     * @param sameRoom false: the server has forgotten the room, and it or another client has made a new one of this name
     */
    void resume(int roomNumber, long roomEpoch, long sequence, List<Author> known, boolean sameRoom) {
        connected = true;
        if (roomEpoch != epoch) {
            // Numbers after a change of epoch are given anew: what is held belongs to the old ones, and goes out first.
            giveUpTo(highest);
            held.clear();
            authors.clear();
            oldest = 0;
            last = sameRoom ? Math.min(last, sequence) : 0;
            highest = last;
        }
        number = roomNumber;
        epoch = roomEpoch;
        highest = Math.max(highest, sequence);
        surveyed = last;
        missing.clear();
        elsewhere.clear();
        authorAsked = 0;
        onAuthors(known);
        survey();
        drain();
    }

    /** The connection is gone: nothing is asked for until {@link #resume}. */
    void pause() {
        connected = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void onDeliver(Deliver message) {
        if (message.hasAuthorInfo()) {
            authors.put(message.getAuthorInfo().getNumber(), message.getAuthorInfo());
        }
        Author author = authors.get(message.getAuthor());
        if (author != null && author.getInstance() == instance) {
            listener.onEcho(message.getN());
        }
        long sequence = message.getSequence();
        if (sequence <= last || held.containsKey(sequence)) {
            return;
        }
        while (sequence - last > MAX_HELD) {
            giveUpTo(Math.min(held.isEmpty() ? Long.MAX_VALUE : held.firstKey() - 1, sequence - MAX_HELD));
        }
        if (missing.remove(sequence) != null) {
            progressAt = loop.nanoTime();
        }
        elsewhere.remove(sequence);
        held.put(sequence, message);
        highest = Math.max(highest, sequence);
        drain();
        survey();
    }

    void onLatest(Latest latest) {
        if (latest.getEpoch() != 0 && latest.getEpoch() != epoch) {
            return;
        }
        oldest = Math.max(oldest, latest.getOldest());
        highest = Math.max(highest, latest.getSequence());
        drain();
        survey();
    }

    void onElsewhere(Elsewhere announced) {
        if (announced.getSequence() > last && !held.containsKey(announced.getSequence())) {
            elsewhere.put(announced.getSequence(), loop.nanoTime());
            highest = Math.max(highest, announced.getSequence());
            survey();
        }
    }

    void onAuthors(List<Author> known) {
        known.forEach(author -> authors.put(author.getNumber(), author));
        drain();
        survey();
    }

    /** Passes on what is in turn. */
    private void drain() {
        long missed = 0;
        while (true) {
            long next = last + 1;
            long firstHeld = held.isEmpty() ? Long.MAX_VALUE : held.firstKey();
            if (firstHeld == next) {
                Deliver message = held.firstEntry().getValue();
                Author author = author(message.getAuthor());
                if (author == null) {
                    break;
                }
                missed = report(missed);
                held.remove(next);
                last = next;
                show(message, author);
            } else if (next < oldest && next <= highest) {
                long end = Math.min(Math.min(oldest - 1, firstHeld - 1), highest);
                missed += end - last;
                last = end;
                missing.headMap(end, true).clear();
                elsewhere.keySet().removeIf(sequence -> sequence <= end);
            } else {
                break;
            }
        }
        report(missed);
        surveyed = Math.max(surveyed, last);
    }

    private long report(long missed) {
        if (missed > 0) {
            listener.onMissed(missed);
        }
        return 0;
    }

    private @Nullable Author author(int author) {
        Author known = authors.get(author);
        if (known != null) {
            return known;
        }
        long now = loop.nanoTime();
        if (authorAsked != author) {
            authorAsked = author;
            authorAskedAt = now;
            listener.askForAuthor(author);
        }
        if (impatient || now - authorAskedAt >= AUTHOR.toNanos()) {
            return Author.newBuilder().setNumber(author).setName("?").build();
        }
        return null;
    }

    private void show(Deliver message, Author author) {
        if (author.getInstance() != 0 && message.getN() != 0) {
            Long shown = highestN.get(author.getInstance());
            if (shown != null && shown >= message.getN()) {
                return;
            }
            highestN.put(author.getInstance(), message.getN());
        }
        listener.onMessage(message, author, message.getEpoch() == 0 ? epoch : message.getEpoch());
    }

    /** Notices what is missing, and sets the timer for what is due next. */
    private void survey() {
        long now = loop.nanoTime();
        while (surveyed < highest && missing.size() < MAX_MISSING) {
            surveyed++;
            if (!held.containsKey(surveyed)) {
                missing.put(surveyed, new Missing(now));
            }
        }
        boolean authorWanted = !held.isEmpty() && held.firstKey() == last + 1;
        if (!connected || (missing.isEmpty() && !authorWanted)) {
            return;
        }
        long due = now + AUTHOR.toNanos();
        for (Map.Entry<Long, Missing> entry : missing.entrySet()) {
            due = Math.min(due - now, due(entry.getKey(), entry.getValue()) - now) + now;
        }
        if (timer != null) {
            if (timerDue - due <= 0) {
                return;
            }
            timer.cancel();
        }
        timerDue = due;
        timer = loop.schedule(Duration.ofNanos(Math.max(0, due - now)), this::onTimer);
    }

    private long due(long sequence, Missing gap) {
        if (gap.nacks > 0) {
            return gap.lastNackAt + nackInterval().toNanos();
        }
        Long announced = elsewhere.get(sequence);
        return announced == null ? gap.noticedAt + REORDERING.toNanos() : announced + ELSEWHERE.toNanos();
    }

    private Duration nackInterval() {
        Duration twice = outlet.timeout().multipliedBy(2);
        Duration least = Duration.ofMillis(200);
        return twice.compareTo(least) < 0 ? least : twice;
    }

    private void onTimer() {
        timer = null;
        long now = loop.nanoTime();
        NackRanges ranges = new NackRanges();
        boolean insist = false;
        long givenUp = 0;
        for (Map.Entry<Long, Missing> entry : missing.entrySet()) {
            Missing gap = entry.getValue();
            if (due(entry.getKey(), gap) - now > 0) {
                continue;
            }
            if (gap.nacks >= NACKS_BEFORE_GIVING_UP && givenUp == entry.getKey() - 1 - last && hopeless(gap, now)) {
                givenUp++;
                continue;
            }
            gap.firstNackAt = gap.nacks == 0 ? now : gap.firstNackAt;
            gap.lastNackAt = now;
            gap.nacks++;
            insist |= gap.nacks >= NACKS_BEFORE_GIVING_UP;
            ranges.add(entry.getKey());
        }
        if (givenUp > 0) {
            giveUpTo(last + givenUp);
        }
        if (!ranges.isEmpty()) {
            Frame frame = Frame.newBuilder().setNack(ranges.nack(number)).build();
            if (insist || !outlet.sendByUdp(frame)) {
                outlet.sendByTcp(frame);
            }
        }
        drain();
        survey();
    }

    private boolean hopeless(Missing gap, long now) {
        Duration patience = nackInterval().multipliedBy(NACKS_BEFORE_GIVING_UP);
        long enough = Math.max(GIVE_UP.toNanos(), patience.toNanos());
        boolean repairing = progressAt - gap.firstNackAt > 0 && now - progressAt < enough;
        return now - gap.firstNackAt >= enough && !repairing;
    }

    /** What is missing up to {@code sequence} will not come; and no message waits for its author's name any longer. */
    private void giveUpTo(long sequence) {
        long before = oldest;
        oldest = Math.max(oldest, sequence + 1);
        highest = Math.max(highest, sequence);
        impatient = true;
        drain();
        impatient = false;
        oldest = before;
    }
}
