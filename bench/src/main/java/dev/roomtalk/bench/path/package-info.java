/** A way between a client and a server that is slow and loses datagrams. The end-to-end tests use it too. */
@NullMarked
package dev.roomtalk.bench.path;

import org.jspecify.annotations.NullMarked;
