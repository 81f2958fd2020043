package dev.roomtalk.server.control;

/** Threads for the slow work of users: some for passwords and others for searches. Any thread. */
public final class Workers implements AutoCloseable {
    private final FairQueue passwords = new FairQueue("password");
    private final FairQueue searches = new FairQueue("search");

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
