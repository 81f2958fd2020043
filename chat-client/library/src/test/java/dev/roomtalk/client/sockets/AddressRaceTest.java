package dev.roomtalk.client.sockets;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressRaceTest {
    private static final InetSocketAddress A = InetSocketAddress.createUnresolved("a", 1);
    private static final InetSocketAddress B = InetSocketAddress.createUnresolved("b", 2);
    private static final InetSocketAddress C = InetSocketAddress.createUnresolved("c", 3);

    private final FakeLoop loop = new FakeLoop();
    private final Map<String, Consumer<AddressRace.Found>> searches = new HashMap<>();
    private final Map<String, ChannelPromise> connecting = new HashMap<>();
    private final List<String> tried = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final Network network = new Network();

    @Test
    void aRefusedAddressIsFollowedByTheNextAtOnce() {
        start(null, A, B);
        found("a", "10.0.0.1");
        found("b", "10.0.0.2");
        assertThat(tried).containsExactly("10.0.0.1:1");
        refuse("10.0.0.1:1");
        assertThat(tried).containsExactly("10.0.0.1:1", "10.0.0.2:2");
        connect("10.0.0.2:2");
        assertThat(outcomes).containsExactly("b at 10.0.0.2:2");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void oneThatDoesNotAnswerGetsCompanyAndMayStillWin() {
        start(null, A, B);
        found("a", "10.0.0.1");
        found("b", "10.0.0.2");
        loop.advance(AddressRace.HEAD_START.minusMillis(1));
        assertThat(tried).hasSize(1);
        loop.advanceMillis(1);
        assertThat(tried).containsExactly("10.0.0.1:1", "10.0.0.2:2");
        Channel other = promise("10.0.0.2:2").channel();
        connect("10.0.0.1:1");
        assertThat(outcomes).containsExactly("a at 10.0.0.1:1");
        assertThat(other.isOpen()).isFalse();
        refuse("10.0.0.2:2");
        assertThat(outcomes).hasSize(1);
    }

    /** Both may be connected in one turn of the loop. */
    @Test
    void oneWins() {
        start(null, A, B);
        found("a", "10.0.0.1");
        found("b", "10.0.0.2");
        loop.advance(AddressRace.HEAD_START);
        Channel second = promise("10.0.0.2:2").channel();
        connect("10.0.0.1:1");
        network.race()
                .onConnected(
                        new AddressRace.Entrant(B, new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 2)),
                        second);
        assertThat(outcomes).containsExactly("a at 10.0.0.1:1");
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void whatWasConnectedBeforeComesLast() {
        start(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 2), A, B, C);
        found("c", "10.0.0.3");
        found("b", "10.0.0.2");
        found("a", "10.0.0.1");
        refuse("10.0.0.3:3");
        refuse("10.0.0.1:1");
        assertThat(tried).containsExactly("10.0.0.3:3", "10.0.0.1:1", "10.0.0.2:2");
    }

    @Test
    void aHostThatIsNotFoundInTimeHoldsNobodyUp() {
        start(null, A, B);
        found("b", "10.0.0.2");
        assertThat(tried).isEmpty();
        loop.advance(AddressRace.HEAD_START);
        assertThat(tried).containsExactly("10.0.0.2:2");
        refuse("10.0.0.2:2");
        assertThat(outcomes).isEmpty();
        found("a", "10.0.0.1");
        connect("10.0.0.1:1");
        assertThat(outcomes).containsExactly("a at 10.0.0.1:1");
    }

    @Test
    void saysOfEachAddressWhyItIsNotIt() {
        start(null, A, B);
        search("a").accept(new AddressRace.Found(List.of(), new UnknownHostException("a")));
        found("b", "10.0.0.2", "10.0.0.3");
        refuse("10.0.0.2:2");
        refuse("10.0.0.3:2");
        assertThat(outcomes)
                .containsExactly(
                        "cannot find a:1: no such host; nothing accepts connections at b:2: is the server running?");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void theOnlyAddressMayTakeItsTime() {
        start(null, A);
        found("a", "10.0.0.1");
        assertThat(network.patience).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anAddressOfEachKindIsOneNode() {
        start(null, A);
        found("a", "10.0.0.1", "2001:db8::1");
        assertThat(network.race().nodes()).isEqualTo(1);
        start(null, A);
        found("a", "10.0.0.1", "2001:db8::1", "10.0.0.2");
        assertThat(network.race().nodes()).isEqualTo(2);
    }

    @Test
    void bothKindsOfAddressesAreTriedByTurns() {
        List<InetAddress> found = List.of(
                InetAddress.ofLiteral("2001:db8::1"),
                InetAddress.ofLiteral("2001:db8::2"),
                InetAddress.ofLiteral("2001:db8::3"),
                InetAddress.ofLiteral("10.0.0.1"));
        for (int seed = 0; seed < 20; seed++) {
            List<InetAddress> order = Dialer.inTurns(found, new Random(seed));
            assertThat(order).containsExactlyInAnyOrderElementsOf(found);
            assertThat(order.get(1)).isEqualTo(InetAddress.ofLiteral("10.0.0.1"));
        }
    }

    private void start(@Nullable InetSocketAddress last, InetSocketAddress... servers) {
        AddressRace race = new AddressRace(loop, network, List.of(servers), last, network);
        network.race = race;
        race.start();
    }

    private void found(String host, String... addresses) {
        search(host)
                .accept(new AddressRace.Found(
                        List.of(addresses).stream().map(InetAddress::ofLiteral).toList(), null));
    }

    private Consumer<AddressRace.Found> search(String host) {
        return requireNonNull(searches.get(host));
    }

    private ChannelPromise promise(String address) {
        return requireNonNull(connecting.get(address));
    }

    private void refuse(String address) {
        promise(address).tryFailure(new ConnectException("connection refused"));
    }

    private void connect(String address) {
        promise(address).setSuccess();
        network.race()
                .onConnected(
                        requireNonNull(network.entrants.get(address)),
                        promise(address).channel());
    }

    private final class Network implements AddressRace.Network, AddressRace.Outcome {
        private final Map<String, AddressRace.Entrant> entrants = new HashMap<>();
        private @Nullable AddressRace race;
        private Duration patience = Duration.ZERO;

        private AddressRace race() {
            return requireNonNull(race);
        }

        @Override
        public void find(InetSocketAddress server, Consumer<AddressRace.Found> search) {
            searches.put(server.getHostString(), search);
        }

        @Override
        public ChannelFuture connect(AddressRace.Entrant entrant, Duration longest) {
            patience = longest;
            String address = text(entrant.address());
            ChannelPromise promise = new EmbeddedChannel().newPromise();
            tried.add(address);
            entrants.put(address, entrant);
            connecting.put(address, promise);
            return promise;
        }

        @Override
        public void onWinner(AddressRace.Entrant entrant, Channel channel) {
            outcomes.add(entrant.server().getHostString() + " at " + text(entrant.address()));
        }

        @Override
        public void onNobody(ConnectionFailure failure) {
            outcomes.add(failure.sentence());
        }

        private String text(InetSocketAddress address) {
            return address.getAddress().getHostAddress() + ":" + address.getPort();
        }
    }
}
