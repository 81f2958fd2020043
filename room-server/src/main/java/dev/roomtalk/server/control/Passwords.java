package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.WindowCounts;
import dev.roomtalk.server.rooms.PasswordCheck;
import dev.roomtalk.server.rooms.RoomSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes and checks the passwords of rooms: Argon2id (RFC 9106) in the PHC string format, computed by the workers,
 * because a hash takes some ten milliseconds and 19 MiB. Any thread.
 */
public final class Passwords implements PasswordCheck {
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final String PREFIX = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$";

    /** Wrong guesses of one user at one room, within {@link #GUESS_WINDOW}. */
    private static final int GUESSES = 10;

    private static final Duration GUESS_WINDOW = Duration.ofMinutes(1);
    private static final int BUSY_WAIT_MILLIS = 1000;

    private final Workers workers;
    private final SecureRandom random;
    private final WindowCounts<Guesser> wrongGuesses;

    private record Guesser(long userId, String room) {}

    public Passwords(Workers workers, SecureRandom random, Ticker ticker) {
        this.workers = workers;
        this.random = random;
        this.wrongGuesses = new WindowCounts<>(GUESS_WINDOW, ticker);
    }

    /** Hashes a new room's password; false: the workers are busy, and {@code then} is not called. */
    boolean hash(String password, Consumer<String> then) {
        return workers.offer(() -> {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            then.accept(PREFIX + base64.encodeToString(salt) + "$" + base64.encodeToString(argon2(password, salt)));
        });
    }

    @Override
    public void check(RoomSession session, String room, String hash, String given, Consumer<Outcome> then) {
        Guesser guesser = new Guesser(session.userId(), room);
        if (wrongGuesses.get(guesser) >= GUESSES) {
            then.accept(new NotNow((int) GUESS_WINDOW.toMillis(), true));
            return;
        }
        boolean taken = workers.offer(() -> {
            boolean right = matches(hash, given);
            if (right) {
                wrongGuesses.forget(guesser);
            } else {
                wrongGuesses.count(guesser);
                session.link().failed(Counter.FAILURES_PASSWORD);
            }
            then.accept(new Compared(right));
        });
        if (!taken) {
            then.accept(new NotNow(BUSY_WAIT_MILLIS, false));
        }
    }

    private static boolean matches(String hash, String given) {
        if (!hash.startsWith(PREFIX)) {
            throw new IllegalStateException("a password hash of another kind");
        }
        String[] parts = hash.substring(PREFIX.length()).split("\\$", -1);
        byte[] salt = Base64.getDecoder().decode(parts[0]);
        return MessageDigest.isEqual(Base64.getDecoder().decode(parts[1]), argon2(given, salt));
    }

    private static byte[] argon2(String password, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
