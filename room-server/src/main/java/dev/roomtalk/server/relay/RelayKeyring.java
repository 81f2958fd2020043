package dev.roomtalk.server.relay;

import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.RelayKeys;

/**
 * One connection id with its keys, the server's half. Confined to the relay loop named in the id, which closes it;
 * until that loop uses it, it holds nothing that would have to be freed.
 */
final class RelayKeyring implements AutoCloseable {
    final long connectionId;
    final DatagramSealer sealer;
    final DatagramOpener opener;

    RelayKeyring(long connectionId, byte[] secret, AeadProvider ciphers) {
        RelayKeys keys = RelayKeys.derive(secret, connectionId, ciphers);
        this.connectionId = connectionId;
        this.sealer = keys.serverSealer(connectionId);
        this.opener = keys.clientOpener();
    }

    @Override
    public void close() {
        sealer.close();
        opener.close();
    }
}
