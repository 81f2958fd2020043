package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.WindowCounts;
import dev.roomtalk.server.rooms.PasswordCheck;
import dev.roomtalk.server.rooms.RoomSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

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

    /** Guesses of one user at one name, right ones not counted, within {@link #GUESS_WINDOW}. */
    private static final int GUESSES = 10;

    private static final Duration GUESS_WINDOW = Duration.ofMinutes(1);
    private static final int BUSY_WAIT_MILLIS = 1000;

    private final Workers workers;
    private final SecureRandom random;
    private final WindowCounts<Guesser> guesses;

    /** @param room the key of a name that a room may have or not */
    private record Guesser(long userId, String room) {}

    public Passwords(Workers workers, SecureRandom random, Ticker ticker) {
        this.workers = workers;
        this.random = random;
        this.guesses = new WindowCounts<>(GUESS_WINDOW, ticker);
    }

    /** Hashes a new room's password; false: the workers are busy, and {@code then} is not called. */
    boolean hash(long userId, String password, Consumer<String> then) {
        return workers.passwords().offer(userId, () -> {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            then.accept(hashed(normal(password), salt));
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public void check(RoomSession session, String room, @Nullable String hash, String given, Consumer<Outcome> then) {
        Guesser guesser = new Guesser(session.userId(), room);
        // Counted before it is compared: of many that come at once no more are.
        if (!guesses.take(guesser, GUESSES)) {
            then.accept(new NotNow((int) GUESS_WINDOW.toMillis(), true));
            return;
        }
        boolean taken = workers.passwords().offer(session.userId(), () -> {
            boolean right = matches(hash, given);
            if (right) {
                guesses.forget(guesser);
            } else {
                session.link().failed(Counter.FAILURES_PASSWORD);
            }
            then.accept(new Compared(right));
            return CompletableFuture.completedFuture(null);
        });
        if (!taken) {
            guesses.giveBack(guesser);
            then.accept(new NotNow(BUSY_WAIT_MILLIS, false));
        }
    }

    static String hashed(String form, byte[] salt) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + base64.encodeToString(salt) + "$" + base64.encodeToString(argon2(form, salt));
    }

    static boolean matches(@Nullable String hash, String given) {
        if (hash == null) {
            // As much work as any, and never right.
            argon2(given, new byte[SALT_BYTES]);
            return false;
        }
        if (!hash.startsWith(PREFIX)) {
            throw new IllegalStateException("a password hash of another kind");
        }
        String[] parts = hash.substring(PREFIX.length()).split("\\$", -1);
        byte[] salt = Base64.getDecoder().decode(parts[0]);
        byte[] right = Base64.getDecoder().decode(parts[1]);
        return forms(given).stream().anyMatch(form -> MessageDigest.isEqual(right, argon2(form, salt)));
    }

    /**
     * The one form in which a password is hashed: that of RFC 8265 (OpaqueString), whatever keyboard it was typed on.
     * Every space is U+0020, and characters are composed (Unicode form C).
     */
    static String normal(String password) {
        StringBuilder spaced = new StringBuilder();
        password.codePoints()
                .forEach(c -> spaced.appendCodePoint(Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c));
        return Normalizer.normalize(spaced, Normalizer.Form.NFC);
    }

    /**
     * What may have been hashed; passwords were hashed as they came before there was one form. Of most there is one.
     */
    private static Set<String> forms(String given) {
        Set<String> forms = new LinkedHashSet<>(List.of(normal(given)));
        forms.add(given);
        forms.add(Normalizer.normalize(given, Normalizer.Form.NFD));
        return forms;
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
