/** The server: one node. */
@NullMarked
package dev.roomtalk.server;

import org.jspecify.annotations.NullMarked;
