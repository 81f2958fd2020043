package dev.roomtalk.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.relay.DatagramPort;
import dev.roomtalk.proto.RelayAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionClientTest {
    private static final SessionNetwork NOWHERE = new SessionNetwork() {
        @Override
        public void dial(ControlConnection.Listener listener) {}

        @Override
        public boolean hasOthers() {
            return false;
        }

        @Override
        public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
            throw new AssertionError("there is no connection");
        }
    };

    /** Its loop takes nothing after the first time: whoever closed it again waited a second for an answer. */
    @Test
    void isClosedOnce() {
        FakeLoop loop = new FakeLoop();
        AtomicInteger shutDowns = new AtomicInteger();
        CompletableFuture<Void> connected = new CompletableFuture<>();
        ClientSettings settings = new ClientSettings(
                InetSocketAddress.createUnresolved("server", 1),
                "alice",
                () -> null,
                (host, port, pin, verified, chain) -> "",
                true,
                true,
                "test");
        ClientSession session =
                new ClientSession(loop, new Random(1), NOWHERE, settings, (name, token) -> {}, event -> {}, connected);
        SessionClient client = new SessionClient(
                loop,
                session,
                connected,
                peer -> {
                    throw new java.io.IOException("no files here");
                },
                Runnable::run,
                shutDowns::incrementAndGet);
        client.close();
        client.close();
        assertThat(shutDowns).hasValue(1);
    }
}
