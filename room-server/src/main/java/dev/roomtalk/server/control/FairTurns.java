package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for its turn, fairly: the networks take turns, within a network its addresses, and within an address the
 * first that came is first. So whoever waits has one turn after one of each other network at most, however many wait
 * there. An address that wasted a turn is passed over some times, as long as others wait. Guarded by its owner.
 */
final class FairTurns<T> {
    /** Turns that a wasted one costs its address, and the most that an address can owe. */
    private static final int COST = 7;

    private static final int MAX_OWED = 4 * COST;

    /** Addresses that owe turns; beyond it the least used is forgiven. */
    private static final int DEBTORS = 100_000;

    private static final Duration FORGIVEN = Duration.ofMinutes(1);

    /** In the order of their turns. */
    private final Map<AddressRange, Map<AddressRange, Set<T>>> networks = new LinkedHashMap<>();

    private final Map<T, Place> places = new HashMap<>();
    private final Cache<AddressRange, Integer> owed;

    private record Place(AddressRange network, AddressRange address) {}

    FairTurns(Ticker ticker) {
        owed = Caffeine.newBuilder()
                .maximumSize(DEBTORS)
                .expireAfterWrite(FORGIVEN)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    int size() {
        return places.size();
    }

    /** How many addresses owe turns, about. */
    long debtors() {
        return owed.estimatedSize();
    }

    void add(T one, AddressRange network, AddressRange address) {
        places.put(one, new Place(network, address));
        networks.computeIfAbsent(network, n -> new LinkedHashMap<>())
                .computeIfAbsent(address, a -> new LinkedHashSet<>())
                .add(one);
    }

    /** False: it does not wait here. */
    boolean remove(T one) {
        Place place = places.remove(one);
        if (place == null) {
            return false;
        }
        Map<AddressRange, Set<T>> addresses = Objects.requireNonNull(networks.get(place.network));
        Set<T> line = Objects.requireNonNull(addresses.get(place.address));
        line.remove(one);
        if (line.isEmpty()) {
            addresses.remove(place.address);
        }
        if (addresses.isEmpty()) {
            networks.remove(place.network);
        }
        return true;
    }

    /** The address did not use the turn that it had. */
    void wasted(AddressRange address) {
        owed.asMap().merge(address, COST, (before, more) -> Math.min(before + more, MAX_OWED));
    }

    /**
     * Removes whose turn it is; null if nobody may have it.
     *
     * @param may whether one of this address may have a turn now
     */
    @Nullable
    T poll(Predicate<AddressRange> may) {
        boolean somebodyPaid;
        do {
            somebodyPaid = false;
            for (int left = networks.size(); left > 0; left--) {
                Map<AddressRange, Set<T>> addresses = first(networks);
                for (int others = addresses.size(); others > 0; others--) {
                    AddressRange address = addresses.keySet().iterator().next();
                    Set<T> line = first(addresses);
                    if (pays(address)) {
                        somebodyPaid = true;
                    } else if (may.test(address)) {
                        T next = line.iterator().next();
                        remove(next);
                        return next;
                    }
                }
            }
        } while (somebodyPaid);
        return null;
    }

    /** The first one, which becomes the last. */
    private static <K, V> V first(Map<K, V> turns) {
        var first = turns.entrySet().iterator().next();
        K key = first.getKey();
        V value = first.getValue();
        turns.remove(key);
        turns.put(key, value);
        return value;
    }

    /** Whether the address is passed over this time, for a turn that it owes. */
    private boolean pays(AddressRange address) {
        boolean[] pays = new boolean[1];
        owed.asMap().computeIfPresent(address, (a, turns) -> {
            pays[0] = true;
            return turns == 1 ? null : turns - 1;
        });
        return pays[0];
    }
}
