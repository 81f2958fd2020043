package dev.roomtalk.server.room;

import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a room: their authors, those that the engine is storing, and the latest ones for repair. Confined to
 * its room, which has checked who may speak.
 *
 * <p>Over 300 lines, because whatever becomes of a message changes its author, the ring and the budget together.
 */
final class Conversation {
    private static final int TOO_EARLY_WAIT_MILLIS = 100;
    private static final int FAILED_WAIT_MILLIS = 500;
    private static final int MAX_LOOK_UPS = 64;
    private static final int MAX_REACTION_BYTES = 64;

    /** So long after the latest message nobody asks for repair any more; who comes later reads the history. */
    static final int REPAIR_MILLIS = 30_000;

    private final Supplier<RoomRules> rules;
    private final SlowMode slowMode;
    private final Targets targets;
    private final Effects effects;

    private final Authors authors;
    private final Appends appends = new Appends();
    private final Ring ring;
    private final ConversationBudget budget;
    /** How many bytes the budget knows that it takes. */
    private long counted;

    private long epoch;
    private long sequence;
    private long latestMillis;
    /** The sequence of the latest message that the history does not have; 0: there was none. */
    private long notReadable;
    /** Messages of which the engine is looking for what they are about. */
    private int lookUps;

    Conversation(
            Supplier<RoomRules> rules,
            SlowMode slowMode,
            Targets targets,
            Effects effects,
            ConversationBudget budget,
            Remainder remainder,
            long epoch,
            long sequence) {
        this.authors = new Authors(remainder.nextAuthor(), remainder.authors());
        this.budget = budget;
        this.rules = rules;
        this.slowMode = slowMode;
        this.targets = targets;
        this.effects = effects;
        this.epoch = epoch;
        this.sequence = sequence;
        this.ring = new Ring(rules.get().ring(), sequence);
    }

    long epoch() {
        return epoch;
    }

    long sequence() {
        return sequence;
    }

    long oldestInRing() {
        return ring.oldest();
    }

    void publish(RoomCommand.Publish message, Moment now) {
        if (needsLookUp(message, now)) {
            lookUp(message);
            return;
        }
        Author author = authors.of(message.who(), message.base());
        switch (author.offer(message, now.millis(), authors.early() < RoomRules.EARLY_MESSAGES)) {
            case Author.Take _ -> {
                give(author, message, now);
                giveEarly(author, now);
            }
            // Its base may have brought the turn of one that came early.
            case Author.Wait _ -> giveEarly(author, now);
            case Author.AnswerAgain again ->
                effects.add(new Effect.Acknowledge(
                        message.who(), message.n(), again.epoch(), again.sequence(), again.stored()));
            case Author.AskAgain again -> append(new Pending(author, message, again.taken()), now);
            case Author.RefuseAgain again -> effects.refuse(message, again.why(), 0);
            case Author.TooEarly _ -> effects.refuse(message, Refused.BUSY, TOO_EARLY_WAIT_MILLIS);
            case Author.Forget _ -> {}
        }
        spoke(author);
    }

    /** It may be about an older message, or one that only another node has shown yet, or have been taken before. */
    private boolean needsLookUp(RoomCommand.Publish message, Moment now) {
        return message.purpose().kind().isAbout()
                && message.lookUp() == null
                && message.purpose().sequence() > 0
                && targets.refusal(message, inRing(message.purpose()), now) != null;
    }

    private void lookUp(RoomCommand.Publish message) {
        if (lookUps < MAX_LOOK_UPS) {
            lookUps++;
            effects.add(new Effect.FindTarget(message));
        } else {
            effects.refuse(message, Refused.BUSY, TOO_EARLY_WAIT_MILLIS);
        }
    }

    /** The engine has looked for what a message is about; false: it could not, and the message is to come again. */
    boolean lookedUp(RoomCommand.TargetFound c) {
        lookUps--;
        if (c.found() == null) {
            effects.refuse(c.message(), Refused.BUSY, FAILED_WAIT_MILLIS);
        }
        return c.found() != null;
    }

    private @Nullable Target inRing(Purpose about) {
        Message message = ring.get(about.sequence());
        return message != null && message.epoch() == about.epoch() ? Target.of(message) : null;
    }

    private void spoke(Author author) {
        authors.count(author);
        budget.spoke(this, more());
    }

    /** How many bytes more it takes than the budget knows, which is to be told. */
    private long more() {
        long takes = ring.weight() + authors.weight();
        long more = takes - counted;
        counted = takes;
        return more;
    }

    /** Gives back some of the memory that it takes; returns how much, 0 if it has nothing to give. */
    long giveBack() {
        // As long as there is a message, there is its author.
        if (!ring.giveBack()) {
            authors.forgetMostSilent();
        }
        return -more();
    }

