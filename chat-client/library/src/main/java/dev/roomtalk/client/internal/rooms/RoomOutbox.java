package dev.roomtalk.client.internal.rooms;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.TimeSpan;
import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RecentMap;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.wire.ServerReasons;
import dev.roomtalk.client.internal.wire.ToServer;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * This session's messages to one room that have no answer yet. Confined to the session's loop but for {@link #offer},
 * which any thread may call; what the two share (the count of n, how many wait, whether the room is open) is guarded by
 * this object's lock.
 *
 * <p>A message is numbered when it is offered, waits for its place in the window, and is then sent until the room has
 * answered it: by UDP after the time that {@link ResendTimes} says, from the fourth time over TCP. After a reconnect
 * everything unanswered is sent again under its old number: what the room had taken already gets the same answer.
 *
 * <p>Over 300 lines, because what waits, what is on its way and the one timer change together with every answer.
 */
public final class RoomOutbox {
    /** Messages that may wait for an answer or a place in the window. */
    static final int CAPACITY = 10_000;

    private static final int TRIES_BY_UDP = 3;
    private static final int MAX_ECHOES = 1024;

    private static final class Pending {
        final MessageContent content;
        final Publication publication;
        boolean finished;
        boolean relayed;
        boolean byUdp;
        int tries;
        long sentAt;
        long due;

        Pending(MessageContent content, Publication publication) {
            this.content = content;
            this.publication = publication;
        }
    }

    private final String room;
    private final SessionLoop loop;
    private final FrameOutlet outlet;
    private final ResendTimes times;

    // Guarded by this.
    private long lastN;
    private int waiting;
    private boolean open;

    private final Map<Long, Pending> inFlight = new LinkedHashMap<>();
    private final Deque<Pending> queue = new ArrayDeque<>();
    // Answered, but this session has not seen them come back from the room yet.
    private final Map<Long, CompletableFuture<Void>> echoes = new RecentMap<>(MAX_ECHOES);
    private boolean connected;
    private int number;
    private final SendWindow window = new SendWindow();
    private long resumeAt;
    // When any message was last sent again.
    private long repeatedAt;
    private SessionLoop.@Nullable Timer timer;
    private long timerDue;

    RoomOutbox(String room, SessionLoop loop, FrameOutlet outlet, ResendTimes times) {
        this.room = room;
        this.loop = loop;
        this.outlet = outlet;
        this.times = times;
        this.resumeAt = loop.nanoTime();
        this.repeatedAt = resumeAt - 1;
    }

    /** Takes a message from any thread. Messages are sent in the order of these calls. */
    Publication offer(String text, @Nullable String label) {
        return offer(0, MessageContent.text(text, label));
    }

    /** Takes a message under a number of the caller's choice, above every earlier one; 0 for the next number. */
    Publication offer(long n, MessageContent content) {
        Publication publication;
        Pending pending;
        synchronized (this) {
            if (!open) {
                return refused(room, ChatException.Reason.NOT_A_MEMBER, "this session is not in room " + room);
            }
            if (waiting >= CAPACITY) {
                return refused(
                        room,
                        ChatException.Reason.BUSY,
                        CAPACITY + " messages are waiting for room " + room + " already");
            }
            if (n != 0 && n <= lastN) {
                return refused(
                        room,
                        ChatException.Reason.FAILED,
                        "message " + n + " comes after message " + lastN + " of the same program");
            }
            waiting++;
            lastN = n == 0 ? lastN + 1 : n;
            publication = new Publication(
                    room,
                    lastN,
                    new CompletableFuture<>(),
                    new CompletableFuture<>(),
                    new AtomicReference<>(Publication.NOT_SENT));
            pending = new Pending(content, publication);
            // Inside the lock, so that messages reach the loop in the order of their numbers.
            loop.execute(() -> add(pending));
        }
        // The owner cancels by completing the answer.
        var _ = publication.answered().whenComplete((receipt, e) -> loop.execute(() -> forget(pending)));
        return publication;
    }

    public static Publication refused(String room, ChatException.Reason reason, String why) {
        CompletableFuture<Void> relayed = new CompletableFuture<>();
        relayed.completeExceptionally(new ChatException(reason, why));
        return new Publication(room, 0, relayed, CompletableFuture.completedFuture(new Receipt.Refused(reason, why)));
    }

    /** The room was joined (again): everything unanswered is sent. */
    void open(int roomNumber, int limit) {
        number = roomNumber;
        window.allow(limit);
        connected = true;
        resumeAt = loop.nanoTime();
        synchronized (this) {
            open = true;
        }
        for (Pending pending : List.copyOf(inFlight.values())) {
            pending.tries = 0;
            send(pending);
        }
        pump();
    }

    /** The connection is gone; messages wait. */
    void pause() {
        connected = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The session is no longer in the room: everything unanswered gets {@code receipt}. */
    void close(Receipt receipt) {
        synchronized (this) {
            open = false;
        }
        pause();
        List<Pending> all = new ArrayList<>(inFlight.values());
        all.addAll(queue);
        inFlight.clear();
        queue.clear();
        all.forEach(pending -> finish(pending, receipt));
        ChatException why = new ChatException(ChatException.Reason.CLOSED, "this session is no longer in room " + room);
        echoes.values().forEach(relayed -> relayed.completeExceptionally(why));
        echoes.clear();
    }

    /** UDP has stopped answering: what was sent by it goes over TCP now. */
    void onUdpLost() {
        for (Pending pending : List.copyOf(inFlight.values())) {
            if (connected && pending.byUdp) {
                pending.tries = TRIES_BY_UDP;
                send(pending);
            }
        }
    }

    /** This session's own message came back from the room; {@code again}: it had got lost before. */
    void onEcho(long n, boolean again) {
        Pending pending = inFlight.get(n);
        if (pending == null) {
            CompletableFuture<Void> relayed = echoes.remove(n);
            if (relayed != null) {
                relayed.complete(null);
            }
            return;
        }
        if (!pending.relayed) {
            pending.relayed = true;
            if (!again && sentOnce(pending)) {
                times.onRelayed(loop.nanoTime() - pending.sentAt, pending.byUdp);
            }
            pending.due = loop.nanoTime() + times.untilStored(outlet.timeout()).toNanos();
            pending.publication.relayed().complete(null);
        }
    }

    void onAck(Ack ack, long epoch) {
        Pending pending = inFlight.get(ack.getN());
        if (pending == null) {
            return;
        }
        if (ack.getRefusal() == RefusalReason.REFUSAL_UNSPECIFIED) {
            inFlight.remove(ack.getN());
            if (sentOnce(pending)) {
                times.onStored(loop.nanoTime() - pending.sentAt);
            }
            if (!pending.relayed) {
                echoes.put(ack.getN(), pending.publication.relayed());
            }
            finish(
                    pending,
                    new Receipt.Delivered(
                            ack.getEpoch() == 0 ? epoch : ack.getEpoch(), ack.getSequence(), ack.getStored()));
            window.onAnswer();
        } else if (ServerReasons.meaning(ack.getRefusal()).retry() == ServerReasons.Retry.SOON) {
            Duration wait = Duration.ofMillis(Math.clamp(ack.getWaitMs(), 10, 60_000));
            pending.due = loop.nanoTime() + wait.toNanos();
            pending.tries = 0;
            pending.publication
                    .notTaken()
                    .set(new Receipt.Refused(
                            refusal(ack).reason(),
                            refusal(ack).why() + "; wait " + TimeSpan.of(Duration.ofMillis(ack.getWaitMs()))));
            if (loop.nanoTime() - resumeAt >= 0) {
                window.onOverload();
            }
            if (pending.due - resumeAt > 0) {
                resumeAt = pending.due;
            }
        } else {
            inFlight.remove(ack.getN());
            finish(pending, refusal(ack));
        }
        pump();
    }

    /**
     * Whether an answer belongs to one sending without doubt: behind a message that was sent again this one may have
     * waited in the room.
     */
    private boolean sentOnce(Pending pending) {
        return pending.tries == 1 && pending.sentAt - repeatedAt > 0;
    }

    private Receipt.Refused refusal(Ack ack) {
        ServerReasons.Meaning meaning = ServerReasons.meaning(ack.getRefusal());
        boolean forAWhile = ack.getRefusal() == RefusalReason.MUTED && ack.getWaitMs() > 0;
        return new Receipt.Refused(
                meaning.reason(),
                "room " + room + " refused the message: " + meaning.words()
                        + (forAWhile ? " for another " + TimeSpan.of(Duration.ofMillis(ack.getWaitMs())) : ""));
    }

    private void add(Pending pending) {
        boolean taken;
        synchronized (this) {
            taken = open;
        }
        if (!taken) {
            finish(
                    pending,
                    new Receipt.Refused(
                            ChatException.Reason.NOT_A_MEMBER, "this session is no longer in room " + room));
        } else if (pending.publication.answered().isDone()) {
            finish(pending, new Receipt.Unknown("cancelled"));
        } else {
            queue.add(pending);
            pump();
        }
    }

    /** The owner has answered the message itself: it is not sent again. */
    private void forget(Pending pending) {
        if (!pending.finished) {
            inFlight.remove(pending.publication.n());
            queue.remove(pending);
            finish(pending, new Receipt.Unknown("cancelled"));
            pump();
        }
    }

    private void finish(Pending pending, Receipt receipt) {
        pending.finished = true;
        synchronized (this) {
            waiting--;
        }
        switch (receipt) {
            case Receipt.Delivered d -> {}
            case Receipt.Refused(ChatException.Reason reason, String why) ->
                pending.publication.relayed().completeExceptionally(new ChatException(reason, why));
            case Receipt.Unknown(String why) ->
                pending.publication
                        .relayed()
                        .completeExceptionally(new ChatException(ChatException.Reason.CLOSED, why));
        }
        pending.publication.answered().complete(receipt);
    }

    /** Sends what the window has place for, and sets the timer for what is due next. */
    private void pump() {
        if (!connected) {
            return;
        }
        while (!queue.isEmpty()
                && loop.nanoTime() - resumeAt >= 0
                && window.has(queue.getFirst().publication.n(), base())) {
            Pending pending = queue.removeFirst();
            inFlight.put(pending.publication.n(), pending);
            send(pending);
        }
        arm();
    }

    private long base() {
        return inFlight.isEmpty()
                ? queue.getFirst().publication.n()
                : inFlight.keySet().iterator().next();
    }

    private void send(Pending pending) {
        long n = pending.publication.n();
        Publish.Builder publish = Publish.newBuilder()
                .setRoom(number)
                .setN(n)
                .setAboveBase((int) (n - base()))
                .setText(ByteString.copyFromUtf8(pending.content.text()));
        ToServer.describe(publish, pending.content);
        Frame frame = Frame.newBuilder().setPublish(publish).build();
        pending.publication.notTaken().set(null);
        pending.byUdp = pending.tries < TRIES_BY_UDP && outlet.sendByUdp(frame);
        if (!pending.byUdp) {
            outlet.sendByTcp(frame);
        }
        if (pending.tries++ > 0) {
            repeatedAt = loop.nanoTime();
        }
        pending.sentAt = loop.nanoTime();
        Duration patience = pending.relayed
                ? times.untilStored(outlet.timeout())
                : times.untilRelayed(outlet.timeout(), pending.byUdp);
        pending.due = pending.sentAt + patience.toNanos();
    }

    private void arm() {
        if (inFlight.isEmpty() && queue.isEmpty()) {
            return;
        }
        long now = loop.nanoTime();
        long due = now + ResendTimes.LONGEST.toNanos();
        if (!queue.isEmpty() && resumeAt - now > 0) {
            due = Math.min(due - now, resumeAt - now) + now;
        }
        for (Pending pending : inFlight.values()) {
            due = Math.min(due - now, pending.due - now) + now;
        }
        if (timer != null) {
            if (timerDue - due <= 0) {
                return;
            }
            timer.cancel();
        }
        timerDue = due;
        timer = loop.schedule(Duration.ofNanos(Math.max(0, due - now)), this::onTimer);
    }

    private void onTimer() {
        timer = null;
        long now = loop.nanoTime();
        for (Pending pending : List.copyOf(inFlight.values())) {
            if (pending.due - now > 0) {
                continue;
            }
            if (window.has(pending.publication.n(), base())) {
                if (pending.tries > 0) {
                    times.onUnanswered(pending.sentAt, now, pending.relayed);
                }
                if (pending.tries > 0 && !pending.relayed) {
                    outlet.doubt();
                }
                send(pending);
            } else {
                pending.due = now + times.untilRelayed(outlet.timeout(), false).toNanos();
            }
        }
        pump();
    }
}
