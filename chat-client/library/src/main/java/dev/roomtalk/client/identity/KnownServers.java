package dev.roomtalk.client.identity;

import dev.roomtalk.wire.Pin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The servers' keys that were accepted, a line each: {@code localhost:4242 pinned SHA256:...}. A server whose
 * certificate led to a root of this system is {@code verified} instead: its key may change, but its certificate must go
 * on to verify.
 */
public final class KnownServers {
    private static final String HEADING = "# Servers that roomtalk knows: address, how it knows them, fingerprint.";

    /**
     * One server.
     *
     * @param address host and port as the person gave them, in lower case
     * @param verified by the system's roots
     */
    public record Server(String address, boolean verified, Pin pin) {
        String line() {
            return address + " " + (verified ? "verified" : "pinned") + " " + pin;
        }
    }

    private final StateFile file;

    KnownServers(StateFile file) {
        this.file = file;
    }

    public List<Server> all() {
        return parse(file.read());
    }

    public Optional<Server> find(String address) {
        return all().stream().filter(server -> server.address().equals(address)).findFirst();
    }

    /** Remembers a server, instead of what was known of its address. */
    public void remember(Server server) {
        file.change(lines -> {
            List<Server> servers = new ArrayList<>(parse(lines));
            servers.removeIf(known -> known.address().equals(server.address()));
            servers.add(server);
            return lines(servers);
        });
    }

    /** Forgets a server; false if the address was not known. */
    public boolean forget(String address) {
        if (find(address).isEmpty()) {
            return false;
        }
        file.change(lines -> {
            List<Server> servers = new ArrayList<>(parse(lines));
            servers.removeIf(known -> known.address().equals(address));
            return lines(servers);
        });
        return true;
    }

    private static List<String> lines(List<Server> servers) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADING);
        servers.forEach(server -> lines.add(server.line()));
        return lines;
    }

    private List<Server> parse(List<String> lines) {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split(" ", -1);
            if (fields.length != 3 || !(fields[1].equals("pinned") || fields[1].equals("verified"))) {
                throw file.broken(i + 1, "address, pinned or verified, and fingerprint are wanted");
            }
            try {
                servers.add(new Server(fields[0], fields[1].equals("verified"), Pin.parse(fields[2])));
            } catch (IllegalArgumentException e) {
                throw file.broken(i + 1, "its fingerprint is not valid");
            }
        }
        return servers;
    }
}