    /** Forgets everything if the room has ended: nobody asks for its messages any longer. */
    void endIf(boolean ended) {
        if (ended) {
            budget.ended(this, counted);
            counted = 0;
            ring.clear();
            authors.clear();
        }
    }

    private void give(Author author, RoomCommand.Publish message, Moment now) {
        Refused why = unfit(message, now);
        if (why != null) {
            author.refused(why);
            effects.refuse(message, why, 0);
            return;
        }
        int wait =
                message.purpose().kind().changesTarget() ? 0 : slowMode.waitMillis(author.name.userId(), now.millis());
        if (wait > 0) {
            // Its turn comes again, and what is behind it waits.
            effects.refuse(message, Refused.TOO_FAST, wait);
            return;
        }
        if (!message.purpose().kind().changesTarget()) {
            slowMode.spoke(author.name.userId(), now.millis());
        }
        Pending pending = new Pending(author, message, null);
        author.given(pending);
        append(pending, now);
    }

    private void append(Pending pending, Moment now) {
        long append = appends.add(pending);
        RoomCommand.Publish message = pending.message;
        effects.add(new Effect.Append(
                append,
                pending.author.name,
                message.n(),
                message.text(),
                message.label(),
                now.unixMillis(),
                message.purpose()));
    }

    /** Gives the engine the author's messages whose turn has come. */
    private void giveEarly(Author author, Moment now) {
        for (RoomCommand.Publish m = author.pollEarly(); m != null; m = author.pollEarly()) {
            give(author, m, now);
        }
    }

    private @Nullable Refused unfit(RoomCommand.Publish message, Moment now) {
        Kind kind = message.purpose().kind();
        if (message.text().isEmpty() != (kind == Kind.REMOVAL)) {
            return Refused.EMPTY;
        }
        int most = kind == Kind.REACTION ? MAX_REACTION_BYTES : rules.get().messageBytes();
        if (Utf8.length(message.text()) > most) {
            return Refused.TOO_LONG;
        }
        if (message.label() != null && !(Name.label(message.label()) instanceof Name.Valid)) {
            return Refused.BAD_LABEL;
        }
        return kind.isAbout() ? unfitTarget(message, now) : null;
    }

    private @Nullable Refused unfitTarget(RoomCommand.Publish message, Moment now) {
        Target.LookUp lookUp = message.lookUp();
        // What was said before the engine answers for as it did then.
        boolean before = lookUp != null && lookUp.saidBefore();
        return before ? null : targets.refusal(message, inRing(message.purpose()), now);
    }

    /**
     * The feed has brought a message: it is fanned out, whoever has said it. This is the only place where that is done,
     * so that nobody is shown a message twice, nor in another order than on another node.
     */
    void said(RoomCommand.Said c, Moment now) {
        if (c.epoch() < epoch || (c.epoch() == epoch && c.sequence() <= sequence)) {
            // The record that the room was opened with knows of it.
            return;
        }
        if (epoch < c.epoch()) {
            // The log may have lost the end of the epoch before: nobody is sent again what it does not have.
            ring.clear();
        }
        epoch = c.epoch();
        sequence = c.sequence();
        Author author = authors.of(c);
        author.spoke(now.millis());
        Pending own = author.awaited(c.n());
        if (own != null) {
            own.taken = author.numbered(c.sequence());
        }
        Message message = new Message(
                c.epoch(),
                c.sequence(),
                author.name,
                c.n(),
                c.text(),
                c.label(),
                c.timeMillis(),
                c.purpose(),
                Revision.NONE);
        ring.add(message);
        latestMillis = now.millis();
        effects.add(new Effect.FanOut(message, author.introduce()));
        giveEarly(author, now);
        spoke(author);
    }

    void committed(RoomCommand.Committed c, Moment now) {
        Pending pending = appends.remove(c.append());
        if (pending != null) {
            answer(pending, c.epoch(), c.sequence(), c.stored(), c.readable(), now);
        }
    }

    /** The engine had the message before: the author gets the answer again, and nobody the message. */
    void duplicate(RoomCommand.Duplicate c, boolean kept, Moment now) {
        Pending pending = appends.remove(c.append());
        if (pending == null) {
            return;
        }
        if (!kept
                || c.sequence() != 0
                || pending.taken != null
                || !pending.message.purpose().kind().isAbout()) {
            answer(pending, c.epoch(), c.sequence(), c.stored(), c.stored(), now);
            return;
        }
        // It is in no log, and its n is used up: it was refused before, and its author has not heard of that.
        Refused why = targets.refusal(pending.message, inRing(pending.message.purpose()), now);
        fails(pending);
        pending.author.refused(why == null ? Refused.NO_SUCH_MESSAGE : why);
        effects.refuse(pending.message, why == null ? Refused.NO_SUCH_MESSAGE : why, 0);
        giveEarly(pending.author, now);
        spoke(pending.author);
    }

