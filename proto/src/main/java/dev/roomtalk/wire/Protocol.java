package dev.roomtalk.wire;

import java.util.List;
import java.util.OptionalInt;

/** The numbers that PROTOCOL.md fixes. */
public final class Protocol {
    /** The version of the protocol that this build speaks. */
    public static final int VERSION = 1;

    /** Versions this build can speak, highest first. */
    public static final List<Integer> VERSIONS = List.of(VERSION);

    /** TCP and UDP, unless configured otherwise. */
    public static final int DEFAULT_PORT = 4242;

    /** The longest datagram in bytes of UDP payload: every path takes it. */
    public static final int MAX_DATAGRAM = 1200;

    /** The longest plaintext of one datagram, in bytes. */
    public static final int MAX_PLAINTEXT = MAX_DATAGRAM - DatagramHeader.LENGTH - Aead.TAG_LENGTH;

    /**
     * Datagrams sealed in one direction after which a connection id wants new keys (RFC 9001 §B.1.1 would allow 2^28).
     */
    public static final long REKEY_DATAGRAMS = 1L << 27;

    /** Bytes of a relay secret. */
    public static final int SECRET_LENGTH = 32;

    /** Bytes of a token. */
    public static final int TOKEN_LENGTH = 32;

    /** The longest control message before Welcome, in bytes behind the length field. */
    public static final int MAX_HELLO = 2048;

    /** The longest control message, in bytes behind the length field. */
    public static final int MAX_CONTROL = 128 * 1024;

    /** The longest text of a message, in bytes of UTF-8. */
    public static final int MAX_TEXT = 4000;

    /** Messages of one instance that a room takes ahead of the one it waits for. */
    public static final int MAX_IN_FLIGHT = 256;

    private Protocol() {}

    /** The highest version both ends speak; empty: none. */
    public static OptionalInt commonVersion(List<Integer> offered) {
        return VERSIONS.stream()
                .filter(offered::contains)
                .mapToInt(Integer::intValue)
                .findFirst();
    }
}
