/**
 * Text between a process and its surroundings, for all programs: arguments, variables, files and streams are UTF-8
 * whatever the locale is, and output that could not be written is noticed. Knows nothing of the wire.
 */
@NullMarked
package dev.roomtalk.text;

import org.jspecify.annotations.NullMarked;
