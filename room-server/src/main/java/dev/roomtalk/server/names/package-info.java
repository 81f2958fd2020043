/** What a name of a user or a room that is made now may look like, beyond the rules of PROTOCOL.md. */
@NullMarked
package dev.roomtalk.server.names;

import org.jspecify.annotations.NullMarked;
