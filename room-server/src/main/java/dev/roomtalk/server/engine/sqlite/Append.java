package dev.roomtalk.server.engine.sqlite;

import dev.roomtalk.server.engine.Engine;
import dev.roomtalk.server.engine.LogEntry;

/** A numbered message on its way to the log. */
record Append(Sequencer sequencer, LogEntry entry, Engine.AppendAnswer answer) {}
