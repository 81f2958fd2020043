package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Messages of every length, from every kind of client that waits for answers, one after the other and at once, against
 * one bridge that is told nothing of them. {@code roomtalk.bridge.messages} (1) and {@code roomtalk.bridge.characters}
 * (100) say how many long ones each kind says, and {@code roomtalk.bridge.rounds} (3) how often eight speak at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EveryLengthTest {
    private static final List<ClientKind> WAITING = ClientKind.WAITING;

    private final int messages = Integer.getInteger("roomtalk.bridge.messages", 1);
    private final int characters = Integer.getInteger("roomtalk.bridge.characters", 100);
    private final int rounds = Integer.getInteger("roomtalk.bridge.rounds", 3);

    private RoomlessBridgeProcess bridge;

    @BeforeAll
    void listen() throws Exception {
        ClientKind.prepare(WAITING);
        bridge = RoomlessBridgeProcess.auto();
    }

    @AfterAll
    void end() {
        bridge.close();
    }

    @ParameterizedTest
    @FieldSource("WAITING")
    void everyMessageOfOneThatWaitsIsHeard(ClientKind kind) throws Exception {
        for (int i = 1; i <= messages; i++) {
            String text = lengthened(kind + " no. " + i);
            assertThat(say(kind, text, 1)).isZero();
            bridge.awaitText(text);
        }
        System.err.printf("%s: %d of %<d messages of %d characters%n", kind, messages, characters);
    }

    private String lengthened(String beginning) {
        StringBuilder text = new StringBuilder(beginning);
        while (text.codePointCount(0, text.length()) < characters) {
            text.append(" été à la plage 🎉👩‍🚀,");
        }
        return text.append('.').toString();
    }

    @ParameterizedTest
    @FieldSource("WAITING")
    void afterOneMessageASecondOfTheSameProcessAndOneOfACharacterAreHeard(ClientKind kind) throws Exception {
        // A zero byte and a text are told at once only where the program has said so before.
        String before = kind + " once";
        assertThat(say(kind, before, 1)).isZero();
        bridge.awaitText(before);
        String text = kind + " twice";
        assertThat(say(kind, text, 2)).isZero();
        if (kind.isBare()) {
            // Nothing says where the first one ended: without a pause both are one.
            bridge.awaitText(text + text);
        } else {
            await().atMost(StartedProgram.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(times(text)).as("%s", bridge.errors()).isEqualTo(2));
        }
        long timesBefore = times("A");
        assertThat(say(kind, "A", 1)).isZero();
        await().atMost(StartedProgram.PATIENCE)
                .untilAsserted(
                        () -> assertThat(times("A")).as("%s", bridge.errors()).isGreaterThan(timesBefore));
        // Nobody hangs because there is nothing to say.
        assertThat(say(kind, "", 1)).isZero();
    }

    @Test
    void eightOfEveryKindAtOnceAreHeardWholeOrRejectedWhole() throws Exception {
        Random random = new Random(20261121);
        int whole = 0;
        for (int round = 1; round <= rounds; round++) {
            List<String> texts = new ArrayList<>();
            List<StartedProgram> clients = new ArrayList<>();
            int before = bridge.heard().size();
            long rejectedBefore = rejected();
            for (int i = 0; i < 8; i++) {
                texts.add("round %d, disk of node %d is full: été 🎉".formatted(round, i));
                clients.add(ClientKind.any(WAITING, random).say(bridge.pid(), texts.get(i), 1));
            }
            for (StartedProgram client : clients) {
                assertThat(client.exitStatus()).isZero();
            }
            await().atMost(StartedProgram.PATIENCE)
                    .until(() -> bridge.heard().size() - before + rejected() - rejectedBefore >= 8);
            List<String> heard = bridge.heard().subList(before, bridge.heard().size());
            assertThat(texts).containsAll(heard);
            whole += heard.size();
        }
        System.err.printf("eight of every kind at once: %d of %d whole%n", whole, 8 * rounds);
        if (rounds >= 100) {
            assertThat(8 * rounds - whole).isLessThanOrEqualTo(8 * rounds / 100);
        }
    }

    private int say(ClientKind kind, String text, int times) throws Exception {
        return kind.say(bridge.pid(), text, times).exitStatus();
    }

    private long times(String text) {
        return bridge.heard().stream().filter(text::equals).count();
    }

    private long rejected() {
        return bridge.errors().stream()
                .filter(line -> line.contains("message rejected") || line.contains("message broken off"))
                .count();
    }
}
