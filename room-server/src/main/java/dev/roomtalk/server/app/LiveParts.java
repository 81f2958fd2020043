package dev.roomtalk.server.app;

import dev.roomtalk.server.console.Reloading;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.control.PublishLimits;
import dev.roomtalk.server.control.RequestLimits;
import dev.roomtalk.server.control.TlsHandlers;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parts of a running node that follow its settings when they change, its certificate among them. Any thread. */
final class LiveParts {
    private final LiveSettings settings;
    private final Path directory;
    private final @Nullable TlsHandlers tls;
    private final PublishLimits publishLimits;
    private final RequestLimits requestLimits;
    private final Relay relay;
    private final Engine engine;
    private final Consumer<Boolean> loaded;
    private volatile @Nullable Reloading reloading;

    /**
     * @param tls null: plain TCP
     * @param loaded is told whether a configuration was taken on
     */
    LiveParts(
            LiveSettings settings,
            Path directory,
            @Nullable TlsHandlers tls,
            PublishLimits publishLimits,
            RequestLimits requestLimits,
            Relay relay,
            Engine engine,
            Consumer<Boolean> loaded) {
        this.loaded = loaded;
        this.settings = settings;
        this.directory = directory;
        this.tls = tls;
        this.publishLimits = publishLimits;
        this.requestLimits = requestLimits;
        this.relay = relay;
        this.engine = engine;
    }

    static EngineLimits limits(ServerSettings settings) {
        return new EngineLimits(
                settings.maxUsers(), settings.nameExpiry(), settings.retention(), settings.historyAge());
    }

    /**
     * The certificate that the settings name; null: plain TCP.
     *
     * @throws IOException in a sentence for the person
     */
    static @Nullable Certificate certificate(ServerSettings settings, Path directory) throws IOException {
        if (settings.plain()) {
            return null;
        }
        return settings.certificate() != null && settings.key() != null
                ? Certificate.given(settings.certificate(), settings.key())
                : Certificate.selfMade(directory, InstantSource.system().instant(), new SecureRandom());
    }

    /** The fingerprint of the certificate's key; null: plain TCP. */
    @Nullable
    Pin pin() {
        return tls == null ? null : tls.certificate().pin();
    }

    /** Loads the configuration again; null if nothing does. */
    @Nullable
    Reloading reloading() {
        return reloading;
    }

    /** Notes whether a configuration was taken on, or refused. */
    void loaded(boolean done) {
        loaded.accept(done);
    }

    void reloadBy(Reloading loads) {
        reloading = loads;
    }

    /**
     * Takes on the settings that have changed; certificate and key are read again.
     *
     * @return what there is to tell of the certificate
     * @throws SettingException the certificate cannot be used; nothing has changed
     */
    synchronized List<String> follow(ServerSettings next) throws SettingException {
        List<String> lines = tls == null ? List.of() : readCertificate(tls, next);
        settings.change(next);
        publishLimits.changed();
        requestLimits.changed();
        relay.rooms().follow(next.rules(), next.access().room());
        engine.follow(limits(next));
        return lines;
    }

    private List<String> readCertificate(TlsHandlers shown, ServerSettings next) throws SettingException {
        try {
            Certificate before = shown.certificate();
            Certificate now = certificate(next, directory);
            if (now == null) {
                return List.of();
            }
            shown.use(now);
            return difference(before, now);
        } catch (IOException e) {
            throw new SettingException("certificate: " + e.getMessage());
        }
    }

    private static List<String> difference(Certificate before, Certificate now) {
        if (now.leaf().equals(before.leaf())) {
            return List.of();
        }
        String until = "valid until " + now.until().truncatedTo(ChronoUnit.SECONDS);
        return List.of(
                now.pin().equals(before.pin())
                        ? "certificate: read anew, " + until + ", fingerprint as before"
                        : "certificate: read anew, " + until + ", fingerprint " + before.pin() + " -> " + now.pin()
                                + ": clients that know only the first refuse it");
    }
}
