/**
 * What a command reads and prints: the {@link dev.roomtalk.chat.console.Console}, tables, JSON lines, printed messages,
 * and the sentence and exit code of a command that fails. Knows neither a connection nor picocli; every other package
 * of the program may use it.
 */
@NullMarked
package dev.roomtalk.chat.console;

import org.jspecify.annotations.NullMarked;
