package dev.roomtalk.bench.restart;

import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.ServerProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Restarts a server under the clients of one office, and looks when they are back. */
public final class RestartTrial {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int clients;
    private final int rooms;
    private final List<String> serverOptions;

    public RestartTrial(int clients, int rooms, List<String> serverOptions) {
        this.clients = clients;
        this.rooms = rooms;
        this.serverOptions = serverOptions;
    }

    public RestartReport run() {
        List<String> options = new ArrayList<>();
        // One address is all there is: what holds for each is to be enough for all.
        for (String limit :
                List.of("--max-connections-per-address", "--max-connections-per-range", "--new-users-per-address")) {
            options.addAll(List.of(limit, Integer.toString(clients + rooms)));
        }
        options.addAll(serverOptions);
        try (ServerProgram server = ServerProgram.start(Installation.serverCommand(), options);
                Office office = new Office(server.access(), rooms, System::nanoTime)) {
            office.open(clients);
            long ended = System.nanoTime();
            server.restart();
            long serves = System.nanoTime();
            List<Double> back = office.awaitReturn(PATIENCE).stream()
                    .map(at -> (at - serves) / 1e9)
                    .toList();
            return new RestartReport(clients, rooms, (serves - ended) / 1e9, back, office.disconnected());
        }
    }
}
