package dev.roomtalk.server.console;

/** The operator at a console: a user of this machine, as its kernel names it. */
record Caller(String name, long uid) {}
