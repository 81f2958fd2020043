package dev.roomtalk.server.app;

import dev.roomtalk.server.console.Reloading;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the configuration of a running node again. The keys that can change while it runs all change or, if anything is
 * wrong, none does. Any thread; one at a time.
 */
final class Reload implements Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Source source;
    private final LiveParts parts;
    private final Follower log;
    private final InstantSource clock;
    private Configuration current;

    /** Where the configuration is read from. */
    interface Source {
        Configuration read() throws SettingException;
    }

    /** A part of the process that follows the settings as the node's parts do. */
    interface Follower {
        /** @throws SettingException it cannot, and is as it was */
        void follow(ServerSettings settings) throws SettingException;
    }

    /**
     * Loads for a node that has started.
     *
     * @param started what the node was started with
     * @param log what is logged, and where
     */
    Reload(Source source, LiveParts parts, Configuration started, Follower log, InstantSource clock) {
        this.clock = clock;
        this.source = source;
        this.parts = parts;
        this.current = started;
        this.log = log;
    }

    @Override
    public synchronized Outcome load() {
        try {
            List<String> lines = change(source.read());
            lines.forEach(line -> LOG.info("reload: {}", line));
            parts.loaded(true);
            return new Outcome(true, lines);
        } catch (SettingException e) {
            List<String> lines = e.sentences().stream()
                    .map(sentence -> "nothing has changed: " + sentence)
                    .toList();
            lines.forEach(line -> LOG.warn("reload: {}", line));
            parts.loaded(false);
            return new Outcome(false, lines);
        }
    }

    private List<String> change(Configuration read) throws SettingException {
        // What waits for the next start has to be right as well, or there will be none.
        requireStart(read);
        Configuration next = read.startedAs(current);
        List<String> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String before = shown(current.written(setting));
            String now = shown(read.written(setting));
            if (!before.equals(now)) {
                String change = setting.key() + ": " + before + " -> " + now + " (" + read.origin(setting) + ")";
                lines.add(setting.isLive() ? change : change + " needs a restart, and is " + before + " until then");
            }
        }
        ServerSettings settings = next.settings();
        lines.addAll(parts.follow(settings));
        log.follow(settings);
        current = next;
        return lines.isEmpty() ? List.of("nothing has changed") : List.copyOf(lines);
    }

    /** Refuses what the next start would fail with, and a certificate that clients would refuse. */
    private void requireStart(Configuration read) throws SettingException {
        StartCheck check = new StartCheck(read, clock, MachineLimits.now());
        List<String> problems = new ArrayList<>(check.wrong());
        ServerSettings now = current.settings();
        problems.addAll(check.notFree(port -> port == now.port()
                || (now.metrics() != null && port == now.metrics().getPort())
                || (now.hooks() != null && port == now.hooks().getPort())));
        String untimely = check.untimely();
        if (untimely != null) {
            problems.add(untimely);
        }
        if (!problems.isEmpty()) {
            throw new SettingException(problems);
        }
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(none)" : value;
    }
}
