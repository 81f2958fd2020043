package dev.roomtalk.client.identity;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.Trust;
import dev.roomtalk.wire.KeySuccession;
import dev.roomtalk.wire.Pin;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who a person is at one server, and which key that server must have. Remembers both in the state directory. May be
 * used by any thread. Over 300 lines, because whatever is decided about a key is decided here.
 *
 * <p>A server is accepted if its key is the one that was expected or known; or, at the first use, if its certificate
 * verifies, if it is on this machine, if its key is that of a server known by another address, or if {@link FirstUse}
 * says so.
 *
 * <p>A server that has several addresses has one key at all of them: what is known of one address holds for the others.
 */
public final class Identity implements Trust, ChatClient.IdentityListener {
    /** Decides about the key of a server that was never seen. */
    @FunctionalInterface
    public interface FirstUse {
        /** Without a person to ask, and without a flag. */
        FirstUse REFUSE = new Always(false);

        FirstUse ACCEPT = new Always(true);

        /** May ask, and take its time. */
        boolean accept(String address, Pin pin);

        /** The key was accepted without a question, because the server is on this machine. */
        default void acceptedHere(String address, Pin pin) {}
    }

    /** Without a lambda, which the first screen of the chat would wait for. */
    private record Always(boolean accepted) implements FirstUse {
        @Override
        public boolean accept(String address, Pin pin) {
            return accepted;
        }
    }

    private final KnownServers servers;
    private final Tokens tokens;
    private final Tokens unconfirmed;
    private final List<String> addresses;
    private final String name;
    private final @Nullable Pin expected;
    private final FirstUse firstUse;
    private volatile @Nullable String key;
    private volatile @Nullable Pin seenPin;
    private volatile @Nullable String given;
    private volatile @Nullable Doubt doubt;

    /** A key in the place of the one that is known: it is to be shown that it follows that one. */
    private record Doubt(Pin known, KnownServers.Server now, String refusal) {}

    /**
     * @param server its addresses, as the person gave them; tokens are kept under the first
     * @param expected the fingerprint that the person gave, which decides alone; null if none was given
     */
    public Identity(
            StateDirectory directory,
            List<ServerAddress> server,
            String name,
            boolean plain,
            @Nullable Pin expected,
            FirstUse firstUse) {
        this.servers = directory.servers();
        this.tokens = directory.tokens();
        this.unconfirmed = directory.unconfirmedTokens();
        this.addresses = server.stream().map(ServerAddress::identity).toList();
        this.name = name;
        this.expected = expected;
        this.firstUse = firstUse;
        this.key = plain ? Tokens.PLAIN : null;
    }

    /**
     * Reads both files, and moves damaged lines to files beside them; the rest is used.
     *
     * @return a sentence about each damaged line, for the person
     * @throws StateException if a file cannot be read, or the line that says which key this server must have is damaged
     */
    public List<String> checkFiles() {
        List<String> sentences = new ArrayList<>();
        addresses.forEach(address -> sentences.addAll(servers.setDamagedAside(address)));
        sentences.addAll(tokens.setDamagedAside());
        sentences.addAll(unconfirmed.setDamagedAside());
        return sentences;
    }

    /** The name under which a server is remembered: host in lower case, and port. */
    public static String address(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return (lower.contains(":") ? "[" + lower + "]" : lower) + ":" + port;
    }

    /**
     * Whether {@link FirstUse} may be asked or told something when a session connects: the server was never seen, and
     * no fingerprint was given.
     */
    public boolean mayAsk() {
        return expected == null
                && addresses.stream().noneMatch(address -> servers.find(address).isPresent());
    }

    /** The token for the server whose key was accepted last; null if none is known, or no key was seen yet. */
    public byte @Nullable [] token() {
        Optional<Tokens.Token> entry = entry();
        given = entry.map(Tokens.Token::secret).orElse(null);
        return entry.map(Tokens.Token::bytes).orElse(null);
    }

    /** Whether another process has saved a token since {@link #token} was asked last. */
    public boolean hasAnotherToken() {
        return entry().filter(entry -> !entry.secret().equals(given)).isPresent();
    }

    /** The entry of {@link #token}. */
    public Optional<Tokens.Token> entry() {
        String seen = key;
        if (seen == null) {
            return Optional.empty();
        }
        Optional<Tokens.Token> found = find(seen);
        Pin pin = seenPin;
        if (found.isPresent() || pin == null || !seen.equals(Tokens.VERIFIED)) {
            return found;
        }
        // A server that got a certificate of an authority for the key that it had: from now on its name is what counts.
        Optional<Tokens.Token> pinned = find(pin.text());
        pinned.ifPresent(
                token -> tokens.remember(new Tokens.Token(primary(), Tokens.VERIFIED, token.name(), token.secret())));
        return pinned;
    }

    /** The address under which tokens are kept. */
    private String primary() {
        return addresses.getFirst();
    }

    /** The token for a key, of the first address that has one. */
    private Optional<Tokens.Token> find(String seen) {
        return addresses.stream()
                .flatMap(address -> tokens.find(address, seen, name).stream())
                .findFirst();
    }

    /**
     * Saves the tokens of a session as this does, and reports one that cannot be saved: the session goes on.
     *
     * @param failed called on the session's thread, with the user's name
     */
    public ChatClient.IdentityListener reportingTo(BiConsumer<String, StateException> failed) {
        return new ReportingListener(this, failed);
    }

    /** Keeps the token in the state directory before the server learns of it. */
    @Override
    public byte[] onRegister(String newName, byte[] made) {
        String seen = key;
        return seen == null
                ? made
                : unconfirmed
                        .keep(Tokens.Token.of(primary(), seen, newName, made))
                        .bytes();
    }

