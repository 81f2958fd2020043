package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Answers;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomFeeds;
import dev.roomtalk.server.store.SpeakerBudget;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a room's messages their numbers, at once, and knows what was said before. Any thread; guarded by itself.
 *
 * <p>Under the lock a message gets its number; outside it the message is brought to the feeds of the room, and then it
 * goes to the writer. {@link Answers} keeps both in the order of the numbers. So no message is committed before it was
 * brought, none overtakes another, and what a feed sets off, a fan-out, holds no lock. Changes of the room are brought
 * in the same order. Over 300 lines, because numbers, budgets and changes are guarded by the one lock.
 */
final class Sequencer implements SpeakerBudget.Speakers {
    /** Beyond it the most silent are looked up again when they speak. */
    private static final int REMEMBERED_SPEAKERS = 16_384;

    private final long room;
    private final long epoch;
    private final boolean keeps;
    private final Writer writer;
    private final SpeakerBudget budget;
    private final Answers<Next> answers;
    private final RoomFeeds feeds = new RoomFeeds();
    private final Map<Speaker, Said> speakers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Speaker, CompletableFuture<Long>> beingLookedUp = new HashMap<>();
    private long last;
    private long committed;
    private long oldest;
    /** The version with the last change that restricts somebody. */
    private long restricted;

    private boolean closed;

    /**
     * The latest that a speaker said.
     *
     * @param state of the message numbered n
     * @param committedN the highest n that is stored
     */
    private record Said(long n, long epoch, long sequence, State state, long committedN) {}

    /** What the feeds are brought next. */
    sealed interface Next permits Append, Changed {}

    /** A change of the room, which has this version with it. */
    record Changed(long version, RoomChange change) implements Next {}

    private enum State {
        WAITING,
        STORED,
        NOT_STORED
    }

    /** A speaker as the database knows it. */
    record Known(long n, long epoch, long sequence) {}

    /** What became of an append. */
    enum Outcome {
        ANSWERED,
        /** The room has to look the speaker up before it can number what it says. */
        UNKNOWN_SPEAKER,
        /** The speaker said this before: the log may know under which number. */
        SAID_BEFORE
    }

    /**
     * A sequencer that goes on after the last committed message.
     *
     * @param keeps false: messages are given numbers, and go no further
     * @param writer takes the messages of a room that keeps them
     * @param budget of the speakers of all rooms
     */
    Sequencer(long room, long epoch, long committed, long oldest, boolean keeps, Writer writer, SpeakerBudget budget) {
        this.budget = budget;
        this.writer = writer;
        this.answers = new Answers<>(this, this::bring);
        this.room = room;
        this.epoch = epoch;
        this.keeps = keeps;
        this.last = committed;
        this.committed = committed;
        this.oldest = oldest;
    }

    long room() {
        return room;
    }

    long epoch() {
        return epoch;
    }

    RoomFeeds feeds() {
        return feeds;
    }

    boolean keeps() {
        return keeps;
    }

    /** The last sequence committed. */
    synchronized long committed() {
        return committed;
    }

    /** The last sequence numbered. */
    synchronized long last() {
        return last;
    }

    /** The lowest sequence kept; where none is, one more than the last committed. */
    synchronized long oldest() {
        return oldest;
    }

    synchronized void keepsFrom(long sequence) {
        oldest = sequence;
    }

    /** Stops numbering messages: the room is closed. */
    synchronized void close() {
        closed = true;
        feeds.clear();
        budget.ended(this, speakers.size());
        speakers.clear();
    }

    /** @param version of the room when it was decided that its author may say this */
    Outcome append(long version, MessageLog.AppendRequest message, MessageLog.AppendAnswer answer) {
        Speaker speaker = new Speaker(message.userId(), message.instance());
        Said said;
        @Nullable Next added = null;
        boolean numbered = false;
        synchronized (this) {
            said = closed ? null : speakers.get(speaker);
            if (said != null && message.n() < said.n) {
                return Outcome.SAID_BEFORE;
            } else if (said != null && message.n() > said.n && version >= restricted && (!keeps || writer.admit())) {
                numbered = true;
                number(speaker, message.n(), said);
                added = answers.add(new Append(this, new LogEntry(epoch, last, message), answer));
            } else if (said == null && !closed) {
                return Outcome.UNKNOWN_SPEAKER;
            }
        }
        if (numbered) {
            answers.give(added);
        } else if (said != null && message.n() == said.n && said.state != State.WAITING) {
            answer.duplicate(said.epoch, said.sequence, said.state == State.STORED);
        } else {
            answer.failed();
        }
        return Outcome.ANSWERED;
    }

