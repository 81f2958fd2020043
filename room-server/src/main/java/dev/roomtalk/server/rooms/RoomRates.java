package dev.roomtalk.server.rooms;

/**
 * How fast a room takes messages, of all its members together: in a second, and at once.
 *
 * @param bytes of text, in UTF-8
 */
public record RoomRates(int messages, int messagesBurst, int bytes, int bytesBurst) {
    PublishLimit limit(long now) {
        return new PublishLimit(
                new RateLimit(messages, messagesBurst, now), new RateLimit(bytes, bytesBurst, now), null);
    }
}
