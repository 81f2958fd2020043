package dev.roomtalk.server.app;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.process.ServiceManager;
import dev.roomtalk.server.base.LogLines;
import dev.roomtalk.server.console.Reloading;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node as this process, until the process is told to stop. SIGHUP loads the configuration again; SIGTERM and
 * Ctrl-C stop it, and it has ended well then.
 *
 * <p>The signals are handled from the first moment on: one that comes while the node starts is carried out as soon as
 * it has started. SIGHUP is handled also where it was ignored, as under nohup, because it means something else to a
 * server. It ends a server whose terminal was closed, unless it was started to survive that.
 */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(RoomServer.class);
    private static final int KILLED_BY_INTERRUPT = 130;

    private final AtomicReference<@Nullable Reloading> reload = new AtomicReference<>();
    private final AtomicBoolean wantsReload = new AtomicBoolean();
    private final CountDownLatch told = new CountDownLatch(1);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final boolean endsWithTerminal;

    private Serving() {
        // The launcher ignores it itself until this program has a handler, and tells how it was before.
        String before = System.getProperty("roomtalk.hup-was-ignored");
        boolean ignored =
                before == null ? ProcessSignals.isIgnored(ProcessSignals.Kind.HUP) : Boolean.parseBoolean(before);
        endsWithTerminal = !ignored && ProcessSignals.hasTerminal();
    }

    /**
     * Serves, and returns when the node has stopped.
     *
     * @param again reads the configuration once more
     * @throws SettingException what is configured cannot be served, now or later
     * @throws IOException in a sentence for the person: the node cannot start now
     */
    static void run(Configuration configuration, Reload.Source again)
            throws SettingException, IOException, InterruptedException {
        Serving serving = new Serving();
        boolean heard = serving.handleSignals();
        ServerSettings settings = configuration.settings();
        StartCheck check = new StartCheck(configuration, InstantSource.system(), MachineLimits.now());
        List<String> wrong = new ArrayList<>(check.tooLittle());
        wrong.addAll(check.wrong());
        if (!wrong.isEmpty()) {
            throw new SettingException(wrong);
        }
        LogLines.write(settings.log());
        if (!heard) {
            LOG.warn(
                    "this server was started with SIGHUP ignored, which does nothing then: room-server reload loads the"
                            + " configuration again");
        }
        ServiceManager manager = new ServiceManager(System.getenv(), Ticker.systemTicker()::read, LOG::warn);
        Node node = Node.start(settings);
        serving.serve(
                node,
                new Reload(again, node.live(), configuration, Serving::followLog, InstantSource.system()),
                manager,
                check);
    }

    private boolean handleSignals() {
        ProcessSignals.handle(ProcessSignals.Kind.TERM, told::countDown);
        ProcessSignals.handle(ProcessSignals.Kind.INT, this::interrupt);
        return ProcessSignals.handleEvenIfIgnored(ProcessSignals.Kind.HUP, this::hangUp);
    }

    /** Ctrl-C once more does not wait. */
    private void interrupt() {
        if (interrupted.getAndSet(true)) {
            Runtime.getRuntime().halt(KILLED_BY_INTERRUPT);
        }
        told.countDown();
    }

    private void hangUp() {
        Reloading ready = reload.get();
        if (endsWithTerminal && !ProcessSignals.hasTerminal()) {
            LOG.info("the terminal was closed");
            told.countDown();
        } else if (ready == null) {
            wantsReload.set(true);
        } else {
            ready.load();
        }
    }

    private void serve(Node node, Reload source, ServiceManager manager, StartCheck check) throws InterruptedException {
        Reloading noticed = () -> {
            manager.reloading();
            Reloading.Outcome outcome = source.load();
            manager.ready(node.description());
            return outcome;
        };
        node.live().reloadBy(noticed);
        node.drain().atEnd(told::countDown);
        if (!atShutdown(() -> stop(node, manager))) {
            node.close();
            return;
        }
        warn(check);
        System.out.println("room-server " + RoomServer.VERSION + " ready: " + node.description());
        LOG.atInfo().addKeyValue("version", RoomServer.VERSION).log("serving: {}", node.description());
        manager.ready(node.description());
        reload.set(noticed);
        if (wantsReload.getAndSet(false)) {
            noticed.load();
        }
        told.await();
        stop(node, manager);
    }

    /** Once: also when the process is ended in another way, and then while it ends. */
    private synchronized void stop(Node node, ServiceManager manager) {
        if (stopped.getAndSet(true)) {
            return;
        }
        manager.stopping();
        LOG.info("stopping");
        node.close();
        LOG.info("stopped");
        LogLines.end();
    }

    private static void warn(StartCheck check) {
        String untimely = check.untimely();
        if (untimely != null) {
            LOG.warn("{}", untimely);
        }
        check.warnings().forEach(warning -> LOG.warn("{}", warning));
    }

    private static void followLog(ServerSettings settings) throws SettingException {
        try {
            LogLines.write(settings.log());
        } catch (IOException e) {
            throw new SettingException(String.valueOf(e.getMessage()));
        }
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
