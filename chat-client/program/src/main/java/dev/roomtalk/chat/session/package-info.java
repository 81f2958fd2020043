/**
 * The interactive chat without a screen: rooms and their lines, what was typed and what became of it, history that
 * was read, and the thread that owns all of it. Begin with {@link dev.roomtalk.chat.session.ChatState}. Knows the
 * client library, and shows what happens through {@link dev.roomtalk.chat.session.ChatDisplay}.
 */
@NullMarked
package dev.roomtalk.chat.session;

import org.jspecify.annotations.NullMarked;
