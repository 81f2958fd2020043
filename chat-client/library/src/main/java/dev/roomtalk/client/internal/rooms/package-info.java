/**
 * The rooms of a session: messages that come in, in order and without gaps, and messages that go out until they are
 * answered. Begin with {@link dev.roomtalk.client.internal.rooms.SessionRooms}. Not part of the API.
 */
@NullMarked
package dev.roomtalk.client.internal.rooms;

import org.jspecify.annotations.NullMarked;
