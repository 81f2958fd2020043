package dev.roomtalk.conformance.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.wire.RecordSocket;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client's control connection to the server that is checked. What comes and is not asked for is kept until a check
 * looks for it.
 */
final class Peer implements AutoCloseable {
    private final RecordSocket records;
    private final Duration patience;
    private final List<ServerMessage> others = new ArrayList<>();
    private int requests;
    private int pings = 1_000_000;

    Peer(RecordSocket records, Duration patience) {
        this.records = records;
        this.patience = patience;
    }

    RecordSocket records() {
        return records;
    }

    /** Sends a request under the next number, and returns that number. */
    int send(ClientMessage.Builder request) {
        requests++;
        records.send(request.setRequestId(requests).build().toByteArray());
        return requests;
    }

    void send(Frame frame) {
        records.send(ClientMessage.newBuilder().setFrame(frame).build().toByteArray());
    }

    /** What answers a request. */
    ServerMessage ask(ClientMessage.Builder request) {
        return answer(send(request));
    }

    ServerMessage answer(int number) {
        return await("an answer to request " + number, message -> message.getRequestId() == number ? message : null);
    }

    static Refusal refusal(ServerMessage answer) {
        if (!answer.hasRefusal()) {
            throw new Finding(name(answer) + " instead of a Refusal");
        }
        return answer.getRefusal();
    }

    /** Asks, and requires this refusal. */
    void refused(ClientMessage.Builder request, RefusalReason reason) {
        refused(ask(request), reason);
    }

    static void refused(ServerMessage answer, RefusalReason reason) {
        Refusal refusal = refusal(answer);
        if (refusal.getReason() != reason) {
            throw new Finding("Refusal{" + refusal.getReason() + "} instead of " + reason);
        }
    }

    void done(ClientMessage.Builder request) {
        ServerMessage answer = ask(request);
        if (!answer.hasDone()) {
            throw new Finding(name(answer) + " instead of Done");
        }
    }

    Joined joined(ClientMessage.Builder request) {
        return joined(ask(request));
    }

    static Joined joined(ServerMessage answer) {
        if (!answer.hasJoined()) {
            throw new Finding(name(answer) + " instead of Joined");
        }
        return answer.getJoined();
    }

    ServerMessage hello(Hello hello) {
        return ask(ClientMessage.newBuilder().setHello(hello));
    }

    static Welcome welcome(ServerMessage answer) {
        if (!answer.hasWelcome()) {
            throw new Finding(name(answer) + " instead of Welcome");
        }
        return answer.getWelcome();
    }

    /** Waits for the end of the connection, and requires that the last message says this. */
    Close closed(CloseReason reason) {
        Close close = await("a Close", message -> message.hasClose() ? message.getClose() : null);
        if (close.getReason() != reason) {
            throw new Finding("Close{" + close.getReason() + "} instead of " + reason);
        }
        try {
            byte[] more = records.next(patience);
            throw new Finding(more == null ? "the connection stayed open behind Close" : "a message behind Close");
        } catch (RecordSocket.Ended e) {
            return close;
        }
    }

    /** Waits for the first message from which {@code pick} makes something. */
    <T> T await(String what, Function<ServerMessage, @Nullable T> pick) {
        T found = kept(pick);
        while (found == null) {
            ServerMessage message = read(what);
            found = pick.apply(message);
            if (found == null) {
                others.add(message);
            }
        }
        return found;
    }

    private <T> @Nullable T kept(Function<ServerMessage, @Nullable T> pick) {
        for (Iterator<ServerMessage> each = others.iterator(); each.hasNext(); ) {
            T found = pick.apply(each.next());
            if (found != null) {
                each.remove();
                return found;
            }
        }
        return null;
    }

    private ServerMessage read(String what) {
        byte[] body;
        try {
            body = records.next(patience);
        } catch (RecordSocket.Ended e) {
            throw new Finding("the connection ended where " + what + " should have come" + closeIn(others));
        }
        if (body == null) {
            throw new Finding("no sign of " + what + " in " + patience.toMillis() + " ms" + closeIn(others));
        }
        try {
            return ServerMessage.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new Finding("a record that is no ServerMessage");
        }
    }

    private static String closeIn(List<ServerMessage> messages) {
        for (ServerMessage message : messages) {
            if (message.hasClose()) {
                return ", after Close{" + message.getClose().getReason() + ": "
                        + message.getClose().getSentence() + "}";
            }
        }
        return "";
    }

    Frame frame(String what, Function<Frame, Boolean> wanted) {
        return await(
                what, message -> message.hasFrame() && wanted.apply(message.getFrame()) ? message.getFrame() : null);
    }

    Ack ack(int room, long n) {
        return frame(
                        "the Ack of n = " + n,
                        f -> f.hasAck()
                                && f.getAck().getRoom() == room
                                && f.getAck().getN() == n)
                .getAck();
    }

    Deliver deliver(int room, long sequence) {
        return frame(
                        "the Deliver of sequence " + sequence,
                        f -> f.hasDeliver()
                                && f.getDeliver().getRoom() == room
                                && f.getDeliver().getSequence() == sequence)
                .getDeliver();
    }

    /** Waits until the server has answered what was sent before: frames are answered in the order of TCP. */
    void fence() {
        int id = ++pings;
        send(Frame.newBuilder().setPing(Ping.newBuilder().setId(id)).build());
        frame("a Pong over TCP", f -> f.hasPong() && f.getPong().getId() == id);
    }

    /** What has come and was not asked for, as far as {@code pick} makes something of it; it is forgotten. */
    <T> @Nullable T take(Function<ServerMessage, @Nullable T> pick) {
        return kept(pick);
    }

    void publish(int room, long n, long base, String text) {
        send(publish(room, n, base).setText(ByteString.copyFromUtf8(text)));
    }

    void send(Publish.Builder publish) {
        send(Frame.newBuilder().setPublish(publish).build());
    }

    static Publish.Builder publish(int room, long n, long base) {
        return Publish.newBuilder().setRoom(room).setN(n).setAboveBase((int) (n - base));
    }

    private static String name(ServerMessage message) {
        return message.hasRefusal()
                ? "Refusal{" + message.getRefusal().getReason() + ": "
                        + message.getRefusal().getSentence() + "}"
                : message.getBodyCase().name();
    }

    @Override
    public void close() {
        records.close();
    }
}
