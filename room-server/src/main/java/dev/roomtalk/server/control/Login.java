package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;

/**
 * A Hello whose user is known.
 *
 * @param request the client's number of the Hello
 * @param instance the program of the user that connects, by a number of its own
 * @param token the hash of the token that proves the user
 * @param newToken the token of a user that is new; empty if the client has it
 */
record Login(int request, long instance, UserRecord user, TokenHash token, ByteString newToken) {}
