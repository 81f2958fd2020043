package dev.roomtalk.server.control;

import dev.roomtalk.proto.ClientMessage;

/**
 * What requests cost their session and its address, in units of about a tenth of a millisecond of the server's work.
 * PROTOCOL.md has the table.
 */
final class RequestCost {
    /** To hash a password, or to compare one. */
    static final int PASSWORD = 300;

    private static final int BYTES_PER_UNIT = 1 << 10;

    private RequestCost() {}

    /** What a request costs; a password besides. */
    static int of(ClientMessage message) {
        return ofKind(message) + message.getSerializedSize() / BYTES_PER_UNIT;
    }

    private static int ofKind(ClientMessage message) {
        return switch (message.getBodyCase()) {
            // Messages have rates of their own.
            case FRAME -> message.getFrame().hasPublish() ? 0 : 1;
            case GOODBYE -> 0;
            case HELLO, USE_TRANSPORT, READ_HISTORY, LIST_AUTHORS, GET_SUCCESSION, BODY_NOT_SET -> 1;
            case OPEN_TRANSFER, FILE_CHUNK, FILE_END -> 1;
            // A client that comes back joins all of its rooms.
            case JOIN_ROOM, LEAVE_ROOM -> 2;
            case MARK_READ, SET_CONTACTS -> 5;
            case LIST_MEMBERS, LIST_BANS, LIST_INVITATIONS -> 5;
            case CLOSE_ROOM, SET_TOPIC, CHANGE_ROOM, KICK, BAN, UNBAN, SET_ROLE, INVITE, UNINVITE -> 5;
            case LIST_ROOMS -> 10;
            case SEND_FILE, GET_FILE -> 10;
            // All members of all rooms of the user are told.
            case SET_AWAY -> 20;
            case CREATE_ROOM -> 20;
            case SEARCH, LIST_CONVERSATIONS -> 30;
            case RENEW_TOKEN -> 300;
        };
    }
}
