/**
 * The audit log: who has changed what on this server, in a file of the data directory. The console and the rooms write
 * to it.
 */
@NullMarked
package dev.roomtalk.server.audit;

import org.jspecify.annotations.NullMarked;