    @Override
    public byte @Nullable [] unconfirmed(String newName) {
        String seen = key;
        return seen == null
                ? null
                : unconfirmed
                        .find(primary(), seen, newName)
                        .map(Tokens.Token::bytes)
                        .orElse(null);
    }

    @Override
    public void onNewToken(String newName, byte[] token) {
        String seen = key;
        if (seen != null) {
            tokens.remember(Tokens.Token.of(primary(), seen, newName, token));
            onNotRegistered(newName);
        }
    }

    @Override
    public void onNotRegistered(String newName) {
        String seen = key;
        if (seen != null) {
            try {
                unconfirmed.forget(primary(), seen, newName);
            } catch (StateException e) {
                // It stays, and does no harm: it is looked at only where no other token is right.
            }
        }
    }

    @Override
    public String check(String host, int port, Pin pin, boolean verified, List<X509Certificate> chain) {
        doubt = null;
        String refusal = decide(addresses.size() == 1 ? primary() : address(host, port), pin, verified);
        if (refusal.isEmpty() && doubt == null) {
            accept(pin, verified);
        }
        return refusal;
    }

    private void accept(Pin pin, boolean verified) {
        seenPin = pin;
        key = verified ? Tokens.VERIFIED : pin.text();
    }

    @Override
    public boolean asksForSuccession() {
        return doubt != null;
    }

    /** Remembers the key in the place of the one before, wherever that is known, and for its tokens, too. */
    @Override
    public String follows(List<KeySuccession> statements, Instant now) {
        Doubt doubted = doubt;
        if (doubted == null) {
            return "";
        }
        Pin next = doubted.now().pin();
        if (!KeySuccession.leads(statements, doubted.known(), next, now)) {
            return doubted.refusal();
        }
        tokens.follow(doubted.known().text(), next.text());
        servers.follow(doubted.known(), next);
        servers.remember(doubted.now());
        accept(next, doubted.now().verified());
        doubt = null;
        return "";
    }

    private String decide(String address, Pin pin, boolean verified) {
        Optional<KnownServers.Server> known = servers.find(address);
        KnownServers.Server now = new KnownServers.Server(address, verified, pin);
        if (expected != null) {
            if (!expected.equals(pin)) {
                return address + " has the key " + pin + ", not " + expected
                        + " as the given fingerprint says: it is another server, or somebody in between";
            }
            if (!known.equals(Optional.of(now))) {
                servers.remember(now);
            }
            return "";
        }
        if (known.isPresent()) {
            String refusal = known(known.get(), now);
            return refusal.isEmpty() && doubt == null ? asAtOthers(now) : refusal;
        }
        List<KnownServers.Server> others = others(address);
        if (!others.isEmpty()) {
            String refusal = asAtOthers(now);
            if (refusal.isEmpty() && doubt == null) {
                servers.remember(now);
            }
            return refusal;
        }
        if (!verified && !isLoopback(address) && !servers.isKnown(pin) && !firstUse.accept(address, pin)) {
            return "the key of " + address + " is not known: its fingerprint is " + pin
                    + "; if the server's operator shows the same, give --fingerprint " + pin
                    + ", or --trust-first-use to accept whatever comes first";
        }
        boolean here = !verified && isLoopback(address) && !servers.isKnown(pin);
        servers.remember(now);
        if (here) {
            firstUse.acceptedHere(address, pin);
        }
        return "";
    }

    private String known(KnownServers.Server before, KnownServers.Server now) {
        if (before.verified()) {
            if (!now.verified()) {
                return "the certificate of " + now.address()
                        + " was verified by this system before, and does not verify now (fingerprint " + now.pin()
                        + "): somebody may be in between; if its operator says that it is right, run '"
                        + forget(now.address()) + "'";
            }
        } else if (!before.pin().equals(now.pin())) {
            doubt = new Doubt(
                    before.pin(),
                    now,
                    "THE KEY OF " + now.address() + " HAS CHANGED: it was " + before.pin() + " and is " + now.pin()
                            + " now; the server was set up anew, or somebody is in between; if its operator says that it"
                            + " is right, run '" + forget(now.address()) + "'");
            return "";
        }
        if (!before.equals(now)) {
            servers.remember(now);
        }
        return "";
    }

    /** What is known of the server's other addresses. */
    private List<KnownServers.Server> others(String address) {
        return addresses.stream()
                .filter(other -> !other.equals(address))
                .flatMap(other -> servers.find(other).stream())
                .toList();
    }

    /** Why this cannot be the server that is known by its other addresses; empty if it can. */
    private String asAtOthers(KnownServers.Server now) {
        for (KnownServers.Server other : others(now.address())) {
            if (other.verified() && !now.verified()) {
                return "the certificate of " + now.address() + " does not verify (fingerprint " + now.pin()
                        + "), and that of " + other.address() + ", which was given as the same server, does";
            }
            if (!other.verified() && !other.pin().equals(now.pin())) {
                doubt = new Doubt(
                        other.pin(),
                        now,
                        now.address() + " has the key " + now.pin() + ", and " + other.address()
                                + ", which was given as the same server, is known here by the key " + other.pin()
                                + ": all nodes of a server have one key. They are two servers, or somebody is in between;"
                                + " if the operator says that the first key is right, run '"
                                + forget(other.address()) + "'");
                return "";
            }
        }
        return "";
    }

    private static String forget(String address) {
        return ChatCommand.NAME + " fingerprint forget --server " + address;
    }

    private static boolean isLoopback(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host.replace("[", "").replace("]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
