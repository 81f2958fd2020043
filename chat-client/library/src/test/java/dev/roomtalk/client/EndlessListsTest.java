package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ScriptedServer.Peer;
import dev.roomtalk.proto.BanList;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.InvitationList;
import dev.roomtalk.proto.ListedBan;
import dev.roomtalk.proto.ListedInvitation;
import dev.roomtalk.proto.ServerMessage;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A hostile server whose lists never end, and whose pages of history do not go on, keeps no client busy for ever. */
class EndlessListsTest {
    private static final int PAGE = 100;

    private final AtomicInteger pages = new AtomicInteger();

    /** Always another page, of a list that is said to be longer. */
    private static ServerMessage.Builder answer(ClientMessage request) {
        ServerMessage.Builder answer = ServerMessage.newBuilder().setRequestId(request.getRequestId());
        return switch (request.getBodyCase()) {
            case LIST_BANS ->
                answer.setBanList(BanList.newBuilder()
                        .addAllBans(Collections.nCopies(PAGE, ListedBan.getDefaultInstance()))
                        .setBanCount(Integer.MAX_VALUE));
            case LIST_INVITATIONS ->
                answer.setInvitationList(InvitationList.newBuilder()
                        .addAllInvitations(Collections.nCopies(PAGE, ListedInvitation.getDefaultInstance()))
                        .setInvitationCount(Integer.MAX_VALUE));
            default -> throw new IllegalArgumentException(request.toString());
        };
    }

    private void serveLists(Peer peer) throws IOException {
        peer.hello();
        peer.welcome();
        while (true) {
            ServerMessage answer = answer(peer.request()).build();
            pages.incrementAndGet();
            peer.send(answer);
        }
    }

    static Stream<Arguments> lists() {
        return Stream.<Function<Moderation, CompletableFuture<?>>>of(
                        moderation -> moderation.bans("lobby"), moderation -> moderation.invitations("lobby"))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListHasAsManyEntriesAsAServerKeepsAtMost(Function<Moderation, CompletableFuture<?>> list) {
        try (ScriptedServer server = new ScriptedServer(this::serveLists);
                TestClient client = TestClient.start("alice", "127.0.0.1", server.port(), true, false)) {
            ChatException why = failure(list.apply(client.client.moderation()));
            assertThat(why.reason()).isEqualTo(ChatException.Reason.PROTOCOL_ERROR);
            assertThat(why.getMessage()).contains("10000 entries");
            assertThat(pages.get()).isEqualTo(10_000 / PAGE);
        }
    }

    /** Message 5 again and again, one that lies behind the page, none at all in order. */
    @ParameterizedTest
    @ValueSource(strings = {"5 5 5", "9 7 5", "8 9 20", "8 7 9"})
    void aPageOfHistoryThatDoesNotGoOnIsRefused(String page) {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.hello();
                    peer.welcome();
                    peer.joined(peer.request(), 1);
                    while (true) {
                        ClientMessage asked = peer.request();
                        if (asked.hasReadHistory()) {
                            HistoryPage.Builder answer =
                                    HistoryPage.newBuilder().setRoom(1).setCoversTo(10);
                            for (String sequence : page.split(" ", -1)) {
                                answer.addMessages(Deliver.newBuilder()
                                        .setRoom(1)
                                        .setSequence(Long.parseLong(sequence))
                                        .setText("again"));
                            }
                            peer.send(ServerMessage.newBuilder()
                                    .setRequestId(asked.getRequestId())
                                    .setHistoryPage(answer)
                                    .build());
                        }
                    }
                });
                TestClient client = TestClient.start("alice", "127.0.0.1", server.port(), true, false)) {
            get(client.client.join("lobby", null, false));
            ChatException why = failure(client.client.history("lobby", HistoryQuery.after(5)));
            assertThat(why.reason()).isEqualTo(ChatException.Reason.PROTOCOL_ERROR);
            assertThat(why.getMessage()).contains("is not one of the history");
        }
    }
}
