/**
 * Addresses, the access to a server, and UDP sockets that many sessions share.
 */
@NullMarked
package dev.roomtalk.bench.net;

import org.jspecify.annotations.NullMarked;
