package dev.roomtalk.chat.tui;

/**
 * What the text before the cursor may become.
 *
 * @param from where the part begins that is replaced, up to the cursor
 * @param insert what takes its place
 * @param shown how it is listed
 * @param help what it is; may be empty
 */
public record Candidate(int from, String insert, String shown, String help) {}
