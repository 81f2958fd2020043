package dev.roomtalk.server.app;

import dev.roomtalk.server.base.LogLines;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node as this process, until the process is told to stop; SIGHUP loads the configuration again. */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(RoomServer.class);

    private Serving() {}

    /**
     * Serves, and returns when the node has stopped.
     *
     * @param again reads the configuration once more
     * @throws SettingException what is configured cannot be served, now or later
     * @throws IOException in a sentence for the person: the node cannot start now
     */
    static void run(Configuration configuration, Reload.Source again)
            throws SettingException, IOException, InterruptedException {
        ServerSettings settings = configuration.settings();
        StartCheck check = new StartCheck(configuration, InstantSource.system());
        List<String> wrong = check.wrong();
        if (!wrong.isEmpty()) {
            throw new SettingException(wrong);
        }
        writeLog(settings);
        Node node = Node.start(settings);
        Reload reload = new Reload(again, node.live(), configuration, Serving::writeLog, InstantSource.system());
        node.live().reloadBy(reload);
        HangUp.does(reload::load);
        CountDownLatch stopped = new CountDownLatch(1);
        if (!atShutdown(() -> {
            LOG.info("stopping");
            node.close();
            LOG.info("stopped");
            LogLines.end();
            stopped.countDown();
        })) {
            node.close();
            return;
        }
        warn(check);
        System.out.println("room-server " + RoomServer.VERSION + " ready: " + node.description());
        LOG.atInfo().addKeyValue("version", RoomServer.VERSION).log("serving: {}", node.description());
        stopped.await();
    }

    private static void warn(StartCheck check) {
        String untimely = check.untimely();
        if (untimely != null) {
            LOG.warn("{}", untimely);
        }
        check.warnings().forEach(warning -> LOG.warn("{}", warning));
    }

    private static void writeLog(ServerSettings settings) {
        LogLines.write(settings.logForm(), settings.logLevel());
    }

    /** False: this process is being stopped already. */
    private static boolean atShutdown(Runnable stop) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
