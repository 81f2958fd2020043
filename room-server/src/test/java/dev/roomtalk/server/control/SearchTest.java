package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.FoundMessage;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SearchHit;
import dev.roomtalk.proto.SearchPage;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who finds what, over real sockets. */
class SearchTest {
    @TempDir
    Path dataDir;

    private static ClientMessage.Builder search(Search.Builder search) {
        return ClientMessage.newBuilder().setSearch(search);
    }

    private static Search.Builder words(String words, String... rooms) {
        Search.Builder search = Search.newBuilder().setWords(words);
        for (String room : rooms) {
            search.addPlaces(SearchPlace.newBuilder().setRoom(room));
        }
        return search;
    }

    private static void say(TestClient client, int room, long n, String text) throws IOException {
        client.sendFrameByTcp(TestClient.publish(room, n, text));
        client.readUntil(m -> m.getFrame().hasAck() && m.getFrame().getAck().getN() == n);
    }

    private static SearchPage page(TestClient client, Search.Builder search) throws IOException {
        ServerMessage answer = client.ask(search(search));
        assertThat(answer.hasSearchPage()).as(answer.toString()).isTrue();
        return answer.getSearchPage();
    }

    private static List<String> texts(TestClient client, Search.Builder search) throws IOException {
        return page(client, search).getHitsList().stream()
                .map(hit -> hit.getMessage().getText())
                .toList();
    }

    private static Refusal refusal(TestClient client, Search.Builder search) throws IOException {
        ServerMessage answer = client.ask(search(search));
        assertThat(answer.hasRefusal()).as(answer.toString()).isTrue();
        return answer.getRefusal();
    }

    private static void leave(TestClient client, String room) throws IOException {
        assertThat(client.ask(ClientMessage.newBuilder()
                                .setLeaveRoom(LeaveRoom.newBuilder().setName(room)))
                        .hasDone())
                .isTrue();
    }

    /** It is refused, in the words for a room that there is not. */
    private static void assertHidden(TestClient client, String room) throws IOException {
        Refusal refused = refusal(client, words("rain", room));
        Refusal nowhere = refusal(client, words("rain", "nowhere"));
        assertThat(refused.getReason()).isEqualTo(RefusalReason.NO_SUCH_ROOM);
        assertThat(refused.getSentence().replace(room, "nowhere")).isEqualTo(nowhere.getSentence());
        assertThat(refused.toBuilder().clearSentence().build())
                .isEqualTo(nowhere.toBuilder().clearSentence().build());
    }

    @Test
    void aMemberFindsWhatWasSaidWithWhatIsAroundIt() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int room = alice.create("ops").getRoom();
            bob.join("ops");
            say(alice, room, 1, "before");
            say(bob, room, 1, "🌧 Rain at last, rain!");
            say(alice, room, 2, "after");
            SearchPage page = page(alice, words("rain").setContext(1));
            assertThat(page.getRestList()).isEmpty();
            SearchHit hit = page.getHits(0);
            assertThat(hit.getRoom()).isEqualTo("ops");
            assertThat(hit.getMessage().getAuthor()).isEqualTo("bob");
            assertThat(hit.getMessage().getUserId()).isEqualTo(bob.welcome().getUserId());
            assertThat(hit.getMessage().getSequence()).isEqualTo(2);
            assertThat(hit.getMessage().getTimeMs()).isPositive();
            assertThat(hit.getBeforeList()).extracting(FoundMessage::getText).containsExactly("before");
            assertThat(hit.getAfterList()).extracting(FoundMessage::getText).containsExactly("after");
            // In code points: the emoji is one.
            assertThat(hit.getMatchesList()).containsExactly(2, 4, 16, 4);
            assertThat(texts(alice, Search.newBuilder().setAuthor("ALICE"))).containsExactly("after", "before");
            assertThat(texts(alice, words("rain").setAuthor("alice"))).isEmpty();
            long time = hit.getMessage().getTimeMs();
            assertThat(texts(alice, words("rain").setFromMs(time))).hasSize(1);
            assertThat(texts(alice, words("rain").setBeforeMs(time))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void onlyWhoMayReadARoomFindsIt(String engine) throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.ENGINE, engine);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int ops = alice.create("ops").getRoom();
            say(alice, ops, 1, "rain in ops");
            int secret = alice.create("secret").getRoom();
            say(alice, secret, 1, "rain in secret");

            assertThat(texts(bob, words("rain"))).isEmpty();
            assertHidden(bob, "ops");
            bob.join("ops");
            assertThat(texts(bob, words("rain"))).containsExactly("rain in ops");
            assertThat(texts(bob, words("rain", "OPS"))).containsExactly("rain in ops");
            assertHidden(bob, "secret");
            assertThat(refusal(bob, words("rain", "ops", "secret")).getReason()).isEqualTo(RefusalReason.NO_SUCH_ROOM);
            assertThat(texts(alice, words("rain"))).containsExactly("rain in secret", "rain in ops");

