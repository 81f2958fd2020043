/**
 * How an interactive chat is shown: {@link dev.roomtalk.chat.screen.ChatSurface}, an interface. Line by line it is
 * {@link dev.roomtalk.chat.screen.LinesSurface}: two views, {@link dev.roomtalk.chat.screen.ChatView} and {@link
 * dev.roomtalk.chat.screen.HistoryView}, draw the state of package {@code session} on a {@link
 * dev.roomtalk.chat.screen.Screen}. Package {@code full} shows it on the whole screen.
 */
@NullMarked
package dev.roomtalk.chat.screen;

import org.jspecify.annotations.NullMarked;
