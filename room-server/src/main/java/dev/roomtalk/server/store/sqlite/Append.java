package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;

/** A numbered message on its way to the log. */
record Append(Sequencer sequencer, LogEntry entry, MessageLog.AppendAnswer answer) implements Sequencer.Next {}