    private void answer(Pending pending, long epoch, long sequence, boolean stored, boolean readable, Moment now) {
        Author author = pending.author;
        Author.Taken taken = pending.taken;
        boolean first = taken == null;
        if (taken == null) {
            taken = author.numbered(sequence);
        }
        taken.answer(epoch, sequence, stored);
        notReadable = readable ? notReadable : Math.max(notReadable, sequence);
        effects.add(new Effect.Acknowledge(pending.message.who(), taken.n, epoch, sequence, stored));
        if (first) {
            // It is numbered: what its author said next need not wait for the feed.
            giveEarly(author, now);
            spoke(author);
        }
    }

    /** It is not known that the engine has the message: its author sends it again, and then it turns out. */
    void failed(RoomCommand.AppendFailed c) {
        Pending pending = appends.remove(c.append());
        if (pending == null) {
            return;
        }
        if (pending.taken == null) {
            fails(pending);
        } else {
            pending.taken.unanswered();
        }
        effects.refuse(pending.message, Refused.BUSY, FAILED_WAIT_MILLIS);
    }

    private void fails(Pending pending) {
        pending.author.failed();
        slowMode.takeBack(pending.author.name.userId());
    }

    /** Sends again what the room has; what it has not is told once, however many ranges ask for it. */
    void missing(RoomCommand.Missing c) {
        boolean gone = false;
        for (RoomCommand.Missing.Range range : c.ranges()) {
            long end = Math.min(range.first() + range.count(), sequence + 1);
            for (long s = Math.max(range.first(), 1); s < end; s++) {
                Message message = ring.get(s);
                if (message == null) {
                    gone = true;
                } else {
                    effects.add(new Effect.Again(c.who(), message));
                }
            }
        }
        if (gone) {
            effects.add(new Effect.TellLatest(c.who(), epoch, sequence, ring.oldest()));
        }
    }

    /** @param kept whether the room keeps history; otherwise the ring is only for those who were there */
    Effect history(RoomCommand.AskHistory asked, boolean kept) {
        List<Message> recent = new ArrayList<>();
        long end = kept ? Math.min(asked.upTo(), sequence) : 0;
        long begin = Math.max(asked.after() + 1, ring.oldest());
        for (long s = asked.last() == 0 ? begin : Math.max(begin, end - asked.last() + 1); s <= end; s++) {
            Message message = ring.get(s);
            if (message != null) {
                recent.add(message);
            }
        }
        return new Effect.ReadHistory(asked, settled(), ring.oldest(), sequence, recent);
    }

    /** The sequence up to which the engine has answered every message and the ring has none. */
    long settled() {
        long settled = Math.min(sequence, ring.oldest() - 1);
        for (Pending pending : appends.all()) {
            if (pending.taken != null) {
                settled = Math.min(settled, pending.taken.sequence - 1);
            }
        }
        return settled;
    }

    /** The authors of the latest messages, for a session that enters. */
    List<AuthorName> toldAuthors() {
        return authors.told();
    }

    List<AuthorName> authors(List<Integer> numbers) {
        return authors.named(numbers);
    }

    /** The highest n numbered for this participant's instance. */
    long highestN(Participant who) {
        return authors.highestN(who);
    }

    /**
     * Forgets messages that were removed, and those before them: who misses one of these reads history, which knows
     * what was removed.
     */
    void forget(Predicate<Message> removed) {
        ring.forgetUpToLast(removed);
        budget.changed(more());
    }

    /** Takes no more of what this user has sent and what has not had its turn. */
    void forget(long userId) {
        authors.silence(userId);
        budget.changed(more());
    }

    /**
     * Gives back the memory of messages that are read from the history by now: the room has been silent for long, and
     * the history has all of them.
     */
    void rest(long now) {
        if (now - latestMillis >= REPAIR_MILLIS
                && appends.isEmpty()
                && ring.oldest() > notReadable
                && ring.weight() > 0) {
            ring.clear();
            budget.changed(more());
        }
    }

    /** The last sequence that a session which comes back knows of the room as it is; -1: it was not in it before. */
    long resumed(RoomCommand.@Nullable Resume resume, long epochEnd) {
        return resume == null ? -1 : Math.min(resume.sequence(), resume.epoch() == epoch ? sequence : epochEnd);
    }

    /** Whether the engine has answered for every message, and the ring has none. */
    boolean isEmpty() {
        return appends.isEmpty() && ring.weight() == 0;
    }

    int nextAuthor() {
        return authors.next();
    }

    /** Some of those who spoke last. */
    List<AuthorName> latestAuthors() {
        return authors.latest();
    }

    /** Forgets authors who have been silent for too long, and if there are too many those silent longest. */
    void forgetAuthors(long now) {
        authors.forgetSilent(now);
        budget.changed(more());
    }
}
