package dev.roomtalk.server.app;

import dev.roomtalk.server.control.KeyRotation;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code room-server key rotate}: a new key, signed for by the old one. The server may run meanwhile. */
final class RotateKeyCommand {
    private RotateKeyCommand() {}

    /**
     * Rotates the key.
     *
     * @param certificate that the settings will name; null: the self-made key is replaced
     * @throws IOException in a sentence for the person
     */
    static void run(ServerSettings settings, @Nullable Path certificate, PrintStream out)
            throws SettingException, IOException {
        Path directory = settings.dataDir();
        InstantSource clock = InstantSource.system();
        if (settings.key() != null && certificate == null) {
            throw new SettingException(
                    "the key is the one of " + settings.key()
                            + ": make another as you made that one, and name its certificate: room-server key rotate CERTIFICATE");
        }
        KeyRotation.Outcome outcome;
        if (certificate == null) {
            outcome = KeyRotation.ofSelfMade(directory, clock.instant(), new SecureRandom());
        } else {
            Path current = settings.key() != null ? settings.key() : KeyRotation.selfMadeKey(directory);
            outcome = KeyRotation.to(directory, current, certificate, clock.instant());
        }
        out.println("fingerprint: " + outcome.before() + " -> " + outcome.after());
        out.println("the old key is " + outcome.kept() + "; clients that come until "
                + outcome.until().atZone(ZoneOffset.UTC).toLocalDate() + " take the new one on by themselves");
        out.println(
                certificate == null
                        ? "a running server shows it from 'room-server reload' on"
                        : "now set certificate and key, and run 'room-server reload'");
    }
}
