package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server that is killed again and again while ten clients talk: {@code -Droomtalk.kills=200} for more often. The moment is a
 * number of answers that a seed chooses.
 */
final class KillTest {
    private static final int KILLS = Integer.getInteger("roomtalk.kills", 8);
    private static final int TALKERS = 10;

    @RegisterExtension
    final Stage stage = new Stage();

    /** A number that the room gave. */
    private record Pair(long epoch, long sequence) {}

    private final Map<Pair, String> given = new HashMap<>();
    private final Map<String, Pair> stored = new HashMap<>();
    private final Map<String, String> userIds = new HashMap<>();

    @Test
    void whatWasAcknowledgedIsThereNothingIsThereTwiceAndEverybodyComesBack() {
        Server server = stage.server();
        List<Talker> talkers = IntStream.range(0, TALKERS)
                .mapToObj(i -> stage.keep(new Talker("talker" + i, server.port())))
                .toList();
        talkers.getFirst().makeRoom();
        talkers.stream().skip(1).forEach(Talker::join);
        talkers.forEach(Talker::talk);
        long seed = System.nanoTime();
        System.out.println("KillTest: seed " + seed);
        Random random = new Random(seed);
        List<Long> backAfterMillis = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            int enough = answered(talkers) + random.nextInt(600);
            awaitThat(talkers, () -> answered(talkers) >= enough);
            server.kill();
            server.startAgain();
            long ready = System.nanoTime();
            int[] before = talkers.stream().mapToInt(Talker::answered).toArray();
            awaitThat(
                    talkers,
                    () -> IntStream.range(0, TALKERS)
                            .allMatch(i -> talkers.get(i).answered() > before[i]));
            backAfterMillis.add(Duration.ofNanos(System.nanoTime() - ready).toMillis());
            // What was acknowledged before the crash is taken in before the log is read.
            listen(talkers);
            compareWithLog(server, "kill " + kill);
        }
        talkers.forEach(Talker::fallSilent);
        awaitThat(talkers, () -> talkers.stream().allMatch(Talker::everythingIsAnswered));
        listen(talkers);
        server.stop();
        compareWithLog(server, "the end");
        Outcome check = stage.run(
                stage.person("operator"),
                "room-server",
                "check",
                "--data-dir",
                server.directory().toString());
        assertThat(check.exitCode()).as(check.toString()).isZero();
        Collections.sort(backAfterMillis);
        System.out.printf(
                "KillTest: %d kills, %d messages stored; after a start all were answered again within %d ms (median %d ms)%n",
                KILLS, stored.size(), backAfterMillis.getLast(), backAfterMillis.get(KILLS / 2));
    }

    private static int answered(List<Talker> talkers) {
        return talkers.stream().mapToInt(Talker::answered).sum();
    }

    private static void awaitThat(List<Talker> talkers, Callable<Boolean> condition) {
        try {
            await().atMost(Program.PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not in time: " + talkers, e);
        }
    }

    /** Takes in what the clients were told; a number means one message for ever. */
    private void listen(List<Talker> talkers) {
        for (Talker talker : talkers) {
            for (ChatEvent event : talker.takeEvents()) {
                switch (event) {
                    case ChatEvent.Message m -> wasGiven(new Pair(m.epoch(), m.sequence()), m.text());
                    case ChatEvent.Ended ended -> throw new AssertionError(talker + " has ended: " + ended);
                    case ChatEvent.RejoinFailed failed -> throw new AssertionError(talker + ": " + failed);
                    default -> {}
                }
            }
            for (Talker.Answered answer : talker.takeAnswers()) {
                if (!(answer.receipt() instanceof Receipt.Delivered d)) {
                    throw new AssertionError(talker + " was told: " + answer);
                }
                Pair pair = new Pair(d.epoch(), d.sequence());
                wasGiven(pair, answer.text());
                if (d.stored()) {
                    assertThat(stored.put(answer.text(), pair)).isNull();
                }
            }
        }
    }

    private void wasGiven(Pair pair, String text) {
        String before = given.put(pair, text);
        assertThat(before == null || before.equals(text))
                .as("%s was \"%s\" and is \"%s\"", pair, before, text)
                .isTrue();
    }

    private void compareWithLog(Server server, String when) {
        Outcome export = stage.run(
                stage.person("operator"),
                "room-server",
                "export",
                "hall",
                "--data-dir",
                server.directory().toString());
        assertThat(export.exitCode()).as(export.err()).isZero();
        Map<String, Pair> log = new HashMap<>();
        Set<List<String>> ids = new HashSet<>();
        Set<Pair> pairs = new HashSet<>();
        export.out().lines().forEach(line -> {
            JsonObject message = JsonParser.parseString(line).getAsJsonObject();
            Pair pair = new Pair(
                    message.get("epoch").getAsLong(), message.get("sequence").getAsLong());
            String text = message.get("text").getAsString();
            String user = message.get("user_id").getAsString();
            assertThat(log.put(text, pair)).as("twice at %s: %s", when, text).isNull();
            assertThat(pairs.add(pair)).as("twice at %s: %s", when, pair).isTrue();
            assertThat(ids.add(List.of(
                            user,
                            message.get("instance").getAsString(),
                            message.get("n").getAsString())))
                    .as("twice at %s: %s", when, line)
                    .isTrue();
            assertThat(userIds.computeIfAbsent(message.get("user").getAsString(), name -> user))
                    .isEqualTo(user);
            wasGiven(pair, text);
        });
        stored.forEach((text, pair) -> assertThat(log.get(text))
                .as("acknowledged, at %s: %s", when, text)
                .isEqualTo(pair));
    }
}
