package dev.roomtalk.text;

import java.net.IDN;

/** Names of hosts with letters beyond ASCII (RFC 3490): {@code bücher.example} is {@code xn--bcher-kva.example}. */
public final class HostName {
    /** Letters that the two standards for such names turn into different hosts: ß, ς, and the two joiners. */
    private static final String AMBIGUOUS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private HostName() {}

    /**
     * The name as the network has it; a name or an address in ASCII is as it was.
     *
     * @throws IllegalArgumentException with a sentence for the person
     */
    public static String ascii(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        if (name.chars().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "'" + name + "' can be two hosts; give the name in the form that begins with xn--");
        }
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a host", e);
        }
    }
}
