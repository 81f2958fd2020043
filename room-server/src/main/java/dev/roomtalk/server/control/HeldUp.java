package dev.roomtalk.server.control;

/**
 * Whether this server lets a client wait, for its turn of a TLS handshake: that time is not the client's. Confined to
 * its connection's loop.
 */
final class HeldUp {
    private boolean now;
    private boolean sinceLook;

    void begins() {
        now = true;
        sinceLook = true;
    }

    void ends() {
        now = false;
    }

    /** Whether the client waited at any time since this was asked before. */
    boolean look() {
        boolean was = sinceLook;
        sinceLook = now;
        return was;
    }
}
