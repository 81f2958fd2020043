/**
 * The server's settings: which there are, how they are read from a file, the environment and the command line, and the
 * values that a running node takes from them. The control plane, the console and the program use it. Begin with
 * {@code Setting}, the list of them all.
 */
@NullMarked
package dev.roomtalk.server.settings;

import org.jspecify.annotations.NullMarked;
