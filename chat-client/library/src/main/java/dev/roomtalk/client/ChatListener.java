package dev.roomtalk.client;

/** Takes the events of one session. Called on the session's own thread, one at a time; it must not block. */
@FunctionalInterface
public interface ChatListener {
    void onEvent(ChatEvent event);
}