    private void number(Speaker speaker, long n, Said before) {
        last++;
        if (keeps) {
            speakers.put(speaker, new Said(n, epoch, last, State.WAITING, before.committedN));
        } else {
            committed = last;
            oldest = last + 1;
            speakers.put(speaker, new Said(n, epoch, last, State.NOT_STORED, n));
            budget.changed(this, -forgetSilentSpeakers());
        }
    }

    /**
     * Makes a change of the room, in one order with its messages.
     *
     * @param make is called under the lock; false: the change cannot be made
     */
    boolean change(Changed change, BooleanSupplier make) {
        @Nullable Next added;
        synchronized (this) {
            if (closed || !make.getAsBoolean()) {
                return false;
            }
            restricted = change.change.restricts() ? change.version : restricted;
            added = answers.add(change);
        }
        answers.give(added);
        return true;
    }

    /** One after another, in the order of the numbers, without the lock. */
    private void bring(Next next) {
        switch (next) {
            case Append append -> bring(append);
            case Changed changed -> feeds.changed(changed.version, changed.change);
        }
    }

    private void bring(Append append) {
        LogEntry entry = append.entry();
        try {
            feeds.message(epoch, entry.sequence(), entry.message());
        } finally {
            if (keeps) {
                writer.append(append);
            }
        }
        if (!keeps) {
            append.answer().committed(epoch, entry.sequence(), false);
        }
    }

    /** What the writer has done with some messages of this room, in their order. To be called by the writer alone. */
    void written(List<Append> appends, boolean stored) {
        synchronized (this) {
            for (Append append : appends) {
                note(append.entry(), stored);
            }
            if (!closed) {
                budget.changed(this, -forgetSilentSpeakers());
            }
        }
        budget.trim();
        for (Append append : appends) {
            append.answer().committed(epoch, append.entry().sequence(), stored);
        }
    }

    private void note(LogEntry entry, boolean stored) {
        MessageLog.AppendRequest message = entry.message();
        if (stored) {
            oldest = oldest > committed ? entry.sequence() : oldest;
            committed = entry.sequence();
        }
        speakers.computeIfPresent(
                new Speaker(message.userId(), message.instance()),
                (speaker, said) -> new Said(
                        said.n,
                        said.epoch,
                        said.sequence,
                        said.n > message.n() ? said.state : stored ? State.STORED : State.NOT_STORED,
                        stored ? message.n() : said.committedN));
    }

    /** Returns how many were forgotten. */
    private int forgetSilentSpeakers() {
        int before = speakers.size();
        Iterator<Said> mostSilent = speakers.values().iterator();
        while (speakers.size() > REMEMBERED_SPEAKERS && mayForget(mostSilent.next())) {
            mostSilent.remove();
        }
        return before - speakers.size();
    }

    /** One whose message is not committed is not in the database either. */
    private boolean mayForget(Said said) {
        return said.state == State.STORED || !keeps;
    }

    @Override
    public synchronized int forget(int most) {
        int before = speakers.size();
        Iterator<Said> mostSilent = speakers.values().iterator();
        while (before - speakers.size() < most && mostSilent.hasNext()) {
            if (mayForget(mostSilent.next())) {
                mostSilent.remove();
            }
        }
        return before - speakers.size();
    }

    /** The highest n stored of what a speaker said; asks the database the first time. */
    CompletionStage<Long> highestN(Speaker speaker, Reader reader) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        synchronized (this) {
            Said said = speakers.get(speaker);
            CompletableFuture<Long> under = beingLookedUp.get(speaker);
            if (said != null) {
                return CompletableFuture.completedFuture(said.committedN);
            }
            if (under != null) {
                return under;
            }
            beingLookedUp.put(speaker, answer);
        }
        reader.ask(connection -> Log.known(connection, room, speaker)).whenComplete((known, failure) -> {
            synchronized (this) {
                beingLookedUp.remove(speaker);
                if (failure == null && !closed) {
                    int before = speakers.size();
                    remember(speaker, known);
                    budget.changed(this, speakers.size() - before);
                }
            }
            budget.trim();
            if (failure == null) {
                answer.complete(known == null ? 0 : known.n);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private void remember(Speaker speaker, @Nullable Known known) {
        speakers.put(
                speaker,
                known == null
                        ? new Said(0, 0, 0, State.STORED, 0)
                        : new Said(known.n, known.epoch, known.sequence, State.STORED, known.n));
        forgetSilentSpeakers();
    }
}
