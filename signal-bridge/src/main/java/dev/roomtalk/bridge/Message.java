package dev.roomtalk.bridge;

/**
 * What a process said.
 *
 * @param label who said it, from the kernel and not from the text
 */
record Message(String label, String text) {}
