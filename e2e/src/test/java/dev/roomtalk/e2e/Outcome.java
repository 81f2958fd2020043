package dev.roomtalk.e2e;

/** What a program left when it ended: its exit code and everything it wrote. */
public record Outcome(int exitCode, String out, String err) {}
