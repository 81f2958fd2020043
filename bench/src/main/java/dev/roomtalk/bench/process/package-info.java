/**
 * The programs that are started to be measured, and what Linux says that a process and its sockets have used.
 */
@NullMarked
package dev.roomtalk.bench.process;

import org.jspecify.annotations.NullMarked;
