package dev.roomtalk.conformance.server;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.conformance.check.Report;
import dev.roomtalk.conformance.wire.Tls;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a server. They make three users, and rooms that are closed again; what they send wrong on purpose stays
 * below what a server counts as the failures of an address.
 */
public final class ServerChecks {
    private final Probe probe;
    private final CheckList list = new CheckList();

    /**
     * @param tls null: plain TCP
     * @param pin that the server must have; null: any
     * @param patience how long an answer may take
     */
    public ServerChecks(
            InetSocketAddress address,
            @Nullable Tls tls,
            @Nullable String pin,
            Duration patience,
            SecureRandom random,
            RealTime time) {
        probe = new Probe(address, tls, patience, random);
        new ControlChecks(probe).addTo(list);
        new TlsChecks(probe, pin).addTo(list);
        new RoomChecks(probe).addTo(list);
        new ConversationChecks(probe).addTo(list);
        new PresenceChecks(probe).addTo(list);
        new MessageChecks(probe).addTo(list);
        new KindChecks(probe).addTo(list);
        new FileChecks(probe).addTo(list);
        new RelayChecks(probe, time).addTo(list);
    }

    /** Checks the server, and returns how many checks failed. */
    public int run(Report report) {
        int failed = list.run(report);
        probe.closeRooms();
        return failed;
    }
}
