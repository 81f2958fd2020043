package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/** A message that the engine has not answered for. Confined to its room. */
final class Pending {
    final Author author;
    final RoomCommand.Publish message;

    /** Set when it is numbered. */
    Author.@Nullable Taken taken;

    Pending(Author author, RoomCommand.Publish message, Author.@Nullable Taken taken) {
        this.author = author;
        this.message = message;
        this.taken = taken;
    }
}
