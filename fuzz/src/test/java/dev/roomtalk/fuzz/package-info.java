/**
 * What the targets of the fuzzer share. A target is a class {@code XFuzzTest} in the package of what it tests, with one
 * method: the fuzzer calls it with bytes of its own making, guided by the code that they reach, and the test fails when
 * it throws. Without the profile {@code fuzz} it is called with the kept inputs alone.
 */
@NullMarked
package dev.roomtalk.fuzz;

import org.jspecify.annotations.NullMarked;
