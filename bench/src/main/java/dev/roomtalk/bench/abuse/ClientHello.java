package dev.roomtalk.bench.abuse;

import dev.roomtalk.bench.net.Access;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The first record of a TLS handshake, without the rest of it. */
final class ClientHello {
    private ClientHello() {}

    static byte[] of(Access access) {
        SslContext tls = access.tls();
        if (tls == null) {
            return new byte[0];
        }
        SSLEngine engine = tls.newEngine(UnpooledByteBufAllocator.DEFAULT);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.wrap(ByteBuffer.allocate(0), hello);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = new byte[hello.flip().remaining()];
        hello.get(bytes);
        return bytes;
    }
}
