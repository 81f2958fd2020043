/** The UDP forwarder: relay loops, the sessions' relay state, and the rooms that each loop owns. */
@NullMarked
package dev.roomtalk.server.relay;

import org.jspecify.annotations.NullMarked;
