/**
 * What a person types: {@link dev.roomtalk.chat.input.Keyboard} takes it, {@link
 * dev.roomtalk.chat.input.SlashCommands} is the table of commands with their guards and help, and the classes named
 * {@code Actions} carry them out.
 */
@NullMarked
package dev.roomtalk.chat.input;

import org.jspecify.annotations.NullMarked;
