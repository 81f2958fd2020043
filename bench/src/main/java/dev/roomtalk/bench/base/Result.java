package dev.roomtalk.bench.base;

import java.util.List;

/** What a measurement found, for people and for programs. */
public interface Result {
    String table();

    /** One JSON object. */
    String json();

    /** What did not go as it must, a sentence each. */
    default List<String> faults() {
        return List.of();
    }
}
