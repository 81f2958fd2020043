package dev.roomtalk.server.relay;

import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.RelayKeys;

/** One connection id with its keys, the server's half. Confined to the relay loop named in the id. */
final class RelayKeyring {
    final long connectionId;
    final DatagramSealer sealer;
    final DatagramOpener opener;

    RelayKeyring(long connectionId, byte[] secret) {
        RelayKeys keys = RelayKeys.derive(secret, connectionId);
        this.connectionId = connectionId;
        this.sealer = keys.serverSealer(connectionId);
        this.opener = keys.clientOpener();
    }
}
