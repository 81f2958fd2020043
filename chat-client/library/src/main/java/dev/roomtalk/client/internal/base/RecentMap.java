package dev.roomtalk.client.internal.base;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was used longest ago when it holds more than a number of entries. */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int capacity;

    public RecentMap(int capacity) {
        super(16, 0.75f, true);
        this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
