package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A server that is killed again and again while ten clients talk, and what they were told of it. A kill comes a number
 * of answers after the start that a seed chooses: while clients are still coming back, or when all are there. Every
 * tenth time the server gets a backup back that was made while it ran. Confined to one thread.
 */
final class KillRounds {
    static final int TALKERS = 10;

    private static final int MOST_ANSWERS = 150;
    private static final int RESTORE_EVERY = 10;
    private static final int FIRST_RESTORE = 2;
    private static final int WAIT_FOR_ALL_EVERY = 5;
    private static final int COMPARE_EVERY = 20;

    private final Stage stage;
    private final Random random;
    private final Server server;
    private final List<Talker> talkers;
    private final Books books;
    private final Remover remover;
    private final List<Long> backAfterMillis = new ArrayList<>();
    private int restored;

    KillRounds(Stage stage, long seed) {
        this.stage = stage;
        this.random = new Random(seed);
        this.server = stage.server();
        this.talkers = IntStream.range(0, TALKERS)
                .mapToObj(i -> stage.keep(new Talker("talker" + i, server.port())))
                .toList();
        this.books = new Books(talkers);
        this.remover = stage.keep(new Remover(server.port()));
    }

    /** How long it took until all were answered, from a start on, in milliseconds. */
    List<Long> backAfterMillis() {
        return backAfterMillis;
    }

    int restored() {
        return restored;
    }

    /** How many messages were edited or removed, as the server has said. */
    int changes() {
        return remover.changes();
    }

    int kept() {
        return books.kept();
    }

    void run(int kills) {
        talkers.getFirst().makeRoom();
        talkers.stream().skip(1).forEach(Talker::join);
        talkers.forEach(Talker::talk);
        remover.begin();
        for (int kill = 1; kill <= kills; kill++) {
            awaitAnswers(random.nextInt(MOST_ANSWERS));
            boolean restore = kill % RESTORE_EVERY == FIRST_RESTORE;
            if (restore) {
                restoreAfterKill(kill);
            } else {
                server.kill();
            }
            server.startAgain();
            if (restore || kill % WAIT_FOR_ALL_EVERY == 0) {
                awaitAll();
            }
            books.takeIn();
            if (kill % COMPARE_EVERY == 0) {
                books.compareWith(log(), "kill " + kill);
                remover.compareWith(export(Remover.ROOM));
            }
        }
        talkers.forEach(Talker::fallSilent);
        remover.fallSilent();
        awaitThat(() -> talkers.stream().allMatch(Talker::everythingIsAnswered) && remover.isSilent());
        books.takeIn();
        List<String> log = log();
        books.compareWith(log, "the end");
        Set<String> texts = Books.texts(log);
        awaitThat(() -> books.everybodyHasSeen(texts));
        books.compareScreensWith(log);
        server.stop();
        books.compareWith(log(), "the server's end");
        remover.compareWith(export(Remover.ROOM));
        run("check");
    }

    private int answered() {
        return talkers.stream().mapToInt(Talker::answered).sum();
    }

    private void awaitAnswers(int more) {
        int enough = answered() + more;
        awaitThat(() -> answered() >= enough);
    }

    /** What is acknowledged after the backup was begun may be gone; nothing else. */
    private void restoreAfterKill(int kill) {
        books.takeIn();
        Path backup = stage.directory().resolve(server.directory().getFileName() + "-backup-" + kill);
        Books.Promised promised = books.promised();
        run("backup", backup.toString());
        awaitAnswers(random.nextInt(MOST_ANSWERS));
        server.kill();
        // Then no answer of the dead server is on its way any more.
        awaitThat(() -> talkers.stream().noneMatch(Talker::connected));
        books.takeIn();
        run("restore", backup.toString());
        remover.forget();
        books.goesBackTo(log(), promised);
        restored++;
    }

    private void awaitAll() {
        long ready = System.nanoTime();
        int[] before = talkers.stream().mapToInt(Talker::answered).toArray();
        awaitThat(() -> IntStream.range(0, TALKERS).allMatch(i -> talkers.get(i).answered() > before[i]));
        backAfterMillis.add(Duration.ofNanos(System.nanoTime() - ready).toMillis());
    }

    private List<String> log() {
        return export(Talker.ROOM);
    }

    private List<String> export(String room) {
        return run("export", room).lines().toList();
    }

    /** A command of room-server that has to succeed. */
    private String run(String... command) {
        Outcome outcome = stage.run(
                stage.person("operator"),
                "room-server",
                Stage.concat(command, "--data-dir", server.directory().toString()));
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        return outcome.out();
    }

    private void awaitThat(Callable<Boolean> condition) {
        try {
            await().atMost(Program.PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not in time: " + talkers + ", " + remover + ", " + server.program(), e);
        }
    }
}
