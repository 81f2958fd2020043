/**
 * What both ends of the wire share: the datagram and its cipher, frames, names, tokens and pins (see PROTOCOL.md), and
 * whom the machine trusts.
 */
@NullMarked
package dev.roomtalk.wire;

import org.jspecify.annotations.NullMarked;
