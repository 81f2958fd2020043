package dev.roomtalk.server.control;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/** Why TLS failed on a connection: whether the client chose to end it, went silent, or broke the protocol. */
enum TlsFailure {
    /**
     * The client closed the connection or sent a fatal alert, as one that does not trust this server does: nothing
     * wrong.
     */
    ENDED_BY_CLIENT,
    /** The client did not finish the handshake in time. */
    SILENT,
    /** This server did not: its computation was still to come. */
    LATE,
    /** The client sent what breaks the protocol, or offers nothing that this server accepts. */
    BROKEN;

    /**
     * The failure of a handshake, looked at when it fails and nothing has been sent because of it. The side that finds
     * the fault sends a fatal alert (RFC 8446 §6.2), so this server's engine has one to write when it was this server.
     * A client's alert is read, and leaves nothing to write.
     *
     * @param engine null if TLS had not begun
     */
    static TlsFailure ofHandshake(Throwable cause, @Nullable SSLEngine engine) {
        return switch (cause) {
            case ClosedChannelException _ -> ENDED_BY_CLIENT;
            case SslHandshakeTimeoutException _ ->
                engine != null && engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK ? LATE : SILENT;
            case NotSslRecordException _ -> BROKEN;
            default ->
                engine != null && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP ? ENDED_BY_CLIENT : BROKEN;
        };
    }

    /**
     * The failure of a connection whose handshake was done: a record that cannot be opened or has no place here, a
     * handshake message that is wrong, or a client's alert.
     */
    static TlsFailure ofRecord(Throwable cause) {
        return cause instanceof NotSslRecordException
                        || cause instanceof SSLProtocolException
                        || cause instanceof SSLHandshakeException
                        || cause.getCause() instanceof GeneralSecurityException
                ? BROKEN
                : ENDED_BY_CLIENT;
    }
}
