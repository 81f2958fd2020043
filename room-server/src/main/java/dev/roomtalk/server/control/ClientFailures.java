package dev.roomtalk.server.control;

import dev.roomtalk.server.base.Counter;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one connection's client that count against its address. Any thread, except where a method says
 * otherwise.
 */
final class ClientFailures {
    private final Consumer<Counter> onFailure;
    private final AtomicBoolean once = new AtomicBoolean();
    private boolean handshakeFailed;

    ClientFailures(Consumer<Counter> onFailure) {
        this.onFailure = onFailure;
    }

    void count(Counter what) {
        onFailure.accept(what);
    }

    /** Counts a failure of TLS or of the protocol, of which a connection has one at most. */
    void countOnce(Counter what) {
        if (once.compareAndSet(false, true)) {
            count(what);
        }
    }

    /** The TLS handshake failed. On the connection's loop. */
    void handshakeFailed(Throwable cause, @Nullable SslHandler tls) {
        handshakeFailed = true;
        TlsFailure failure = TlsFailure.ofHandshake(cause, tls == null ? null : tls.engine());
        if (failure != TlsFailure.LATE) {
            count(Counter.HANDSHAKES_WASTED);
        }
        count(failure);
    }

    /** TLS failed; when the handshake failed before, it is the same failure. On the connection's loop. */
    void tlsFailed(Throwable cause) {
        if (!handshakeFailed) {
            count(TlsFailure.ofRecord(cause));
        }
    }

    private void count(TlsFailure failure) {
        switch (failure) {
            case ENDED_BY_CLIENT, LATE -> {}
            case SILENT -> countOnce(Counter.FAILURES_SILENT);
            case BROKEN -> countOnce(Counter.FAILURES_TLS);
        }
    }
}
