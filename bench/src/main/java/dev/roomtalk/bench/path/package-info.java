/**
 * The measurement {@code bench path}: a conversation through a proxy that delays and loses.
 */
@NullMarked
package dev.roomtalk.bench.path;

import org.jspecify.annotations.NullMarked;
