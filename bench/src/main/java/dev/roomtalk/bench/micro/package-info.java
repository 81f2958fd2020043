/** The measurement {@code bench micro}: what single steps of a datagram's way cost, without a network. */
@NullMarked
package dev.roomtalk.bench.micro;

import org.jspecify.annotations.NullMarked;
