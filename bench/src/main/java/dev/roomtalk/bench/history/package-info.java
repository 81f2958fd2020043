/**
 * The measurement {@code bench history}: pages and searches of a large room in an embedded engine.
 */
@NullMarked
package dev.roomtalk.bench.history;

import org.jspecify.annotations.NullMarked;
