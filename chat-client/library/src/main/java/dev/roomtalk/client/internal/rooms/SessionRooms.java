package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.client.internal.wire.ServerText;
import dev.roomtalk.client.internal.wire.ToServer;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Typing;
import dev.roomtalk.wire.Name;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that this session is in. Confined to the session's loop but for {@link #publish}, which any thread may
 * call: it finds the room's {@link RoomOutbox} in a concurrent map. Over 300 lines, because joining, returning, losing
 * and leaving change the same maps.
 */
public final class SessionRooms {
    private final SessionLoop loop;
    private final RandomGenerator random;
    private final long instance;
    private final Requests requests;
    private final FrameOutlet outlet;
    private final ResendTimes resendTimes;
    private final Consumer<ChatEvent> events;
    private final Map<String, SessionRoom> byKey = new LinkedHashMap<>();
    private final Map<Integer, SessionRoom> byNumber = new HashMap<>();
    private final UnclaimedFrames unclaimed;
    private final HistoryReader history;
    private final Rejoining rejoining;
    // By the room's key, for the life of the session: a room that is joined again goes on counting.
    private final Map<String, RoomOutbox> outboxes = new ConcurrentHashMap<>();
    private final RoomEvents roomEvents;
    private long userId;
    private int joining;
    private int inFlight = 1;

    public SessionRooms(
            SessionLoop loop,
            RandomGenerator random,
            long instance,
            Requests requests,
            FrameOutlet outlet,
            RoundTrip roundTrip,
            Consumer<ChatEvent> events) {
        this.loop = loop;
        this.random = random;
        this.instance = instance;
        this.requests = requests;
        this.outlet = outlet;
        this.resendTimes = new ResendTimes(roundTrip);
        this.events = events;
        this.unclaimed = new UnclaimedFrames(loop);
        this.history = new HistoryReader(loop, requests);
        this.rejoining = new Rejoining(loop, requests, new Rejoined());
        this.roomEvents = new RoomEvents(byNumber::get, events, (room, why) -> remove(room, new Receipt.Unknown(why)));
    }

    /** From any thread. */
    public Publication publish(String room, String key, long n, MessageContent content) {
        RoomOutbox outbox = outboxes.get(key);
        return outbox == null
                ? RoomOutbox.refused(room, Reason.NOT_A_MEMBER, "this session is not in room " + room)
                : outbox.offer(n, content);
    }

    public void create(RoomOptions options, CompletableFuture<JoinedRoom> made) {
        enter(ToServer.create(options), false, options.password(), options.quiet(), false, options, made);
    }

    public void join(
            String name,
            @Nullable String password,
            boolean quiet,
            boolean visit,
            CompletableFuture<JoinedRoom> joined) {
        SessionRoom room = byKey.get(key(name));
        ToServer.Position known = room == null ? null : room.position();
        enter(ToServer.join(name, password, quiet, visit, known), true, password, quiet, visit, null, joined);
    }

