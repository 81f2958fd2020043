/**
 * A conversation of one sender and several members, each with the client library as people use it. {@code bench path}
 * and {@code bench flood} measure it.
 */
@NullMarked
package dev.roomtalk.bench.talk;

import org.jspecify.annotations.NullMarked;
