package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The requests of the interactive client: a {@link ChatClient} answers them, or a script in tests. */
public interface ChatRequests {
    CompletableFuture<JoinedRoom> createRoom(RoomOptions options);

    CompletableFuture<JoinedRoom> join(String room, @Nullable String password);

    CompletableFuture<RoomHistory> history(String room, HistoryQuery query);

    CompletableFuture<Void> leave(String room);

    CompletableFuture<Void> closeRoom(String room);

    CompletableFuture<List<RoomSummary>> rooms();

    CompletableFuture<List<RoomMember>> members(String room);

    CompletableFuture<Void> setTopic(String room, String topic);

    CompletableFuture<Void> changeRoom(String room, RoomSettingsChange change);

    CompletableFuture<String> kick(String room, String name, String reason);

    CompletableFuture<String> ban(String room, String name, Duration time, String reason, boolean address);

    CompletableFuture<String> unban(String room, String name);

    CompletableFuture<String> setRole(String room, String name, MemberRole role, Duration time, String reason);

    CompletableFuture<List<RoomBan>> bans(String room);

    CompletableFuture<RoomInvitation.Made> invite(String room, int uses, Duration time);

    CompletableFuture<List<RoomInvitation>> invitations(String room);

    CompletableFuture<String> uninvite(String room, String id);

    Publication publish(String room, String text);

    CompletableFuture<Search.Page> search(Search search);

    ConnectionStatus status();

    static ChatRequests of(ChatClient client) {
        return new ChatRequests() {
            @Override
            public CompletableFuture<JoinedRoom> createRoom(RoomOptions options) {
                return client.createRoom(options);
            }

            @Override
            public CompletableFuture<JoinedRoom> join(String room, @Nullable String password) {
                return client.join(room, password, false);
            }

            @Override
            public CompletableFuture<RoomHistory> history(String room, HistoryQuery query) {
                return client.history(room, query);
            }

            @Override
            public CompletableFuture<Void> leave(String room) {
                return client.leave(room);
            }

            @Override
            public CompletableFuture<Void> closeRoom(String room) {
                return client.closeRoom(room);
            }

            @Override
            public CompletableFuture<List<RoomSummary>> rooms() {
                return client.rooms();
            }

            @Override
            public CompletableFuture<List<RoomMember>> members(String room) {
                return client.members(room);
            }

            @Override
            public CompletableFuture<Void> setTopic(String room, String topic) {
                return client.setTopic(room, topic);
            }

            @Override
            public CompletableFuture<Void> changeRoom(String room, RoomSettingsChange change) {
                return client.changeRoom(room, change);
            }

            @Override
            public CompletableFuture<String> kick(String room, String name, String reason) {
                return client.moderation().kick(room, name, reason);
            }

            @Override
            public CompletableFuture<String> ban(
                    String room, String name, Duration time, String reason, boolean address) {
                return client.moderation().ban(room, name, time, reason, address);
            }

            @Override
            public CompletableFuture<String> unban(String room, String name) {
                return client.moderation().unban(room, name);
            }

            @Override
            public CompletableFuture<String> setRole(
                    String room, String name, MemberRole role, Duration time, String reason) {
                return client.moderation().setRole(room, name, role, time, reason);
            }

            @Override
            public CompletableFuture<List<RoomBan>> bans(String room) {
                return client.moderation().bans(room);
            }

            @Override
            public CompletableFuture<RoomInvitation.Made> invite(String room, int uses, Duration time) {
                return client.moderation().invite(room, uses, time);
            }

            @Override
            public CompletableFuture<List<RoomInvitation>> invitations(String room) {
                return client.moderation().invitations(room);
            }

            @Override
            public CompletableFuture<String> uninvite(String room, String id) {
                return client.moderation().uninvite(room, id);
            }

            @Override
            public Publication publish(String room, String text) {
                return client.publish(room, text, null);
            }

            @Override
            public CompletableFuture<Search.Page> search(Search search) {
                return client.search(search);
            }

            @Override
            public ConnectionStatus status() {
                return client.status();
            }
        };
    }
}