    private void enter(
            ClientMessage.Builder request,
            boolean repeatable,
            @Nullable String password,
            boolean quiet,
            boolean visit,
            @Nullable RoomOptions made,
            CompletableFuture<JoinedRoom> entered) {
        joining++;
        requests.ask(request, repeatable, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                joining--;
                if (!answer.hasJoined()) {
                    entered.completeExceptionally(unexpected());
                    return;
                }
                entered.complete(onJoined(answer.getJoined(), password, quiet, visit, made));
            }

            @Override
            public void onFailure(ChatException why) {
                joining--;
                entered.completeExceptionally(why);
            }
        });
    }

    /** The number of a room on the present connection; 0: this session is not in it. */
    public int number(String name) {
        SessionRoom room = byKey.get(key(name));
        return room == null ? 0 : room.number;
    }

    /** The user is writing in a room: one that is not joined now is told nothing. */
    public void typing(String name) {
        int number = number(name);
        Frame frame = Frame.newBuilder()
                .setTyping(Typing.newBuilder().setRoom(number))
                .build();
        if (number != 0 && !outlet.sendByUdp(frame)) {
            outlet.sendByTcp(frame);
        }
    }

    public void leave(String name, CompletableFuture<Void> left) {
        ClientMessage.Builder request =
                ClientMessage.newBuilder().setLeaveRoom(LeaveRoom.newBuilder().setName(name));
        requests.ask(request, true, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                SessionRoom room = byKey.get(key(name));
                if (room != null) {
                    remove(room, new Receipt.Unknown("the session left room " + room.name + " before an answer came"));
                }
                left.complete(null);
            }

            @Override
            public void onFailure(ChatException why) {
                left.completeExceptionally(why);
            }
        });
    }

    public void history(String name, HistoryQuery query, CompletableFuture<RoomHistory> read) {
        SessionRoom room = byKey.get(key(name));
        if (room == null) {
            read.completeExceptionally(new ChatException(Reason.NOT_A_MEMBER, "this session is not in room " + name));
        } else if (room.number == 0) {
            read.completeExceptionally(new ChatException(Reason.UNREACHABLE, "there is no connection to the server"));
        } else {
            CompletableFuture<HistoryPage> page = new CompletableFuture<>();
            history.read(room.number, query, page);
            CompletableFuture<?> _ = page.handle((answer, failure) -> {
                try {
                    return failure == null
                            ? read.complete(FromServer.history(room.name, instance, query, answer))
                            : read.completeExceptionally(failure);
                } catch (ChatException e) {
                    return read.completeExceptionally(e);
                }
            });
        }
    }

    private JoinedRoom onJoined(
            Joined joined, @Nullable String password, boolean quiet, boolean visit, @Nullable RoomOptions made) {
        String name = ServerText.roomName(joined.getName());
        String key = key(name);
        SessionRoom room = byKey.get(key);
        if (room == null) {
            RoomOutbox outbox = outboxes.computeIfAbsent(key, k -> new RoomOutbox(name, loop, outlet, resendTimes));
            MessageEvents messages = new MessageEvents(loop, instance, requests, outbox, events, rejoining::begin);
            RoomInbox inbox = new RoomInbox(instance, loop, random, outlet, history, messages);
            room = new SessionRoom(key, name, password, quiet, visit, made, inbox, outbox);
            messages.of(room);
            byKey.put(key, room);
            number(room, joined);
            inbox.open(joined);
        } else {
            number(room, joined);
            boolean sameServer = !room.forgotten;
            room.forgotten = false;
            room.inbox.resume(joined, sameServer);
        }
        room.outbox.open(joined.getRoom(), inFlight);
        for (Frame frame : unclaimed.claim(joined.getRoom())) {
            onFrame(frame);
        }
        return FromServer.joinedRoom(joined);
    }

    private void number(SessionRoom room, Joined joined) {
        byNumber.remove(room.number, room);
        room.number = joined.getRoom();
        room.name = ServerText.roomName(joined.getName());
        room.topic = ServerText.topic(joined.getTopic());
        room.history = joined.getHistory();
        room.hidden = joined.getPrivate();
        byNumber.put(room.number, room);
        if (Conversation.is(room.name)) {
            joined.getMembersList().stream()
                    .mapToLong(ListedMember::getUserId)
                    .filter(id -> id != userId)
                    .findFirst()
                    .ifPresent(id -> room.withUser = id);
        }
    }

    /**
     * The server has welcomed the session: joins every room again.
     *
     * @param serverForgot the server has restarted without its users and rooms
     */
    public void onConnected(long user, int limit, boolean serverForgot) {
        userId = user;
        roomEvents.onConnected(user);
        inFlight = limit;
        resendTimes.onNewPath();
        rejoining.onConnected();
        for (SessionRoom room : List.copyOf(byKey.values())) {
            room.forgotten |= serverForgot;
            rejoining.begin(room);
        }
    }

    public void onLost() {
        byNumber.clear();
        unclaimed.clear();
        history.onLost();
        for (SessionRoom room : byKey.values()) {
            room.number = 0;
            room.rejoining = false;
            room.inbox.pause();
            room.outbox.pause();
        }
    }

    public void onUdpLost() {
        resendTimes.onNewPath();
        byKey.values().forEach(room -> room.outbox.onUdpLost());
    }

    /** The session is over. */
    public void end(String why) {
        onLost();
        byKey.values().forEach(room -> room.outbox.close(new Receipt.Unknown(why)));
        byKey.clear();
    }

    /** Takes the rooms that come back. */
    private final class Rejoined implements Rejoining.Listener {
        @Override
        public void onAsked() {
            joining++;
        }

        @Override
        public void onAnswered() {
            joining--;
        }

        @Override
        public boolean wants(SessionRoom room) {
            return byKey.get(room.key) == room;
        }

        @Override
        public void onRejoined(SessionRoom room, Joined joined) {
            String name = ServerText.roomName(joined.getName());
            if (!key(name).equals(room.key)) {
                String why = "this conversation is called " + name + " now";
                remove(room, new Receipt.Unknown(why));
                events.accept(new ChatEvent.RejoinFailed(room.name, why));
                events.accept(new ChatEvent.ConversationActive(name));
                return;
            }
            JoinedRoom back = onJoined(joined, room.password, room.quiet, room.visit, room.made);
            events.accept(new ChatEvent.Rejoined(back));
        }

        @Override
        public void onFailed(SessionRoom room, ChatException why) {
            remove(room, new Receipt.Unknown("room " + room.name + " could not be joined again: " + why.getMessage()));
            events.accept(new ChatEvent.RejoinFailed(room.name, why.getMessage()));
        }
    }

    public void onFrame(Frame frame) {
        switch (frame.getKindCase()) {
            case DELIVER -> {
                SessionRoom room = roomOf(frame.getDeliver().getRoom(), frame);
                if (room != null) {
                    room.inbox.onDeliver(frame.getDeliver());
                }
            }
            case ACK -> {
                SessionRoom room = roomOf(frame.getAck().getRoom(), frame);
                if (room != null) {
                    room.outbox.onAck(frame.getAck(), room.inbox.epoch());
                }
            }
            case LATEST -> {
                SessionRoom room = roomOf(frame.getLatest().getRoom(), frame);
                if (room != null) {
                    room.inbox.onLatest(frame.getLatest());
                }
            }
            case ELSEWHERE -> {
                SessionRoom room = roomOf(frame.getElsewhere().getRoom(), frame);
                if (room != null) {
                    room.inbox.onElsewhere(frame.getElsewhere());
                }
            }
            case TYPING -> {
                SessionRoom room = byNumber.get(frame.getTyping().getRoom());
                if (room != null && !frame.getTyping().getName().isEmpty()) {
                    events.accept(new ChatEvent.Typing(
                            room.name, ServerText.userName(frame.getTyping().getName())));
                }
            }
            case PUBLISH, NACK, REPORT, PING, PONG, CHALLENGE, RESPONSE, KIND_NOT_SET -> {}
        }
    }

    private @Nullable SessionRoom roomOf(int number, Frame frame) {
        SessionRoom room = byNumber.get(number);
        if (room == null && joining > 0) {
            unclaimed.add(number, frame);
        }
        return room;
    }

    /** The server sent an event of a room. */
    public void onEvent(ServerMessage event) {
        roomEvents.onEvent(event);
    }

    private void remove(SessionRoom room, Receipt pending) {
        byKey.remove(room.key, room);
        byNumber.remove(room.number, room);
        room.inbox.pause();
        room.outbox.close(pending);
    }

    static ChatException unexpected() {
        return new ChatException(Reason.PROTOCOL_ERROR, "the server gave an answer that makes no sense");
    }

    /** What tells rooms apart: their names without regard to case and form. */
    public static String key(String name) {
        return Name.room(name) instanceof Name.Valid(Name valid) ? valid.key() : name;
    }
}
