package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.Conversations;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Listing;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client without a network: a server with rooms and people that a test puts there, and that answers at once. */
public final class FakeSession implements ChatClient, Moderation {
    public final String name;
    public final Map<String, String> passwords = new LinkedHashMap<>();
    public final List<String> calls = new ArrayList<>();
    public boolean connected = true;
    public boolean answering = true;
    /** Rooms keep history; a text that begins with "volatile " they do not keep. */
    public boolean history;
    /** Messages come back from their room and get no answer. */
    public boolean onlyRelaying;

    public final FakeFiles files = new FakeFiles();

    public final FakeConversations conversations = new FakeConversations();

    /** Rooms that keep nothing. */
    private final java.util.Set<String> passing = new java.util.HashSet<>();

    private static final int MOST_IN_A_PAGE = 200;

    private final Map<String, List<ChatEvent.Message>> remembered = new LinkedHashMap<>();
    private final Map<String, List<String>> rooms = new LinkedHashMap<>();
    private final Map<String, String> topics = new LinkedHashMap<>();
    private final List<Runnable> unanswered = new ArrayList<>();
    private final List<CompletableFuture<Receipt>> open = new ArrayList<>();
    private final List<String> joined = new ArrayList<>();
    public final java.util.Deque<RoomInvitation> invitations = new java.util.ArrayDeque<>();
    private final InstantSource clock;
    private final Consumer<ChatEvent> listener;
    private long sequence;

    /** What members say of being away. */
    public final Map<String, String> away = new LinkedHashMap<>();

    public FakeSession(String name, InstantSource clock, Consumer<ChatEvent> listener) {
        this.name = name;
        this.clock = clock;
        this.listener = listener;
    }

    public synchronized FakeSession room(String room, String... members) {
        rooms.put(room, new ArrayList<>(List.of(members)));
        return this;
    }

    public FakeSession topic(String room, String topic) {
        topics.put(room, topic);
        return this;
    }

    public void tell(ChatEvent event) {
        listener.accept(event);
    }

    /** Someone else says something. */
    public void says(String room, String author, String text) {
        says(room, author, null, text);
    }

    public synchronized void says(String room, String author, @Nullable String label, String text) {
        listener.accept(new ChatEvent.Message(room, 1, ++sequence, author, 7, label, text, clock.instant(), false));
    }

    /** Someone else reacts to a message. */
    public synchronized void reacts(String room, String author, long target, String text) {
        listener.accept(new ChatEvent.Message(
                room,
                1,
                ++sequence,
                author,
                7,
                null,
                text,
                clock.instant(),
                false,
                MessageKind.REACTION,
                new MessageId(1, target),
                0,
                null));
    }

    /** What was asked while nobody answered gets its answer. */
    public synchronized void answer() {
        answering = true;
        answer(unanswered.size());
    }

    /**
     * The first of what was asked while nobody answered get their answers, as a server that says TOO_FAST lets them
     * through.
     */
    public synchronized void answer(int count) {
        List<Runnable> answers = List.copyOf(unanswered.subList(0, count));
        unanswered.subList(0, count).clear();
        answers.forEach(Runnable::run);
    }

    /** The last thing that was asked while nobody answered gets its answer before the others. */
    public synchronized void answerLast() {
        unanswered.removeLast().run();
    }

    /** What was published while nobody answered never gets an answer. */
    public synchronized void lose(String why) {
        unanswered.clear();
        List<CompletableFuture<Receipt>> lost = List.copyOf(open);
        open.clear();
        lost.forEach(answered -> answered.complete(new Receipt.Unknown(why)));
    }

    @Override
    public synchronized CompletableFuture<JoinedRoom> createRoom(RoomOptions options) {
        calls.add("create " + options.name());
        if (rooms.containsKey(options.name())) {
            return refused(ChatException.Reason.ROOM_EXISTS, "there is a room named " + options.name() + " already");
        }
        room(options.name());
        if (!options.history()) {
            passing.add(options.name());
        }
        return enter(options.name());
    }

