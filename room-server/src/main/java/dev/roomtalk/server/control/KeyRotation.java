package dev.roomtalk.server.control;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.wire.KeySuccession;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Puts another key in the place of the one that a server is known by, and has the old key sign for it: clients that
 * come within 90 days take it on by themselves. A running server shows it when its configuration is loaded again.
 */
public final class KeyRotation {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private KeyRotation() {}

    /**
     * What was done.
     *
     * @param kept where the old key is now; the key itself where it stays in use until the settings name another
     */
    public record Outcome(Pin before, Pin after, Instant until, Path kept) {}

    /** The key that a server has made itself. */
    public static Path selfMadeKey(Path directory) {
        return directory.resolve(Certificate.KEY_FILE);
    }

    /**
     * Makes a new key and its certificate in the place of those in a data directory. The old key stays, under a name of
     * its own.
     *
     * @throws IOException in a sentence for the person
     */
    public static Outcome ofSelfMade(Path directory, Instant now, SecureRandom random) throws IOException {
        Path key = selfMadeKey(directory);
        if (!Files.exists(key)) {
            throw new IOException("there is no " + key + " yet: the server makes it when it starts for the first time");
        }
        PrivateKey old = PrivateKeyFile.alone(key);
        PublicKey before = PrivateKeyFile.publicOf(old, key);
        KeyPair next = Certificate.newPair(random);
        Outcome outcome = state(directory, old, before, next.getPublic(), now, keep(key, now));
        // Whatever comes in between: the key that is there is whole, and gets a certificate at the next start.
        Files.deleteIfExists(directory.resolve(Certificate.CHAIN_FILE));
        PrivateFiles.replace(
                key, Certificate.pem("PRIVATE KEY", next.getPrivate().getEncoded()), PrivateFiles.OWNER_ONLY);
        Certificate.selfMade(directory, now, random);
        return outcome;
    }

    /**
     * Has the key that is in use sign for the key of another certificate, which the settings are to name then.
     *
     * @param current the key in use
     * @throws IOException in a sentence for the person
     */
    public static Outcome to(Path directory, Path current, Path certificate, Instant now) throws IOException {
        PrivateKey old = PrivateKeyFile.alone(current);
        PublicKey next = Certificate.leaf(certificate).getPublicKey();
        return state(directory, old, PrivateKeyFile.publicOf(old, current), next, now, current);
    }

    private static Outcome state(
            Path directory, PrivateKey old, PublicKey before, PublicKey next, Instant now, Path kept)
            throws IOException {
        if (before.equals(next)) {
            throw new IOException("that is the key in use: clients know it");
        }
        Instant until = now.plus(KeySuccession.LONGEST);
        try {
            Successions.add(directory, KeySuccession.sign(old, before, next, until));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key in use cannot sign for another: " + e.getMessage(), e);
        }
        return new Outcome(Pin.of(before), Pin.of(next), until, kept);
    }

    /** A copy under a name that nothing has. */
    private static Path keep(Path key, Instant now) throws IOException {
        Path copy = key.resolveSibling("key-until-" + MOMENT.format(now) + ".pem");
        if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("there is " + copy + " already: nothing was changed");
        }
        PrivateFiles.replace(copy, Files.readAllBytes(key), PrivateFiles.OWNER_ONLY);
        return copy;
    }
}
