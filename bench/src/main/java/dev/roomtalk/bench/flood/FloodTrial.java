package dev.roomtalk.bench.flood;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.ProcessUsage;
import dev.roomtalk.bench.process.ServerProgram;
import dev.roomtalk.bench.talk.Talk;
import dev.roomtalk.bench.talk.TalkLoad;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server of its own, whose members talk while a flood goes to it or to an idle port. */
public final class FloodTrial {
    private static final Pattern RECEIVED = Pattern.compile("(?m)^roomtalk_datagrams_received_total ([0-9.E+]+)$");

    private final TalkLoad talk;
    private final FloodLoad load;
    private final List<String> serverOptions;

    public FloodTrial(TalkLoad talk, FloodLoad load, List<String> serverOptions) {
        this.talk = talk;
        this.load = load;
        this.serverOptions = serverOptions;
    }

    public FloodOutcome onIdlePort() {
        try (ServerProgram server = server();
                IdlePort idle = new IdlePort()) {
            return run(server, idle.address());
        }
    }

    public FloodOutcome onServer() {
        try (ServerProgram server = server()) {
            return run(server, server.access().address());
        }
    }

    private ServerProgram server() {
        List<String> options = Stream.concat(Stream.of("--metrics-port", "0"), serverOptions.stream())
                .toList();
        return ServerProgram.start(Installation.serverCommand(), options);
    }

    private FloodOutcome run(ServerProgram server, InetSocketAddress target) {
        try (Talk people = new Talk(server.access(), talk, "flood");
                Flood flood = new Flood(load, target, server.access().tls())) {
            people.gather(server.access().address(), server.access().address());
            long before = ProcessUsage.of(server.pid()).residentBytes();
            long readBefore = received(server);
            long[] most = {before};
            flood.start();
            long unanswered = people.say(() ->
                    most[0] = Math.max(most[0], ProcessUsage.of(server.pid()).residentBytes()));
            return new FloodOutcome(
                    talk,
                    people.heard(),
                    unanswered,
                    people.disconnects(),
                    flood.counts(),
                    before,
                    most[0],
                    received(server) - readBefore);
        }
    }

    private static long received(ServerProgram server) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher received = RECEIVED.matcher(metrics);
            return received.find() ? Math.round(Double.parseDouble(received.group(1))) : 0;
        } catch (IOException e) {
            throw Failure.unreachable("the server's metrics cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        }
    }
}
