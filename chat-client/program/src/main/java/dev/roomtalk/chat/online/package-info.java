/**
 * What the commands for scripts do once they are connected, without picocli: begin with
 * {@link dev.roomtalk.chat.online.OnlineSession}, the session of one command with the server. The other classes each do
 * the work of one command, or of a few that resemble each other.
 */
@NullMarked
package dev.roomtalk.chat.online;

import org.jspecify.annotations.NullMarked;
