package dev.roomtalk.client.identity;

import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import dev.roomtalk.wire.Protocol;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that prove this person to servers, a line each: address, key, token, name. The key is the fingerprint that
 * the token came from and goes to, whatever the server's address is; {@code verified} for a server whose certificate
 * verifies, and then the host is what it must have; or {@code plain}.
 */
public final class Tokens {
    /** In place of a fingerprint: the server's certificate leads to a root of this system. */
    public static final String VERIFIED = "verified";

    /** In place of a fingerprint: there is no TLS. */
    public static final String PLAIN = "plain";

    /**
     * One identity at one server.
     *
     * @param address host and port where the token came from, as the person gave them, in lower case
     * @param key a fingerprint's text, {@link #VERIFIED} or {@link #PLAIN}
     * @param secret 32 bytes in base64, as RFC 4648 §5 has it for URLs, without padding
     */
    public record Token(String address, String key, String name, String secret) {
        public static Token of(String address, String key, String name, byte[] token) {
            return new Token(
                    address, key, name, Base64.getUrlEncoder().withoutPadding().encodeToString(token));
        }

        public byte[] bytes() {
            return Base64.getUrlDecoder().decode(secret);
        }

        /** As a line of the file, and of an exported identity. */
        public String line() {
            return address + " " + key + " " + secret + " " + name;
        }

        /** The token in a line; null if the line is not valid. */
        public static @Nullable Token parse(String line) {
            String[] fields = line.split(" ", 4);
            if (fields.length != 4 || !(Name.user(fields[3]) instanceof Name.Valid) || !keyIsOne(fields[1])) {
                return null;
            }
            try {
                return Base64.getUrlDecoder().decode(fields[2]).length == Protocol.TOKEN_LENGTH
                        ? new Token(fields[0], fields[1], fields[3], fields[2])
                        : null;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "the token of " + name + " at " + address;
        }

        private static boolean keyIsOne(String key) {
            if (key.equals(VERIFIED) || key.equals(PLAIN)) {
                return true;
            }
            try {
                return Pin.parse(key).text().equals(key);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        /**
         * Whether it proves this person to this server: one is the same whose fingerprint is, at whatever address; of
         * verified ones, whose host is, at whatever port.
         */
        private boolean isOf(String otherAddress, String otherKey, String otherName) {
            if (!key.equals(otherKey) || !sameName(name, otherName)) {
                return false;
            }
            return switch (key) {
                case PLAIN -> address.equals(otherAddress);
                case VERIFIED -> host(address).equals(host(otherAddress));
                default -> true;
            };
        }

        private static String host(String address) {
            return address.substring(0, Math.max(0, address.lastIndexOf(':')));
        }
    }

    private static final class Lines implements StateFile.Format<Token> {
        @Override
        public String heading() {
            return "# Tokens of roomtalk: who has one of these is you. Address, fingerprint, token, name.";
        }

        @Override
        public @Nullable Token parse(String line) {
            return Token.parse(line);
        }

        @Override
        public String line(Token token) {
            return token.line();
        }

        @Override
        public String wanted() {
            return "address, fingerprint, token and name";
        }
    }

    private final StateFile<Token> file;

    Tokens(Path path) {
        this.file = new StateFile<>(path, new Lines());
    }

    /** The token of this name for this server; the one from this very address if there are several. */
    public Optional<Token> find(String address, String key, String name) {
        return file.entries().stream()
                .filter(token -> token.isOf(address, key, name))
                .min(Comparator.comparing(token -> !token.address().equals(address)));
    }

    /**
     * Remembers a token, instead of another for the same server and name.
     *
     * @throws StateException if it cannot be written, or would not be read back as it is
     */
    public void remember(Token token) {
        if (!token.equals(Token.parse(token.line()))) {
            throw new StateException(
                    "cannot keep " + token + ": its address or name does not fit into a line of " + file.path());
        }
        file.change(tokens -> {
            tokens.removeIf(known -> known.isOf(token.address(), token.key(), token.name()));
            tokens.add(token);
        });
    }

    /** The tokens of a server whose key another one follows are for that one now. */
    void follow(String key, String next) {
        file.change(tokens -> tokens.replaceAll(token ->
                token.key().equals(key) ? new Token(token.address(), next, token.name(), token.secret()) : token));
    }

    /**
     * The token that is there for the same address, key and name; else this one, which is there from now on.
     *
     * @throws StateException if it cannot be written
     */
    Token keep(Token token) {
        Optional<Token> before = find(token.address(), token.key(), token.name());
        if (before.isPresent()) {
            return before.get();
        }
        Token[] kept = {token};
        file.change(tokens -> tokens.stream()
                .filter(known -> known.isOf(token.address(), token.key(), token.name()))
                .findFirst()
                .ifPresentOrElse(known -> kept[0] = known, () -> tokens.add(token)));
        return kept[0];
    }

    /** Removes the token of an address, key and name, if there is one. */
    void forget(String address, String key, String name) {
        if (find(address, key, name).isPresent()) {
            file.change(tokens -> tokens.removeIf(known -> known.isOf(address, key, name)));
        }
    }

    /**
     * Moves damaged lines to a file beside.
     *
     * @return a sentence about each, for the person
     * @throws StateException if the file cannot be read
     */
    List<String> setDamagedAside() {
        return file.setAside();
    }

    /** Names are the same without regard to case and form. */
    private static boolean sameName(String one, String other) {
        return Name.user(one) instanceof Name.Valid(Name a)
                && Name.user(other) instanceof Name.Valid(Name b)
                && a.key().equals(b.key());
    }
}