    @Override
    public synchronized CompletableFuture<JoinedRoom> join(String room, @Nullable String password, boolean quiet) {
        calls.add("join " + room);
        if (answering) {
            return admit(room, password);
        }
        CompletableFuture<JoinedRoom> answer = new CompletableFuture<>();
        unanswered.add(() -> admit(room, password).whenComplete((joined, refusal) -> {
            if (refusal == null) {
                answer.complete(joined);
            } else {
                answer.completeExceptionally(refusal);
            }
        }));
        return answer;
    }

    private CompletableFuture<JoinedRoom> admit(String room, @Nullable String password) {
        if (!rooms.containsKey(room)) {
            return refused(ChatException.Reason.NO_SUCH_ROOM, "there is no room named " + room);
        }
        String needed = passwords.get(room);
        if (needed != null && password == null) {
            return refused(ChatException.Reason.PASSWORD_NEEDED, room + " needs a password");
        }
        if (needed != null && !needed.equals(password)) {
            return refused(ChatException.Reason.WRONG_PASSWORD, "that is not the password of " + room);
        }
        return enter(room);
    }

    private CompletableFuture<JoinedRoom> enter(String room) {
        members(rooms, room).add(name);
        joined.add(room);
        List<RoomMember> members = memberList(room);
        return CompletableFuture.completedFuture(new JoinedRoom(
                room,
                topics.getOrDefault(room, ""),
                1,
                sequence,
                members,
                members.size(),
                history,
                !passing.contains(room),
                new RoomSettings(50, 86_400, 1000, 1 << 20, 0)));
    }

    private static List<String> members(Map<String, List<String>> rooms, String room) {
        return rooms.getOrDefault(room, new ArrayList<>());
    }

    private List<RoomMember> memberList(String room) {
        List<RoomMember> members = new ArrayList<>();
        for (String member : members(rooms, room)) {
            MemberRole role = members.isEmpty() ? MemberRole.HOST : MemberRole.MEMBER;
            members.add(new RoomMember(
                    members.size(),
                    member,
                    role,
                    null,
                    !member.startsWith("away"),
                    away.getOrDefault(member, ""),
                    null));
        }
        return members;
    }

    /** The room has such a history, one message a minute up to now; its sequences are 1 and following. */
    public synchronized void remember(String room, List<String> texts) {
        List<ChatEvent.Message> said = new ArrayList<>();
        for (String text : texts) {
            said.add(new ChatEvent.Message(
                    room,
                    1,
                    said.size() + 1,
                    "alice",
                    7,
                    null,
                    text,
                    clock.instant().minusSeconds(60L * (texts.size() - said.size())),
                    false));
        }
        remembered.put(room, said);
        sequence = Math.max(sequence, said.size());
    }

    /** The room does not keep these any longer. */
    public synchronized void forget(String room, long from, long to) {
        remembered(room).removeIf(message -> message.sequence() >= from && message.sequence() <= to);
    }

    /** Somebody else wrote these. */
    public synchronized void author(String room, long from, long to, String author) {
        remembered(room)
                .replaceAll(m -> m.sequence() < from || m.sequence() > to
                        ? m
                        : new ChatEvent.Message(
                                room, m.epoch(), m.sequence(), author, 8, m.label(), m.text(), m.time(), m.own()));
    }

    private List<ChatEvent.Message> remembered(String room) {
        return remembered.computeIfAbsent(room, _ -> new ArrayList<>());
    }

    @Override
    public synchronized CompletableFuture<RoomHistory> history(String room, HistoryQuery query) {
        calls.add("history " + room + " " + query.after() + " " + query.upTo() + " " + query.last());
        if (!connected) {
            return refused(ChatException.Reason.UNREACHABLE, "there is no connection to the server");
        }
        if (answering) {
            return CompletableFuture.completedFuture(read(room, query));
        }
        CompletableFuture<RoomHistory> answer = new CompletableFuture<>();
        unanswered.add(() -> answer.complete(read(room, query)));
        return answer;
    }

