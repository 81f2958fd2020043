package dev.roomtalk.server.app;

import dev.roomtalk.server.base.LogLines;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
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
     * @throws IOException in a sentence for the person: the node cannot start
     */
    static void run(Configuration configuration, Reload.Source again)
            throws SettingException, IOException, InterruptedException {
        ServerSettings settings = configuration.settings();
        writeLog(settings);
        Node node = Node.start(settings);
        Reload reload = new Reload(again, node.live(), configuration, Serving::writeLog);
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
        System.out.println("room-server " + RoomServer.VERSION + " ready: " + node.description());
        LOG.atInfo().addKeyValue("version", RoomServer.VERSION).log("serving: {}", node.description());
        stopped.await();
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
