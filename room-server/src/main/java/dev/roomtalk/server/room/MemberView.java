package dev.roomtalk.server.room;

/** A member as others see it. */
public record MemberView(long userId, String name, boolean host, boolean present) {}
