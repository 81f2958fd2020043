package dev.roomtalk.client.identity;

import dev.roomtalk.wire.Pin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The servers' keys that were accepted, a line each: {@code localhost:4242 pinned SHA256:...}. A server whose
 * certificate led to a root of this system is {@code verified} instead: its key may change, but its certificate must go
 * on to verify.
 */
public final class KnownServers {
    /**
     * One server.
     *
     * @param address host and port as the person gave them, in lower case
     * @param verified by the system's roots
     */
    public record Server(String address, boolean verified, Pin pin) {}

    private static final class Lines implements StateFile.Format<Server> {
        @Override
        public String heading() {
            return "# Servers that roomtalk knows: address, how it knows them, fingerprint.";
        }

        @Override
        public @Nullable Server parse(String line) {
            String[] fields = line.split(" ", -1);
            if (fields.length != 3 || !(fields[1].equals("pinned") || fields[1].equals("verified"))) {
                return null;
            }
            try {
                return new Server(fields[0], fields[1].equals("verified"), Pin.parse(fields[2]));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        @Override
        public String line(Server server) {
            return server.address() + " " + (server.verified() ? "verified" : "pinned") + " " + server.pin();
        }

        @Override
        public String wanted() {
            return "address, pinned or verified, and fingerprint";
        }
    }

    private final StateFile<Server> file;

    KnownServers(Path path) {
        this.file = new StateFile<>(path, new Lines());
    }

    /** The servers in lines that are valid. */
    public List<Server> all() {
        return file.entries();
    }

    /**
     * What is known of a server.
     *
     * @throws StateException if a line about it is damaged: what key it must have is not to be guessed
     */
    public Optional<Server> find(String address) {
        return file.entriesIfIntactAbout(address).stream()
                .filter(server -> server.address().equals(address))
                .findFirst();
    }

    /** Whether a server was accepted for this key, at whatever address. */
    boolean isKnown(Pin pin) {
        return all().stream()
                .anyMatch(server -> !server.verified() && server.pin().equals(pin));
    }

    /** Remembers a server, instead of what was known of its address. */
    public void remember(Server server) {
        file.change(servers -> {
            servers.removeIf(known -> known.address().equals(server.address()));
            servers.add(server);
        });
    }

    /** Where a key is pinned, another one follows it. */
    void follow(Pin key, Pin next) {
        file.change(servers -> servers.replaceAll(server ->
                !server.verified() && server.pin().equals(key) ? new Server(server.address(), false, next) : server));
    }

    /** Forgets a server; false if the address was not known. */
    public boolean forget(String address) {
        if (find(address).isEmpty()) {
            return false;
        }
        file.change(servers -> servers.removeIf(known -> known.address().equals(address)));
        return true;
    }

    /**
     * Moves damaged lines to a file beside.
     *
     * @return a sentence about each, for the person
     * @throws StateException if the file cannot be read
     */
    public List<String> setDamagedAside() {
        return file.setAside();
    }

    /**
     * Moves damaged lines to a file beside, but none if one is about this server.
     *
     * @return a sentence about each, for the person
     * @throws StateException if a line about this server is damaged, or the file cannot be read
     */
    List<String> setDamagedAside(String address) {
        file.entriesIfIntactAbout(address);
        return setDamagedAside();
    }
}
