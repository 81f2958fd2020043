package dev.roomtalk.server.store.sqlite;

/** A program of a user, as a room tells them apart. */
record Speaker(long userId, long instance) {}
