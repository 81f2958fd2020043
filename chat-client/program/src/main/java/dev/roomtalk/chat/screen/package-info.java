/**
 * What a person sees: the {@link dev.roomtalk.chat.screen.Screen}, an interface; how lines are drawn; and the two
 * views that draw the state of package {@code session} on a screen, {@link dev.roomtalk.chat.screen.ChatView} and
 * {@link dev.roomtalk.chat.screen.HistoryView}.
 */
@NullMarked
package dev.roomtalk.chat.screen;

import org.jspecify.annotations.NullMarked;
