package dev.roomtalk.server.store.sqlite;

/** The crash that a stored message survives. */
public enum Durability {
    /** The end of the process, however it ends. A power loss may take what was stored in the last seconds. */
    PROCESS("NORMAL"),
    /** The loss of power too: each transaction is on the disk before it is answered. */
    POWER("FULL");

    private final String synchronous;

    Durability(String synchronous) {
        this.synchronous = synchronous;
    }

    /** The value of SQLite's {@code PRAGMA synchronous}. */
    String synchronous() {
        return synchronous;
    }
}
