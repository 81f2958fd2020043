package dev.roomtalk.server.app;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a server with a configuration would meet on this machine: its certificate, its data directory, its
 * ports. The values themselves are right when they get here. It makes nothing.
 */
final class StartCheck {
    private final Configuration configuration;
    private final ServerSettings settings;
    private final InstantSource clock;
    private final MachineLimits limits;

    StartCheck(Configuration configuration, InstantSource clock, MachineLimits limits) throws SettingException {
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.clock = clock;
        this.limits = limits;
    }

    /** What no later start mends, because the configuration, a file or a directory is wrong; empty if nothing is. */
    List<String> wrong() {
        List<String> problems = new ArrayList<>();
        String certificate = certificateProblem();
        if (certificate != null) {
            problems.add(certificate);
        }
        for (String problem : DirectoryCheck.problems(settings.dataDir())) {
            problems.add(configuration.name(Setting.DATA_DIR) + ": " + problem);
        }
        String log = logProblem();
        if (log != null) {
            problems.add(configuration.name(Setting.LOG_FILE) + ": " + log);
        }
        problems.addAll(new AddressCheck(configuration, settings).conflicts());
        return problems;
    }

    private @Nullable String logProblem() {
        Path file = settings.log().file();
        if (file == null) {
            return null;
        }
        try {
            Path directory = PrivateFiles.directoryOf(file);
            if (!Files.isDirectory(directory)) {
                return "there is no directory " + directory;
            }
            if (Files.isSymbolicLink(file) || Files.isDirectory(file)) {
                return file + " is " + (Files.isDirectory(file) ? "a directory" : "a symbolic link") + ", not a file";
            }
            return Files.isWritable(Files.exists(file) ? file : directory)
                    ? null
                    : "this user may not write to " + (Files.exists(file) ? file : directory);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** What this process has too little of, and how much it needs; empty if there is enough. */
    List<String> tooLittle() {
        return limits.tooLittle(settings);
    }

    /** @param ours ports that the server of this configuration has now */
    List<String> notFree(IntPredicate ours) {
        return new AddressCheck(configuration, settings).notFree(ours);
    }

    private @Nullable String certificateProblem() {
        Setting setting = Setting.CERTIFICATE;
        try {
            if (!settings.plain() && !given()) {
                Certificate.checkSelfMade(settings.dataDir());
            } else if (given()) {
                Certificate certificate = certificate();
                // The chain can be read: what is wrong from here on is its key.
                setting = Setting.KEY;
                certificate.context();
            }
            return null;
        } catch (IOException e) {
            return (given() ? configuration.name(setting) : "certificate") + ": " + e.getMessage();
        }
    }

    private boolean given() {
        return settings.certificate() != null && settings.key() != null;
    }

    private Certificate certificate() throws IOException {
        Path chain = settings.certificate();
        Path key = settings.key();
        if (chain == null || key == null) {
            throw new IOException("none is given");
        }
        return Certificate.given(chain, key);
    }

    /** Why clients would refuse the operator's certificate now; null if they would not, or there is none. */
    @Nullable
    String untimely() {
        try {
            String problem = given() && !settings.plain() ? certificate().untimely(clock.instant()) : null;
            return problem == null ? null : configuration.name(Setting.CERTIFICATE) + ": " + problem;
        } catch (IOException e) {
            // What is wrong with it was found before.
            return null;
        }
    }

    /** What a server would start with, and an operator should know; empty if nothing. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(DirectoryCheck.warnings(settings.dataDir()));
        String fewer = limits.fewerConnections(settings);
        if (fewer != null) {
            warnings.add(fewer);
        }
        if (given() && settings.plain()) {
            warnings.add(configuration.name(Setting.CERTIFICATE) + ": it is not used, because of plain");
        } else if (given()) {
            try {
                Certificate certificate = certificate();
                List<String> others = certificate.doesNotName(namedHosts());
                if (!others.isEmpty()) {
                    warnings.add(configuration.name(Setting.CERTIFICATE) + ": " + settings.certificate() + " is for "
                            + String.join(", ", certificate.names()) + ", not for " + String.join(", ", others)
                            + " (" + configuration.name(Setting.HOST)
                            + "): clients that connect by that name refuse it");
                }
            } catch (IOException e) {
                // What is wrong with it was found before.
            }
        }
        return warnings;
    }

    /** Those of the hosts that are names and not addresses. */
    private List<String> namedHosts() {
        return Arrays.stream(configuration.written(Setting.HOST).split(",", -1))
                .map(String::strip)
                .filter(host -> !host.isEmpty() && !host.contains(":") && !host.matches("[0-9.]+"))
                .toList();
    }

    /** The names that the operator's certificate is for; null: there is none. */
    @Nullable
    String shown() throws SettingException {
        try {
            if (!given() || settings.plain()) {
                return null;
            }
            Certificate certificate = certificate();
            return "certificate: for " + String.join(", ", certificate.names()) + ", valid until "
                    + certificate.until();
        } catch (IOException e) {
            throw new SettingException(String.valueOf(e.getMessage()));
        }
    }
}
