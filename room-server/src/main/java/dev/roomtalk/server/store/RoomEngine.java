package dev.roomtalk.server.store;

/** What rooms use of an engine: their messages, what is kept of them, and whether anything can be kept. */
public interface RoomEngine extends MessageLog, RoomRecords, EngineState {}
