package dev.roomtalk.bench.peer;

import io.netty.buffer.ByteBuf;

/** What a peer's protocol looks like over TCP: what sessions send, and what is found in what they receive. */
interface Wire {
    /** The longest text of a message. */
    int maxText();

    /** Whether it answers each message that a sender publishes, in their order. */
    boolean answers();

    /** What a session sends once it is connected. One that only sends is in no room. */
    void begin(ByteBuf out, int session);

    /** What a session sends to come into a room. */
    void enter(ByteBuf out, int room);

    /** A message to a room. */
    void publish(ByteBuf out, int room, byte[] text, int length);

    /** Something that arrived. */
    enum Found {
        /** There is nothing whole yet. */
        NOTHING,
        /** The session is in its room. */
        ENTERED,
        /** The session may enter its room. */
        WELCOME,
        /** A message of the room, in {@code start} and {@code length} of the reader. */
        MESSAGE,
        /** The oldest message that has no answer has it. */
        ANSWER,
        /** Something to be answered with what stands in {@code start} and {@code length}. */
        PING,
        OTHER,
        /** The peer does not do what was asked. */
        FAILURE
    }

    /** Walks what one session received. Confined to one thread. */
    abstract class Reader {
        int start;
        int length;

        /** Finds what comes next, and moves the buffer's reader index behind it. */
        abstract Found next(ByteBuf in);
    }

    Reader reader();
}
