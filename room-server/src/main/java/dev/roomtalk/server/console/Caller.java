package dev.roomtalk.server.console;

/** Who is at the console: a user of this machine, as its kernel says. */
record Caller(String name, long uid) {}
