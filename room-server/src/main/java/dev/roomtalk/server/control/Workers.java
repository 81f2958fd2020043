package dev.roomtalk.server.control;

import java.util.concurrent.Executor;

/** Threads for the slow work of users: some for passwords and others for searches. Any thread. */
public final class Workers implements AutoCloseable {
    private final FairQueue passwords;
    private final FairQueue searches;

    public Workers() {
        passwords = new FairQueue("password");
        searches = new FairQueue("search");
    }

    /** Workers of a simulation, without threads of their own. */
    public Workers(Executor executor) {
        passwords = new FairQueue(executor);
        searches = new FairQueue(executor);
    }

    /** Hashes passwords and compares them. */
    FairQueue passwords() {
        return passwords;
    }

    /** Searches in rooms. */
    FairQueue searches() {
        return searches;
    }

    /** Tasks that wait. */
    public int waiting() {
        return passwords.waiting() + searches.waiting();
    }

    @Override
    public void close() {
        passwords.close();
        searches.close();
    }
}
