package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.LogEntry;

/** A numbered message on its way to the log. */
record Append(Sequencer sequencer, LogEntry entry, Engine.AppendAnswer answer) {}
