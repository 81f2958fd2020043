/**
 * When a person is notified of what happens in rooms, and by what: decides for each message, keeps who is ignored and
 * which rooms are quiet, and runs the commands that a person has set. Knows no screen. Begin with {@link
 * dev.roomtalk.chat.notify.Notifier}.
 */
@NullMarked
package dev.roomtalk.chat.notify;

import org.jspecify.annotations.NullMarked;
