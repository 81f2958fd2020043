/** What both ends of the wire share: the datagram and its cipher, frames, names, tokens and pins. See PROTOCOL.md. */
@NullMarked
package dev.roomtalk.wire;

import org.jspecify.annotations.NullMarked;
