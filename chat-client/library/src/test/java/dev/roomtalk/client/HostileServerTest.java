package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.roomtalk.client.ScriptedServer.Peer;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.MemberCount;
import dev.roomtalk.proto.ServerMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No string of a server but the text of a message steers a terminal, breaks a line or is longer than its kind. */
class HostileServerTest {
    private static final int ROOM = 1;
    private static final int LAST = 4242;
    /** What a program shows as text of others anyway. */
    private static final Set<String> TEXT = Set.of("text");

    private final List<String> shown = new ArrayList<>();

    /** The same message with every string in it replaced, and one element in every list. */
    private static Message.Builder spoiled(Message.Builder message, String evil) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean text = TEXT.contains(field.getName());
            if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
                put(message, field, text ? "hello" : evil);
            } else if (field.getJavaType() == FieldDescriptor.JavaType.INT
                    && field.getName().equals("room")) {
                put(message, field, ROOM);
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                put(
                        message,
                        field,
                        spoiled(message.newBuilderForField(field), evil).build());
            }
        }
        return message;
    }

    private static void put(Message.Builder message, FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            message.addRepeatedField(field, value);
        } else {
            message.setField(field, value);
        }
    }

    private static ServerMessage.Builder answer(String body, String evil) {
        ServerMessage.Builder answer = ServerMessage.newBuilder();
        FieldDescriptor field = ServerMessage.getDescriptor().findFieldByName(body);
        return answer.setField(
                field, spoiled(answer.newBuilderForField(field), evil).build());
    }

    /** Welcomes the client, and answers each request with what belongs to it, spoiled. */
    private static void serve(Peer peer, String evil) throws IOException {
        peer.hello();
        peer.welcome();
        while (true) {
            ClientMessage request = peer.request();
            String body =
                    switch (request.getBodyCase()) {
                        case JOIN_ROOM -> "joined";
                        case LIST_ROOMS -> "room_list";
                        case LIST_MEMBERS -> "member_list";
                        case LIST_AUTHORS -> "author_list";
                        case READ_HISTORY -> "history_page";
                        case LIST_BANS -> "ban_list";
                        case LIST_INVITATIONS -> "invitation_list";
                        case SEARCH -> "search_page";
                        case SET_ROLE -> "done";
                        case FRAME, USE_TRANSPORT -> "";
                        default -> "refusal";
                    };
            if (!body.isEmpty()) {
                ServerMessage.Builder answer = answer(body, evil).setRequestId(request.getRequestId());
                if (answer.hasJoined()) {
                    answer.setJoined(
                            Joined.newBuilder(answer.getJoined()).setRoom(ROOM).setEpoch(5));
                }
                if (answer.hasHistoryPage()) {
                    HistoryPage.Builder page = answer.getHistoryPageBuilder().setCoversTo(9);
                    page.getMessagesBuilderList().forEach(message -> message.setSequence(9));
                }
                peer.send(answer.build());
                if (answer.hasJoined()) {
                    events(peer, evil);
                }
            }
        }
    }

    private static void events(Peer peer, String evil) throws IOException {
        Author author = ((Author.Builder) spoiled(Author.newBuilder(), evil))
                .setNumber(7)
                .setUserId(7)
                .build();
        peer.send(ServerMessage.newBuilder()
                .setFrame(Frame.newBuilder()
                        .setDeliver(((Deliver.Builder) spoiled(Deliver.newBuilder(), evil))
                                .setAuthor(7)
                                .setAuthorInfo(author)
                                .setSequence(1)
                                .setN(1)
                                .clearEpoch()))
                .build());
        for (String event : List.of(
                "member_joined",
                "member_left",
                "role_changed",
                "user_removed",
                "presence_changed",
                "host_changed",
                "topic_changed",
                "room_changed")) {
            peer.send(answer(event, evil).build());
        }
        peer.send(ServerMessage.newBuilder()
                .setMemberCount(MemberCount.newBuilder().setRoom(ROOM).setMemberCount(LAST))
                .build());
    }

    private void show(Object value) {
        shown.add(value.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b]0;owned\u0007\u001b[2J",
                "alice\nbob\r\n",
                "ali\u202ece",
                "a\u200bb\u2028c\ue000",
                "\u0000",
                "long"
            })
    void noStringOfAServerDoesMoreThanLookStrange(String kind) throws Exception {
        String evil = kind.equals("long") ? "ä".repeat(5_000) : kind;
        try (ScriptedServer server = new ScriptedServer(peer -> serve(peer, evil));
                TestClient client = TestClient.start("alice", "127.0.0.1", server.port(), true, false)) {
            JoinedRoom room = get(client.client.join("lobby", null, false));
            show(room);
            await().atMost(PATIENCE)
                    .until(() -> client.events(ChatEvent.MemberCount.class).stream()
                            .anyMatch(count -> count.members() == LAST));
            show(get(client.client.rooms()));
            show(get(client.client.members(room.name())));
            show(get(client.client.moderation().bans(room.name())));
            show(get(client.client.moderation().invitations(room.name())));
            show(get(client.client
                    .moderation()
                    .setRole(room.name(), "bob", MemberRole.MUTED, Duration.ofMinutes(1), "")));
            show(get(client.client.history(room.name(), HistoryQuery.before(10, 5))));
            show(failure(client.client.setTopic(room.name(), "topic")).getMessage());
            client.events.forEach(this::show);
            assertThat(client.events(ChatEvent.Message.class)).isNotEmpty();
            assertThat(client.events(ChatEvent.RoleChanged.class)).isNotEmpty();
            assertThat(client.events(ChatEvent.TopicChanged.class)).isNotEmpty();
        }
        assertThat(shown).allSatisfy(line -> {
            assertThat(line.codePoints().noneMatch(VisibleText::steers))
                    .as(line)
                    .isTrue();
            assertThat(line.length()).isLessThan(12_000);
        });
    }
}
