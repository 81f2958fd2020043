package dev.roomtalk.server.rooms;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.wire.Utf8;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A web hook as its room knows it: a session without a client, which is not in the room and says one text after
 * another. What the room is too busy for is said again under the same number, so that it is said once at most. Any
 * thread; one text at a time.
 */
public final class RoomHook implements RoomSession {
    /** After this nobody waits for the room's answer. */
    private static final int PATIENCE_MILLIS = 8_000;

    private static final int BUSY_WAIT_MILLIS = 200;

    /** A room that is not open is looked for again after this. */
    private static final int OPENING_MILLIS = 10;

    private final RoomRef room;
    private final long userId;
    private final String name;
    private final long instance;
    private final PublishLimit limit;
    private final AtomicReference<@Nullable Saying> saying = new AtomicReference<>();
    private long lastN;

    /** What became of a text. */
    public sealed interface Outcome {}

    /** @param stored whether it can be read back later; else those who are there have it */
    public record Said(long sequence, boolean stored) implements Outcome {}

    /** @param waitMillis after which it may be said again; 0: never */
    public record NotSaid(RefusalReason why, int waitMillis) implements Outcome {}

    /** The room was given it, and has not told in time whether it is said. */
    public record Unknown() implements Outcome {}

    /** A text that is not answered. On the room's loop, but for the answer. */
    private final class Saying {
        private final RoomCommand.Publish message;
        private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
        private boolean given;
        private boolean charged;

        private Saying(RoomCommand.Publish message) {
            this.message = message;
        }

        private void begin() {
            int wait = limit.take(thread().nanoTime(), bytes());
            if (wait > 0) {
                answer.complete(new NotSaid(RefusalReason.TOO_FAST, wait));
            } else {
                bring();
            }
        }

        private int bytes() {
            return Math.max(1, Utf8.length(message.text()));
        }

        private void bring() {
            LoopRooms rooms = room.rooms();
            RoomHost host = rooms.hosted(room.number());
            if (answer.isDone()) {
                return;
            }
            if (host != null) {
                give(host);
            } else if (rooms.unopened().contains(room.number())) {
                rooms.unopened().open(room.number());
                again(OPENING_MILLIS);
            } else {
                answer.complete(new NotSaid(RefusalReason.NO_SUCH_ROOM, 0));
            }
        }

        private void give(RoomHost host) {
            int wait = charged ? 0 : host.takePublish(bytes());
            charged = true;
            if (wait > 0) {
                answer.complete(new NotSaid(RefusalReason.TOO_FAST, wait));
            } else if (host.isBusy()) {
                again(BUSY_WAIT_MILLIS);
            } else {
                given = true;
                host.handle(message);
            }
        }

        private void again(int millis) {
            thread().schedule(this::bring, Math.max(1, millis));
        }

        private void answered(Ack ack) {
            if (ack.getRefusal() == RefusalReason.REFUSAL_UNSPECIFIED) {
                answer.complete(new Said(ack.getSequence(), ack.getStored()));
            } else if (ack.getRefusal() == RefusalReason.BUSY) {
                // Perhaps the engine has it: under its number it turns out.
                again(ack.getWaitMs());
            } else {
                answer.complete(new NotSaid(ack.getRefusal(), ack.getWaitMs()));
            }
        }

        private void expire() {
            answer.complete(given ? new Unknown() : new NotSaid(RefusalReason.BUSY, PATIENCE_MILLIS));
        }
    }

    /**
     * A hook of a room.
     *
     * @param userId the hook's own user, called {@code name}
     * @param instance 64 random bits
     * @param limit how fast it may speak; of this hook alone
     */
    public RoomHook(RoomRef room, long userId, String name, long instance, PublishLimit limit) {
        this.room = room;
        this.userId = userId;
        this.name = name;
        this.instance = instance;
        this.limit = limit;
    }

    /** The room that it speaks in. */
    public RoomRef room() {
        return room;
    }

    /** Says a text. Nothing is to be said before this is answered. */
    public CompletableFuture<Outcome> say(String text, @Nullable String label) {
        lastN++;
        Saying now = new Saying(new RoomCommand.Publish(this, lastN, lastN, text, label));
        saying.set(now);
        if (!thread().offer(now::begin)) {
            now.answer.complete(new NotSaid(RefusalReason.BUSY, BUSY_WAIT_MILLIS));
        } else {
            thread().schedule(now::expire, PATIENCE_MILLIS);
        }
        return now.answer;
    }

    @Override
    public void send(byte[] frame) {
        Saying now = saying.get();
        try {
            Ack ack = Frame.parseFrom(frame).getAck();
            if (now != null && ack.getN() == now.message.n()) {
                now.answered(ack);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the room has sent what is no frame", e);
        }
    }

    @Override
    public LoopThread thread() {
        return room.rooms().thread();
    }

    @Override
    public long userId() {
        return userId;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long instance() {
        return instance;
    }

    @Override
    public boolean isHook() {
        return true;
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public PublishLimit publishLimit() {
        return limit;
    }

    @Override
    public ControlLink link() {
        throw new IllegalStateException("a hook is in no room");
    }

    /** Nothing is asked for that would be answered so. */
    @Override
    public void answer(ServerMessage answer) {}

    @Override
    public void repair(byte[] frame) {}

    @Override
    public boolean takesRepair(Nack nack) {
        return false;
    }
}
