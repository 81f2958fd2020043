package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose engine is a Redis. */
final class RedisTest {
    private static final int TALKERS = 4;
    private static final int KILLS = 3;
    private static final int ANSWERS = 40;
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void whatWasAcknowledgedIsThereAfterTheServerWasKilled() throws IOException {
        Redis redis = Redis.start(stage);
        Server server = stage.server(Map.of("ROOM_SERVER_ENGINE", redis.address()));
        List<Talker> talkers = IntStream.range(0, TALKERS)
                .mapToObj(i -> stage.keep(new Talker("talker" + i, server.port())))
                .toList();
        talkers.getFirst().makeRoom();
        talkers.stream().skip(1).forEach(Talker::join);
        Books books = new Books(talkers);
        talkers.forEach(Talker::talk);
        for (int kill = 0; kill < KILLS; kill++) {
            int enough = answered(talkers) + ANSWERS;
            await().atMost(LONG).until(() -> answered(talkers) >= enough);
            server.kill();
            server.startAgain();
            books.takeIn();
        }
        talkers.forEach(Talker::fallSilent);
        await().atMost(LONG).until(() -> talkers.stream().allMatch(Talker::everythingIsAnswered));
        books.takeIn();
        Set<String> stored = books.promised().texts();
        assertThat(stored).hasSizeGreaterThanOrEqualTo(KILLS * ANSWERS);
        await().atMost(LONG).until(() -> books.everybodyHasSeen(stored));
        String kept = stage.chat(stage.person("alice"), server, "history", Talker.ROOM, "--last", "100000");
        assertThat(stored).allSatisfy(text -> assertThat(kept).contains(text));
    }

    private static int answered(List<Talker> talkers) {
        return talkers.stream().mapToInt(Talker::answered).sum();
    }
}
