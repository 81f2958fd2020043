/**
 * The commands of the program {@code chat} as picocli sees them: options become values, and classes of the packages
 * {@code online} and {@code terminal} do the work. {@link dev.roomtalk.chat.command.CommandLines} has the table of
 * commands, {@link dev.roomtalk.chat.command.Command} what all of them share.
 */
@NullMarked
package dev.roomtalk.chat.command;

import org.jspecify.annotations.NullMarked;
