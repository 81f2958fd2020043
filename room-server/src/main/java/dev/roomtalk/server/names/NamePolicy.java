package dev.roomtalk.server.names;

/** How strict a server is with names that are made; each is as strict as the one before, and more. */
public enum NamePolicy {
    /** Nothing is refused but what the programs themselves write. */
    ANY,
    /** No name that looks like one that exists. */
    DISTINCT,
    /** The letters of one script, or of those that are written together (UTS 39 §5.2, Highly Restrictive). */
    RESTRICTED;

    /** Whether a name that looks like another one is refused. */
    public boolean wantsDistinct() {
        return this != ANY;
    }
}
