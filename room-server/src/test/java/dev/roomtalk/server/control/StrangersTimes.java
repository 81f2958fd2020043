package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.control.StrangersTest.Target;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how long a stranger waits for each answer of {@link StrangersTest}: as long for a private room as for none.
 * It needs a quiet machine, so no build runs it; by hand: {@code bin/test room-server StrangersTimes}.
 */
class StrangersTimes {
    private static final int ROUNDS = 200;
    private static final int PASSWORD_ROUNDS = 60;
    private static final double MARGIN = 0.1;
    private static final double MARGIN_MILLIS = 0.2;
    private static final int BARRIER = 7_777;

    @TempDir
    Path dataDir;

    private static boolean takesTheTimeOfAHash(ClientMessage.Builder request) {
        return request.getJoinRoom().getPassword().equals("guess")
                && request.getJoinRoom().getInvitation().isEmpty();
    }

    private static double millis(TestClient client, ClientMessage.Builder request) throws IOException {
        long begun = System.nanoTime();
        if (request.hasFrame() || request.hasUseTransport()) {
            client.send(request.clone());
            client.sendFrameByTcp(TestClient.publish(BARRIER, 99, "barrier"));
            client.readUntil(message -> message.hasFrame()
                    && message.getFrame().getKindCase() == Frame.KindCase.ACK
                    && message.getFrame().getAck().getRoom() == BARRIER);
        } else {
            client.ask(request.clone());
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    @Test
    void aPrivateRoomTakesAsLongAsNone() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Node node = TestNode.plain(
                        dataDir,
                        Setting.FAILURES_PER_ADDRESS,
                        1_000_000,
                        Setting.PUBLISH_RATE,
                        1_000_000,
                        Setting.PUBLISH_BURST,
                        1_000_000,
                        Setting.PUBLISH_RATE_PER_ADDRESS,
                        1_000_000,
                        Setting.PUBLISH_BURST_PER_ADDRESS,
                        1_000_000,
                        Setting.REQUEST_RATE,
                        1_000_000,
                        Setting.REQUEST_BURST,
                        1_000_000,
                        Setting.REQUEST_RATE_PER_ADDRESS,
                        1_000_000,
                        Setting.REQUEST_BURST_PER_ADDRESS,
                        1_000_000,
                        Setting.NEW_USERS_PER_ADDRESS,
                        1_000_000);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            for (Target room : StrangersTest.privateRooms(alice)) {
                for (ClientMessage.BodyCase kind : ClientMessage.BodyCase.values()) {
                    List<ClientMessage.Builder> aboutRoom = StrangersTest.requests(kind, room);
                    List<ClientMessage.Builder> aboutNone = StrangersTest.requests(kind, StrangersTest.NONE);
                    for (int i = 0; i < aboutRoom.size(); i++) {
                        compare(
                                node,
                                bob,
                                kind + "[" + i + "] " + room.name(),
                                aboutRoom.get(i),
                                aboutNone.get(i),
                                wrong);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(
            Node node,
            TestClient stranger,
            String what,
            ClientMessage.Builder aboutRoom,
            ClientMessage.Builder aboutNone,
            List<String> wrong)
            throws IOException {
        int rounds = takesTheTimeOfAHash(aboutRoom) ? PASSWORD_ROUNDS : ROUNDS;
        double[] room = new double[rounds];
        double[] none = new double[rounds];
        TestClient client = stranger;
        for (int round = -10; round < rounds; round++) {
            // A user has ten guesses a minute at each name.
            if (takesTheTimeOfAHash(aboutRoom) && Math.floorMod(round, 10) == 0) {
                client = TestClient.welcomed(node, "guesser" + System.nanoTime());
            }
            // Each comes first in turn.
            double first = millis(client, round % 2 == 0 ? aboutRoom : aboutNone);
            double second = millis(client, round % 2 == 0 ? aboutNone : aboutRoom);
            if (round >= 0) {
                room[round] = round % 2 == 0 ? first : second;
                none[round] = round % 2 == 0 ? second : first;
            }
        }
        double ofRoom = median(room);
        double ofNone = median(none);
        String line = "%-28s private room %8.3f ms, none %8.3f ms".formatted(what, ofRoom, ofNone);
        System.out.println(line);
        if (Math.abs(ofRoom - ofNone) > Math.max(MARGIN * ofNone, MARGIN_MILLIS)) {
            wrong.add(line);
        }
    }
}
