package dev.roomtalk.bench.limit;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Target;
import dev.roomtalk.bench.net.UdpSockets;
import dev.roomtalk.wire.Protocol;
import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One of the C limit programs: a relay without encryption, order or acks. Confined to its loop once open. What it
 * speaks is drawn in {@code relay.h}. A message counts as answered when its sender's own copy comes back.
 */
public final class LimitTarget implements Target, UdpSockets.Receiver {
    /** The longest text that fits with its heads into one datagram. */
    public static final int MAX_TEXT = Protocol.MAX_DATAGRAM - 24;

    private static final int REGISTER_LENGTH = 9;
    private static final int DELIVER_HEAD = 8;
    private static final int MESSAGE_HEAD = 16;
    private static final int REGISTRATIONS_AT_ONCE = 512;
    private static final long REGISTER_AGAIN_MILLIS = 100;
    private static final int REGISTER_TRIES = 50;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Shape shape;
    private final EventLoop loop;
    private final int socketCount;
    private final boolean offload;
    private final LimitProgram program;
    private final boolean[] registered;
    private final byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
    private final CompletableFuture<Void> allRegistered = new CompletableFuture<>();
    private int registeredCount;
    private int filling = -1;
    private int filled;
    private @Nullable UdpSockets sockets;
    private @Nullable Arrivals arrivals;

    public LimitTarget(LimitProgram program, Shape shape, EventLoop loop, int socketCount, boolean offload) {
        this.program = program;
        this.shape = shape;
        this.loop = loop;
        this.socketCount = socketCount;
        this.offload = offload;
        this.registered = new boolean[shape.sessions()];
    }

    @Override
    public String name() {
        return program.name();
    }

    @Override
    public void open(Arrivals newArrivals) {
        arrivals = newArrivals;
        sockets = UdpSockets.open(loop, program.address(), socketCount, offload, this);
        loop.execute(() -> register(0));
        try {
            allRegistered.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        } catch (ExecutionException | TimeoutException _) {
            throw Failure.unreachable(program.name() + " does not answer");
        }
    }

    private void register(int tries) {
        if (allRegistered.isDone()) {
            return;
        }
        if (tries == REGISTER_TRIES) {
            allRegistered.completeExceptionally(new TimeoutException());
            return;
        }
        int sent = 0;
        for (int member = 0; member < registered.length && sent < REGISTRATIONS_AT_ONCE; member++) {
            if (!registered[member]) {
                datagram[0] = 'R';
                INT.set(datagram, 1, shape.roomOfMember(member));
                INT.set(datagram, 5, member);
                sockets().send(member % socketCount, datagram, REGISTER_LENGTH);
                sent++;
            }
        }
        sockets().flush();
        int before = registeredCount;
        loop.schedule(
                () -> register(registeredCount > before ? 0 : tries + 1), REGISTER_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(program.pid());
    }

    @Override
    public int streams() {
        return shape.senders();
    }

    @Override
    public List<Integer> receivingPorts() {
        return sockets().ports();
    }

    @Override
    public OptionalInt servingPort() {
        return OptionalInt.of(program.address().getPort());
    }

    @Override
    public void publish(int sender, long n, int aboveBase, byte[] text, int length) {
        if (filling != sender || filled + MESSAGE_HEAD + length > datagram.length - DELIVER_HEAD) {
            send();
            filling = sender;
        }
        int room = shape.roomOfSender(sender);
        int stream = sender % shape.senders();
        int at = filled;
        datagram[at] = 'M';
        datagram[at + 1] = 0;
        datagram[at + 2] = (byte) (length >>> 8);
        datagram[at + 3] = (byte) length;
        INT.set(datagram, at + 4, room);
        INT.set(datagram, at + 8, stream);
        INT.set(datagram, at + 12, (int) n);
        System.arraycopy(text, 0, datagram, at + MESSAGE_HEAD, length);
        filled = at + MESSAGE_HEAD + length;
        arrivals().expected(room, stream, n);
    }

    private void send() {
        if (filled > 0) {
            sockets().send(shape.memberOfSender(filling) % socketCount, datagram, filled);
            filled = 0;
        }
    }

    @Override
    public void flush() {
        send();
        sockets().flush();
    }

    @Override
    public void received(byte[] bytes, int length) {
        if (length == REGISTER_LENGTH && bytes[0] == 'R') {
            int member = (int) INT.get(bytes, 5);
            if (!registered[member]) {
                registered[member] = true;
                registeredCount++;
                if (registeredCount == registered.length) {
                    allRegistered.complete(null);
                }
            }
            return;
        }
        Arrivals to = arrivals();
        to.arriving();
        if (length < DELIVER_HEAD || bytes[0] != 'D') {
            to.unreadable();
            return;
        }
        int member = (int) INT.get(bytes, 4);
        int at = DELIVER_HEAD;
        while (length - at >= MESSAGE_HEAD) {
            int textLength = (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
            int stream = (int) INT.get(bytes, at + 8);
            long n = (int) INT.get(bytes, at + 12);
            if (textLength > length - at - MESSAGE_HEAD) {
                break;
            }
            to.delivered(member, stream, n, Stamp.read(bytes, at + MESSAGE_HEAD, textLength));
            if (member % shape.members() == stream) {
                to.answered(shape.roomOfMember(member) * shape.senders() + stream, n);
            }
            at += MESSAGE_HEAD + textLength;
        }
        if (at != length) {
            to.unreadable();
        }
    }

    @Override
    public void turnEnded() {
        arrivals().turnEnded();
    }

    @Override
    public void failed(Throwable cause) {
        arrivals().broken(Failure.of(cause, program.name() + " has ended"));
    }

    @Override
    public void close() {
        if (sockets != null) {
            sockets.close();
        }
    }

    private UdpSockets sockets() {
        return Objects.requireNonNull(sockets, "opened");
    }

    private Arrivals arrivals() {
        return Objects.requireNonNull(arrivals, "opened");
    }
}