    private RoomHistory read(String room, HistoryQuery query) {
        List<ChatEvent.Message> all = remembered.getOrDefault(room, List.of());
        long end = Math.min(query.upTo() == 0 ? Long.MAX_VALUE : query.upTo(), sequence);
        List<ChatEvent.Message> asked = all.stream()
                .filter(m -> m.sequence() > query.after() && m.sequence() <= end)
                .toList();
        int count = Math.min(asked.size(), query.last() == 0 ? MOST_IN_A_PAGE : Math.min(query.last(), MOST_IN_A_PAGE));
        boolean full = count < asked.size();
        if (query.last() == 0) {
            List<ChatEvent.Message> page = asked.subList(0, count);
            return new RoomHistory(
                    room, page, query.after(), full ? page.getLast().sequence() : Math.max(query.after(), end), 1);
        }
        List<ChatEvent.Message> page = asked.subList(asked.size() - count, asked.size());
        return new RoomHistory(room, page, full ? page.getFirst().sequence() - 1 : query.after(), end, 1);
    }

    @Override
    public synchronized CompletableFuture<Void> leave(String room) {
        calls.add("leave " + room);
        joined.remove(room);
        return done();
    }

    @Override
    public synchronized CompletableFuture<Void> closeRoom(String room) {
        calls.add("close " + room);
        listener.accept(new ChatEvent.RoomClosed(room, "its host closed it"));
        return done();
    }

    @Override
    public synchronized CompletableFuture<Listing<RoomSummary>> listRooms() {
        List<RoomSummary> all = rooms.keySet().stream()
                .map(r -> new RoomSummary(
                        r,
                        topics.getOrDefault(r, ""),
                        members(rooms, r).size(),
                        members(rooms, r).size(),
                        passwords.containsKey(r),
                        joined.contains(r),
                        true,
                        false))
                .toList();
        return CompletableFuture.completedFuture(new Listing<>(all, all.size() + unlisted));
    }

    @Override
    public synchronized CompletableFuture<Listing<RoomMember>> listMembers(String room) {
        List<RoomMember> all = memberList(room);
        return CompletableFuture.completedFuture(new Listing<>(all, all.size() + unlisted));
    }

    /** Rooms in which it was told that the user is writing. */
    public final List<String> typing = new ArrayList<>();

    @Override
    public synchronized void typing(String room) {
        typing.add(room);
    }

    @Override
    public synchronized CompletableFuture<Void> setAway(String text) {
        calls.add("away " + text);
        away.put(name, text);
        joined.forEach(room -> listener.accept(new ChatEvent.AwayChanged(room, name, text)));
        return done();
    }

    @Override
    public synchronized CompletableFuture<Void> setTopic(String room, String topic) {
        calls.add("topic " + room + " " + topic);
        topic(room, topic);
        listener.accept(new ChatEvent.TopicChanged(room, topic, name));
        return done();
    }

    @Override
    public synchronized CompletableFuture<Void> changeRoom(String room, RoomSettingsChange change) {
        calls.add("set " + room + " " + change);
        listener.accept(new ChatEvent.RoomChanged(room, change.toSettings(), name));
        return done();
    }

    /** So many more rooms and members there are than are listed. */
    public int unlisted;

    /** What the next of these is answered with. */
    public String warning = "";

    public final List<RoomBan> bans = new ArrayList<>();

    @Override
    public synchronized CompletableFuture<String> kick(String room, String name, String reason) {
        calls.add("kick " + room + " [" + name + "] " + reason);
        return CompletableFuture.completedFuture(warning);
    }

    @Override
    public synchronized CompletableFuture<String> ban(
            String room, String name, Duration time, String reason, boolean address) {
        calls.add("ban " + room + " [" + name + "]" + (address ? " and address " : " ") + time + " " + reason);
        return CompletableFuture.completedFuture(warning);
    }

