package dev.roomtalk.simulation;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.control.Acceptor;
import dev.roomtalk.server.control.AddressBans;
import dev.roomtalk.server.control.Admissions;
import dev.roomtalk.server.control.Connections;
import dev.roomtalk.server.control.ControlListener;
import dev.roomtalk.server.control.ConversationWatchers;
import dev.roomtalk.server.control.Conversations;
import dev.roomtalk.server.control.Gate;
import dev.roomtalk.server.control.LastAddresses;
import dev.roomtalk.server.control.LastSessions;
import dev.roomtalk.server.control.Lobby;
import dev.roomtalk.server.control.NewRooms;
import dev.roomtalk.server.control.Passwords;
import dev.roomtalk.server.control.PublishLimits;
import dev.roomtalk.server.control.RequestLimits;
import dev.roomtalk.server.control.RequestRouter;
import dev.roomtalk.server.control.SessionEnds;
import dev.roomtalk.server.control.Sessions;
import dev.roomtalk.server.control.Successions;
import dev.roomtalk.server.control.Users;
import dev.roomtalk.server.control.Welcomes;
import dev.roomtalk.server.control.Workers;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.SimulatedSocket;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.wire.AeadProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A room-server's process on simulated loops: what a node composes, but for sockets, threads and TLS. */
final class SimulatedServer {
    private static final SecureRandom UNUSED = new SecureRandom();

    private final SimulatedLoop control;
    private final List<SimulatedLoop> relayLoops = new ArrayList<>();
    private final List<SimulatedSocket> sockets;
    private final List<Wire> wires = new ArrayList<>();
    private final Counters counters = new Counters();
    private final Connections connections;
    private final Acceptor acceptor;
    private final Relay relay;

    SimulatedServer(
            World world, Internet internet, InstantSource clock, Engine engine, Random random, int loops, int ring) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        given.put(Setting.PLAIN, "true");
        given.put(Setting.HOST, "127.0.0.1");
        given.put(Setting.DATA_DIR, "nowhere");
        given.put(Setting.REPAIR_RING, Integer.toString(ring));
        ServerSettings settings;
        try {
            settings = ServerSettings.of(given);
        } catch (SettingException e) {
            throw new AssertionError(e);
        }
        control = new SimulatedLoop(world);
        for (int i = 0; i < loops; i++) {
            relayLoops.add(new SimulatedLoop(world));
        }
        Ticker ticker = world::nanoTime;
        Workers workers = new Workers(control);
        Passwords passwords = new Passwords(workers, UNUSED, ticker);
        RoomDirectory rooms = new RoomDirectory();
        Memberships memberships = new Memberships();
        relay = new Relay(
                relayLoops,
                rooms,
                memberships,
                passwords,
                engine,
                settings.rules(),
                settings.access().room(),
                ticker::read,
                clock,
                random,
                // A process that is killed frees nothing.
                AeadProvider.jdk(),
                counters);
        LiveSettings live = new LiveSettings(settings);
        connections = new Connections(live, counters, Integer.MAX_VALUE, ticker);
        Sessions sessions = new Sessions(live, new LastSessions(clock), ticker);
        LastAddresses addresses = new LastAddresses(ticker);
        Users users = new Users(engine, engine, engine.bus(), random, ticker, live);
        Lobby lobby = new Lobby(engine, engine, relay, rooms, memberships, live, clock);
        RequestRouter requests = new RequestRouter(
                lobby,
                new Conversations(engine, lobby, clock),
                new ConversationWatchers(engine.bus()),
                new NewRooms(live, ticker),
                users,
                addresses,
                passwords,
                workers,
                sessions,
                new SessionEnds(sessions, engine.bus()),
                live,
                null);
        Admissions admissions = new Admissions(
                relay,
                new PublishLimits(live, ticker),
                new RequestLimits(live, ticker),
                sessions,
                engine.bus(),
                addresses,
                new Welcomes(live, engine.durable(), false, "simulation", Successions.none()),
                requests,
                live,
                counters);
        AddressBans bans = new AddressBans(engine, engine.bus(), clock, List.of());
        Gate gate = new Gate(live, bans, connections, () -> 0, ticker, counters);
        acceptor = new Acceptor(live, gate, connections, null, users, admissions, null, counters);
        sockets = SimulatedSocket.open(relay, relayLoops, internet);
        relay.start();
    }

    SimulatedLoop controlLoop() {
        return control;
    }

    void accept(Wire wire) {
        wires.add(wire);
        control.run(() -> {
            wire.server.config().setWriteBufferWaterMark(ControlListener.UNSENT);
            wire.server.pipeline().addLast(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    acceptor.accept(channel);
                }
            });
            control.register(wire.server);
        });
    }

    /** The kernel chooses the socket by the addresses. */
    void receive(InetSocketAddress from, byte[] datagram) {
        sockets.get(Math.floorMod(from.hashCode(), sockets.size())).receive(from, datagram);
    }

    /** The process does nothing until then. */
    void freeze(long until) {
        control.freeze(until);
        relayLoops.forEach(loop -> loop.freeze(until));
    }

    /** The process is gone. */
    void kill() {
        control.die();
        relayLoops.forEach(SimulatedLoop::die);
        wires.forEach(Wire::serverDied);
    }

    /** Connection ids that the relay serves. */
    int sessions() {
        return sockets.stream().mapToInt(SimulatedSocket::sessions).sum();
    }

    /** Control connections that are open. */
    int connections() {
        return connections.count();
    }

    long count(Counter counter) {
        return counters.get(counter);
    }
}
