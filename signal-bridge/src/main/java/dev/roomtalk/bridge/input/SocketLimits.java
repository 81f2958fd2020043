package dev.roomtalk.bridge.input;

import java.time.Duration;

/**
 * What those who connect to a {@link LocalSocket} may take.
 *
 * @param connections of all users together
 * @param connectionsOfAUser of one user of this machine
 * @param halfALine how long the end of a line may take, from its first byte on
 */
record SocketLimits(int connections, int connectionsOfAUser, Duration halfALine) {
    static final SocketLimits DEFAULT = new SocketLimits(1024, 128, Duration.ofSeconds(30));
}