    @Override
    public synchronized CompletableFuture<RoomInvitation.Made> invite(String room, int uses, Duration time) {
        calls.add("invite " + room + " " + uses + " " + time);
        RoomInvitation made = new RoomInvitation(
                "0123abcd", name, Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(20_000)), uses, 0);
        invitations.addFirst(made);
        return CompletableFuture.completedFuture(new RoomInvitation.Made("inv-" + "x".repeat(43), made));
    }

    @Override
    public synchronized CompletableFuture<List<RoomInvitation>> invitations(String room) {
        return CompletableFuture.completedFuture(List.copyOf(invitations));
    }

    @Override
    public synchronized CompletableFuture<String> uninvite(String room, String id) {
        calls.add("uninvite " + room + " " + id);
        return CompletableFuture.completedFuture(warning);
    }

    @Override
    public synchronized CompletableFuture<String> unban(String room, String name) {
        calls.add("unban " + room + " [" + name + "]");
        return CompletableFuture.completedFuture(warning);
    }

    @Override
    public synchronized CompletableFuture<String> setRole(
            String room, String name, MemberRole role, Duration time, String reason) {
        calls.add("role " + room + " [" + name + "] " + role + " " + time + " " + reason);
        return CompletableFuture.completedFuture(warning);
    }

    @Override
    public synchronized CompletableFuture<List<RoomBan>> bans(String room) {
        return CompletableFuture.completedFuture(bans);
    }

    @Override
    public Publication publish(String room, String text, @Nullable String label) {
        return publish(room, MessageContent.text(text, label));
    }

    @Override
    public synchronized Publication publish(String room, MessageContent content) {
        String text = content.text();
        MessageId target = content.target();
        calls.add("publish " + room + " "
                + (content.kind() == MessageKind.TEXT ? "" : content.kind() + " ")
                + (target == null ? "" : target.sequence() + " ")
                + text);
        CompletableFuture<Void> relayed = new CompletableFuture<>();
        CompletableFuture<Receipt> answered = new CompletableFuture<>();
        Runnable answer = () -> {
            if (text.startsWith("refuse ")) {
                answered.complete(new Receipt.Refused(ChatException.Reason.TOO_FAST, "too fast"));
            } else {
                listener.accept(new ChatEvent.Message(
                        room,
                        1,
                        ++sequence,
                        name,
                        1,
                        content.label(),
                        text,
                        clock.instant(),
                        true,
                        content.kind(),
                        target,
                        0,
                        null));
                relayed.complete(null);
                Receipt stored = new Receipt.Delivered(1, sequence, history && !text.startsWith("volatile "));
                if (onlyRelaying) {
                    unanswered.add(() -> answered.complete(stored));
                } else {
                    answered.complete(stored);
                }
            }
        };
        if (answering) {
            answer.run();
        } else {
            unanswered.add(answer);
            open.add(answered);
        }
        return new Publication(room, sequence, relayed, answered);
    }

    /** What searches find: each a page. */
    public final List<Search.Page> pages = new ArrayList<>();

    public final List<Search> searches = new ArrayList<>();

    @Override
    public synchronized CompletableFuture<Search.Page> search(Search search) {
        searches.add(search);
        return pages.isEmpty()
                ? refused(ChatException.Reason.NO_SUCH_ROOM, "there is no room 'nowhere'")
                : CompletableFuture.completedFuture(pages.removeFirst());
    }

    @Override
    public ConnectionStatus status() {
        return new ConnectionStatus(
                connected, Transport.UDP, Duration.ofNanos(412_000), 0, false, "localhost:4242", name);
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static <T> CompletableFuture<T> refused(ChatException.Reason reason, String sentence) {
        return CompletableFuture.failedFuture(new ChatException(reason, sentence));
    }

    @Override
    public Conversations conversations() {
        return conversations;
    }

    @Override
    public RoomFiles files() {
        return files;
    }

    @Override
    public Moderation moderation() {
        return this;
    }

    @Override
    public CompletableFuture<Void> connected() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<JoinedRoom> visit(String room, @Nullable String password, boolean quiet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<byte[]> renewToken() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Publication publish(String room, long n, String text, @Nullable String label) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
