/**
 * Screens on a terminal, with JLine and without, and the interactive client on them: {@link
 * dev.roomtalk.chat.terminal.ChatTerminal} starts it, {@link dev.roomtalk.chat.terminal.ChatSession} connects its
 * parts.
 */
@NullMarked
package dev.roomtalk.chat.terminal;

import org.jspecify.annotations.NullMarked;
