package dev.roomtalk.client;

/** How live messages travel between this session and the server. */
public enum Transport {
    UDP,
    TCP
}
