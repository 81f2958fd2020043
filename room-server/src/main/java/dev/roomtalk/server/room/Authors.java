package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The authors that a room remembers, and what they take together. Confined to its room. */
final class Authors {
    /** In the order of last use: the first have been silent longest. */
    private final Map<Key, Author> all = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Integer, Author> byNumber = new HashMap<>();
    /** The last of {@link #all}; null: that is not known. */
    private @Nullable Author spokeLast;

    /** From when the room was open before: they say nothing more under these numbers. */
    private List<AuthorName> earlier;

    private int next;
    private int early;
    private long weight;

    private record Key(long userId, long instance) {}

    /**
     * @param next the number of the next author
     * @param earlier authors with lower numbers, to be told and named
     */
    Authors(int next, List<AuthorName> earlier) {
        this.next = next;
        this.earlier = List.copyOf(earlier);
    }

    /**
     * The author that this participant is; a new one begins with the n that is its base. Where its user has another
     * name since it spoke last it is a new one, and the other is remembered for what it said.
     */
    Author of(Participant who, long base) {
        return of(who.userId(), who.name(), who.instance(), base);
    }

    /** The author of a message that the feed brings. Of one who spoke on another node no n is known here. */
    Author of(RoomCommand.Said said) {
        return of(said.userId(), said.userName(), said.instance(), 1);
    }

    private Author of(long userId, String name, long instance, long base) {
        if (spokeLast != null
                && spokeLast.name.userId() == userId
                && spokeLast.name.instance() == instance
                && spokeLast.name.name().equals(name)) {
            return spokeLast;
        }
        Key own = new Key(userId, instance);
        Author known = all.get(own);
        if (known != null && known.name.name().equals(name)) {
            spokeLast = known;
            return known;
        }
        if (known != null) {
            // No user has this id.
            all.put(new Key(0, known.name.number()), known);
        }
        Author author = new Author(new AuthorName(next++, userId, name, instance), Math.max(base, 1));
        all.put(own, author);
        spokeLast = author;
        byNumber.put(author.name.number(), author);
        author.remembered = true;
        count(author);
        return author;
    }

    /** Counts what the author takes now. To be called when it has changed. */
    void count(Author author) {
        if (author.remembered) {
            early += author.earlyCount() - author.countedEarly;
            weight += author.weight() - author.countedWeight;
            author.countedEarly = author.earlyCount();
            author.countedWeight = author.weight();
        }
    }

    /** Messages that wait for an earlier one of their authors. */
    int early() {
        return early;
    }

    /** About how many bytes of memory all of them take. */
    long weight() {
        return weight;
    }

    /** Of the messages that the room has at present, the latest: for a session that enters. */
    List<AuthorName> told() {
        return latest(RoomRules.TOLD_AUTHORS);
    }

    /** Those who spoke last, and are remembered while the room is not open. */
    List<AuthorName> latest() {
        return latest(RoomRules.AUTHORS_OF_UNOPENED);
    }

    private List<AuthorName> latest(int most) {
        int passedOver = earlier.size() + all.size() - most;
        List<AuthorName> told =
                new ArrayList<>(earlier.subList(Math.clamp(passedOver, 0, earlier.size()), earlier.size()));
        passedOver -= earlier.size();
        for (Author author : all.values()) {
            if (passedOver-- <= 0 && author.introduced()) {
                told.add(author.name);
            }
        }
        return told;
    }

    List<AuthorName> named(List<Integer> numbers) {
        List<AuthorName> found = new ArrayList<>();
        for (int number : numbers) {
            Author author = byNumber.get(number);
            if (author != null) {
                found.add(author.name);
            } else {
                earlier.stream().filter(name -> name.number() == number).forEach(found::add);
            }
        }
        return found;
    }

    /** The number of the next author. */
    int next() {
        return next;
    }

    /** The highest n numbered for this participant's instance. */
    long highestN(Participant who) {
        spokeLast = null;
        @Nullable Author own = all.get(new Key(who.userId(), who.instance()));
        return own == null ? 0 : own.highestN();
    }

    /** Forgets authors who have been silent for too long, and if there are too many those silent longest. */
    void forgetSilent(long now) {
        long expiry = now - RoomRules.AUTHOR_EXPIRY.toMillis();
        Iterator<Author> mostSilent = all.values().iterator();
        while (mostSilent.hasNext()) {
            Author author = mostSilent.next();
            boolean tooMany = all.size() > RoomRules.REMEMBERED_AUTHORS;
            if (!author.idleSince(tooMany ? now : expiry)) {
                return;
            }
            mostSilent.remove();
            forgotten(author);
        }
    }

    /** Forgets the author that has been silent longest and waits for nothing: the engine knows what it said. */
    void forgetMostSilent() {
        for (Iterator<Author> mostSilent = all.values().iterator(); mostSilent.hasNext(); ) {
            Author author = mostSilent.next();
            if (author.idleSince(Long.MAX_VALUE)) {
                mostSilent.remove();
                forgotten(author);
                return;
            }
        }
    }

    /** The user will say nothing more, nor what waits for an earlier message. */
    void silence(long userId) {
        for (Author author : all.values()) {
            if (author.name.userId() == userId) {
                author.forgetEarly();
                count(author);
            }
        }
    }

    private void forgotten(Author author) {
        early -= author.countedEarly;
        weight -= author.countedWeight;
        author.remembered = false;
        spokeLast = null;
        byNumber.remove(author.name.number());
    }

    void clear() {
        all.values().forEach(author -> author.remembered = false);
        all.clear();
        spokeLast = null;
        earlier = List.of();
        byNumber.clear();
        early = 0;
        weight = 0;
    }
}
