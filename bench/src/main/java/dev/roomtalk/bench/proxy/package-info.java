/**
 * A proxy between clients and a server that delays everything and loses datagrams. The end-to-end tests use it too; it
 * uses no other package of bench.
 */
@NullMarked
package dev.roomtalk.bench.proxy;

import org.jspecify.annotations.NullMarked;
