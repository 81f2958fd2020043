/**
 * The load generator: {@link dev.roomtalk.bench.Bench} is the program, and each subcommand a measurement with a package
 * of its own.
 *
 * <p>The floors, from below: {@code base} · {@code net} · {@code process} · {@code load} and {@code talk}, the two ways
 * to make messages (frames without objects; the client library) · the targets {@code limit}, {@code peer} and
 * {@code roomtalk}, and {@code chart}, which draws results · the measurements {@code path}, {@code flood} and
 * {@code history} · {@code command}. A package uses only packages of lower
 * floors.
 */
@NullMarked
package dev.roomtalk.bench;

import org.jspecify.annotations.NullMarked;
