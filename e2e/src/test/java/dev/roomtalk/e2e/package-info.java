/**
 * The programs as a person meets them: started from {@code bin/}, in processes and pseudo-terminals of their own, over
 * real sockets and real signals.
 */
@NullMarked
package dev.roomtalk.e2e;

import org.jspecify.annotations.NullMarked;
