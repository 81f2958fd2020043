package dev.roomtalk.fuzz;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs the operations of a test class on several threads at once, in many orders of their steps, and compares what they
 * return with what they may return one after the other (Lincheck).
 */
public final class Interleavings {
    private Interleavings() {}

    /**
     * @param test a class with operations, and a constructor without arguments
     * @param scenarios how many choices of operations are tried, each in many orders
     */
    public static void check(Class<?> test, int scenarios) {
        new ModelCheckingOptions()
                .iterations(scenarios)
                .invocationsPerIteration(150)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(test);
    }
}
