package dev.roomtalk.server.room;

/**
 * Lets in whoever shows its token.
 *
 * @param hash SHA-256 of the token, in hexadecimal: the token itself is kept nowhere
 * @param by the name of who made it
 * @param since milliseconds of Unix time
 * @param until the same
 * @param uses how many users come in with it, 1 and up
 * @param used how many have
 */
public record Invitation(String hash, String by, long since, long until, int uses, int used) {
    /** Of one room. */
    public static final int MAX_PER_ROOM = 1_000;

    public static final int MAX_USES = 10_000;

    private static final int ID_DIGITS = 8;

    /** By which people name it; it says nothing of the token. */
    public String id() {
        return hash.substring(0, ID_DIGITS);
    }

    Invitation used(int more) {
        return new Invitation(hash, by, since, until, uses, used + more);
    }

    boolean isUsedUp() {
        return used >= uses;
    }
}
