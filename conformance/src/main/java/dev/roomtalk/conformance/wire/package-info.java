/**
 * The wire as PROTOCOL.md describes it, written once more: records over TLS, datagrams from HMAC and AES-GCM alone,
 * rows of frames. It uses nothing of {@code dev.roomtalk.wire}, so that the two can disagree. Begin with {@link
 * dev.roomtalk.conformance.wire.RecordSocket} and {@link dev.roomtalk.conformance.wire.RelayKey}.
 */
@NullMarked
package dev.roomtalk.conformance.wire;

import org.jspecify.annotations.NullMarked;
