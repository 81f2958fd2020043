package dev.roomtalk.bridge;

/**
 * What a process said.
 *
 * @param uid of the user on whose account it is counted
 * @param label who said it, from the kernel and not from the text
 */
record Message(int uid, String label, String text) {}
