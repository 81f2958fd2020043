/**
 * The measurement {@code bench flood}: a conversation while the server is flooded.
 */
@NullMarked
package dev.roomtalk.bench.flood;

import org.jspecify.annotations.NullMarked;
