/** What a running node tells its operator over HTTP: metrics and health. */
@org.jspecify.annotations.NullMarked
package dev.roomtalk.server.metrics;
