package dev.roomtalk.chat.notify;

import dev.roomtalk.client.ChatEvent;

/**
 * A message that a person is notified of, and what the terminal is to do.
 *
 * @param shown whether its room is shown; a screen that has the focus does not notify then
 * @param bell whether the terminal's bell rings
 * @param notification whether the terminal is asked to show a notification
 */
public record Alert(ChatEvent.Message message, boolean shown, boolean bell, boolean notification) {}
