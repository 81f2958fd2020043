package dev.roomtalk.server.store;

import dev.roomtalk.wire.Name;

/** A user as the engine knows it. */
public record UserRecord(long id, Name name) {}
