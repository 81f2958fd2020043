/** The client library: a participant's session with a server, kept alive over both transports. */
@NullMarked
package dev.roomtalk.client;

import org.jspecify.annotations.NullMarked;
