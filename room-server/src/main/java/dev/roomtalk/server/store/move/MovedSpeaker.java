package dev.roomtalk.server.store.move;

/**
 * The highest n that an instance of a user has said in a room, and under which pair.
 *
 * @param epoch 0: not known
 * @param sequence the same
 */
public record MovedSpeaker(long userId, long instance, long n, long epoch, long sequence) {}
