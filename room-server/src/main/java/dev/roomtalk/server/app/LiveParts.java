package dev.roomtalk.server.app;

import dev.roomtalk.server.console.Reloading;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.control.ControlPlane;
import dev.roomtalk.server.control.PublishLimits;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.wire.Pin;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a running node that follow its settings when they change, and the certificate that it shows. Any thread. */
final class LiveParts {
    private final LiveSettings settings;
    private final Path directory;
    private final ControlPlane control;
    private final PublishLimits publishLimits;
    private final Relay relay;
    private final Engine engine;
    private volatile @Nullable Certificate certificate;
    private volatile @Nullable Reloading reloading;

    /** @param certificate null: plain TCP */
    LiveParts(
            LiveSettings settings,
            Path directory,
            ControlPlane control,
            PublishLimits publishLimits,
            Relay relay,
            Engine engine,
            @Nullable Certificate certificate) {
        this.settings = settings;
        this.directory = directory;
        this.control = control;
        this.publishLimits = publishLimits;
        this.relay = relay;
        this.engine = engine;
        this.certificate = certificate;
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

    /** Of the certificate that it shows; null: plain TCP. */
    @Nullable
    Pin pin() {
        Certificate shown = certificate;
        return shown == null ? null : shown.pin();
    }

    /** What loads the configuration again; null: nothing does. */
    @Nullable
    Reloading reloading() {
        return reloading;
    }

    void reloadBy(Reloading loads) {
        reloading = loads;
    }

    /**
     * Takes on what has changed; certificate and key are read anew.
     *
     * @return what there is to say of the certificate
     * @throws SettingException the certificate cannot be used; nothing has changed
     */
    synchronized List<String> follow(ServerSettings next) throws SettingException {
        Certificate before = certificate;
        List<String> lines = List.of();
        if (before != null) {
            Certificate fresh;
            SslContext context;
            try {
                fresh = certificate(next, directory);
                context = fresh == null ? null : fresh.context();
            } catch (IOException e) {
                throw new SettingException("certificate: " + e.getMessage());
            }
            if (fresh != null && context != null) {
                lines = told(before, fresh);
                control.use(context);
                certificate = fresh;
            }
        }
        settings.change(next);
        publishLimits.changed();
        relay.follow(next.rules(), next.access().room());
        engine.follow(limits(next));
        return lines;
    }

    private static List<String> told(Certificate before, Certificate now) {
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
