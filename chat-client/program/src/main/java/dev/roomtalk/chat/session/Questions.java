package dev.roomtalk.chat.session;

/** Asks the person for something that is not shown while it is typed. Called on the UI thread. */
public interface Questions {
    /** Asks a question. The answer comes as an input of its own, like what is typed. */
    void ask(String question);
}
