/**
 * The subcommands: options, their checks, and the output. What they start stands in the packages of the measurements.
 */
@NullMarked
package dev.roomtalk.bench.command;

import org.jspecify.annotations.NullMarked;
