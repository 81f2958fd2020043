package dev.roomtalk.bridge.input;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs are open besides signals, and how much comes in by all of them.
 *
 * @param fifo the path of a named pipe, or null
 * @param socket the path of a local socket, or null
 * @param socketMode who may connect to it
 * @param rate messages a second for each user of the machine
 * @param burst messages at once, after a pause
 */
public record InputSettings(
        @Nullable Path fifo,
        @Nullable Path socket,
        Set<PosixFilePermission> socketMode,
        boolean standardInput,
        double rate,
        int burst) {}