            leave(bob, "ops");
            assertThat(texts(bob, words("rain"))).isEmpty();
            assertHidden(bob, "ops");
        }
    }

    @Test
    void aWrongPasswordOpensNothing() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int room = alice.ask(ClientMessage.newBuilder()
                            .setCreateRoom(dev.roomtalk.proto.CreateRoom.newBuilder()
                                    .setName("ops")
                                    .setPassword("right")))
                    .getJoined()
                    .getRoom();
            say(alice, room, 1, "rain");
            assertThat(bob.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(
                                            JoinRoom.newBuilder().setName("ops").setPassword("wrong")))
                            .hasRefusal())
                    .isTrue();
            assertHidden(bob, "ops");
            assertThat(texts(bob, words("rain"))).isEmpty();
        }
    }

    @Test
    void aVisitCountsAsLongAsItLasts() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            say(alice, alice.create("ops").getRoom(), 1, "rain");
            bob.ask(ClientMessage.newBuilder()
                    .setJoinRoom(JoinRoom.newBuilder().setName("ops").setVisit(true)));
            assertThat(texts(bob, words("rain"))).containsExactly("rain");
            leave(bob, "ops");
            assertHidden(bob, "ops");
        }
    }

    @Test
    void aRoomThatIsMadeAgainHasNothingOfTheOneBefore() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            say(alice, alice.create("ops").getRoom(), 1, "old rain");
            bob.join("ops");
            alice.ask(ClientMessage.newBuilder()
                    .setCloseRoom(CloseRoom.newBuilder().setName("ops")));
            bob.readUntil(ServerMessage::hasRoomClosed);
            assertHidden(bob, "ops");
            int again = bob.create("ops").getRoom();
            assertThat(texts(bob, words("rain"))).isEmpty();
            say(bob, again, 1, "new rain");
            assertThat(texts(bob, words("rain"))).containsExactly("new rain");
            // Who was in the first is not in the second.
            assertHidden(alice, "ops");
            assertThat(texts(alice, words("rain"))).isEmpty();
        }
    }

    @Test
    void aRoomThatKeepsNothingHasNothingToSearch() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.ask(ClientMessage.newBuilder()
                    .setCreateRoom(dev.roomtalk.proto.CreateRoom.newBuilder()
                            .setName("whispers")
                            .setNoHistory(true)));
            assertThat(refusal(alice, words("rain", "whispers")).getSentence())
                    .isEqualTo("room 'whispers' keeps no history: there is nothing to search in it");
            assertThat(page(alice, words("rain")).getHitsCount()).isZero();
        }
    }

    @Test
    void aMemberFindsWhatWasSaidAlsoAfterARestartAndBeforeItJoinsAgain() throws IOException {
        dev.roomtalk.proto.Welcome alice;
        try (Node node = TestNode.plain(dataDir);
                TestClient first = TestClient.welcomed(node, "alice")) {
            alice = first.welcome();
            say(first, first.create("ops").getRoom(), 1, "rain");
        }
        try (Node node = TestNode.plain(dataDir);
                TestClient again = new TestClient(node.port());
                TestClient eve = TestClient.welcomed(node, "eve")) {
            again.hello(dev.roomtalk.proto.Hello.newBuilder()
                    .addVersions(dev.roomtalk.wire.Protocol.VERSION)
                    .setInstance(5)
                    .setToken(alice.getToken())
                    .build());
            assertThat(texts(again, words("rain"))).containsExactly("rain");
            assertThat(texts(eve, words("rain"))).isEmpty();
            assertHidden(eve, "ops");
        }
    }

    @Test
    void pagesAreSmallAndFollowEachOther() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int ops = alice.create("ops").getRoom();
            int dev = alice.create("dev").getRoom();
            List<String> said = new ArrayList<>();
            for (int n = 1; n <= 20; n++) {
                String text = "rain " + n + " " + "é".repeat(1900);
                say(alice, n % 2 == 0 ? ops : dev, n, text);
                said.addFirst(text);
            }
            List<String> found = new ArrayList<>();
            Search.Builder search = words("rain", "ops", "dev").setContext(5);
            SearchPage page;
            do {
                ServerMessage answer = alice.ask(search(search));
                assertThat(answer.getSerializedSize()).isLessThanOrEqualTo(65_536);
                page = answer.getSearchPage();
                page.getHitsList().forEach(hit -> found.add(hit.getMessage().getText()));
                search.clearPlaces().addAllPlaces(page.getRestList());
            } while (page.getRestCount() > 0);
            assertThat(found).containsExactlyInAnyOrderElementsOf(said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "...", "\"\" * !", "\u200b"})
    void withoutAWordThereIsNothingToLookFor(String words) throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("ops");
            assertThat(refusal(alice, words(words)).getReason()).isEqualTo(RefusalReason.BAD_REQUEST);
        }
    }

    @Test
    void aReversedRangeIsRefusedAsOneAndAnEmptyOneIsNot() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("ops");
            for (long before : new long[] {1, 1999}) {
                Refusal refused =
                        refusal(alice, words("rain", "ops").setFromMs(2000).setBeforeMs(before));
                assertThat(refused.getReason()).isEqualTo(RefusalReason.BAD_REQUEST);
                assertThat(refused.getSentence()).contains("a reversed range");
            }
            assertThat(texts(alice, words("rain", "ops").setFromMs(2000).setBeforeMs(2000)))
                    .isEmpty();
            assertThat(texts(alice, words("rain", "ops").setFromMs(2000))).isEmpty();
        }
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            assertThat(refusal(alice, words("rain", "a\nb")).getReason()).isEqualTo(RefusalReason.BAD_NAME);
            assertThat(refusal(alice, words("rain").setAuthor("a\nb")).getReason())
                    .isEqualTo(RefusalReason.BAD_NAME);
            assertThat(refusal(alice, words("x".repeat(1001))).getReason()).isEqualTo(RefusalReason.TOO_LONG);
            assertThat(page(alice, words("rain")).getHitsCount()).isZero();
        }
    }
}
