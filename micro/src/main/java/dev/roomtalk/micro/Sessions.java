package dev.roomtalk.micro;

import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;

/** Sessions that take their turns, as in a fan-out, each with keys of its own. */
final class Sessions {
    static final int COUNT = 100;

    private static final long FIRST_ID = 1000;

    private Sessions() {}

    static AeadProvider ciphers(String name) {
        return name.equals("jdk") ? AeadProvider.jdk() : AeadProvider.find();
    }

    private static RelayKeys keys(int session, AeadProvider ciphers) {
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        secret[0] = (byte) session;
        return RelayKeys.derive(secret, FIRST_ID + session, ciphers);
    }

    /** What the server seals with. */
    static DatagramSealer[] serverSealers(AeadProvider ciphers) {
        DatagramSealer[] sealers = new DatagramSealer[COUNT];
        for (int i = 0; i < COUNT; i++) {
            sealers[i] = keys(i, ciphers).serverSealer(FIRST_ID + i);
        }
        return sealers;
    }

    /** What the clients seal with. */
    static DatagramSealer[] clientSealers() {
        DatagramSealer[] sealers = new DatagramSealer[COUNT];
        for (int i = 0; i < COUNT; i++) {
            sealers[i] = keys(i, AeadProvider.find()).clientSealer(FIRST_ID + i);
        }
        return sealers;
    }

    /** What the server opens with. */
    static DatagramOpener[] serverOpeners(AeadProvider ciphers) {
        DatagramOpener[] openers = new DatagramOpener[COUNT];
        for (int i = 0; i < COUNT; i++) {
            openers[i] = keys(i, ciphers).clientOpener();
        }
        return openers;
    }
}
