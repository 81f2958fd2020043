package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.message.Label;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.client.Receipt;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whoever has connected to a {@link LocalSocket}. Each line is a message, and is answered, in the same order, by a
 * line: {@code ok} when the room has taken it, {@code error: } and a sentence when it has not. Says who speaks by what
 * the kernel says of the process that connected. Confined to the socket's thread.
 *
 * <p>It is read no further while there is no place for what it has said, or while it does not read its answers. A user
 * has a bounded number of connections, and a line whose end does not follow in time ends its own; see
 * {@link SocketLimits}.
 */
final class SocketSpeaker extends ChannelInboundHandlerAdapter {
    private static final int UNANSWERED = 256;

    private final Processes processes;
    private final Intake intake;
    private final SocketLimits limits;
    private final UserPlaces places;
    private final LineSplitter lines;
    private final Deque<LineSplitter.Line> said = new ArrayDeque<>();
    private final Deque<CompletableFuture<String>> answers = new ArrayDeque<>();
    private String label = "";
    private int uid;
    private boolean placed;
    private boolean waiting;
    private boolean ended;
    private @Nullable Future<?> halfALine;

    /** @param longest bytes of a message */
    SocketSpeaker(Processes processes, Intake intake, SocketLimits limits, UserPlaces places, int longest) {
        this.processes = processes;
        this.intake = intake;
        this.limits = limits;
        this.places = places;
        this.lines = new LineSplitter(longest);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws IOException {
        PeerCredentials peer = ((EpollDomainSocketChannel) context.channel()).peerCredentials();
        uid = peer.uid();
        placed = places.take(uid);
        if (!placed) {
            end(context, "error: too many connections of your user are open at this socket");
            return;
        }
        label = label(peer);
    }

    private String label(PeerCredentials peer) {
        String user = processes.user(peer.uid());
        // 0: it is outside this PID namespace.
        Processes.Held process = peer.pid() == 0 ? null : processes.hold(peer.pid());
        if (process == null) {
            return Label.ofInput(user, "socket");
        }
        try (process) {
            return Label.of(user, peer.pid(), process.identity());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!ended) {
                byte[] bytes = ByteBufUtil.getBytes((ByteBuf) message);
                List<LineSplitter.Line> whole = lines.take(bytes, bytes.length);
                if (halfALine != null && (!whole.isEmpty() || !lines.within())) {
                    halfALine.cancel(false);
                    halfALine = null;
                }
                if (halfALine == null && lines.within()) {
                    awaitEnd(context);
                }
                take(context, whole);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** It says no more: a last line without an end has its end here. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            if (!ended) {
                ended = true;
                take(context, lines.end());
            }
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        settle(context);
    }

    /** What it has said whole is said, also when it does not wait for the answer. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (placed) {
            places.giveBack(uid);
        }
        if (halfALine != null) {
            halfALine.cancel(false);
        }
        if (!ended) {
            ended = true;
            take(context, lines.end());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // It has gone while it was written to.
        context.close();
    }

    /** Gives a line that has begun its time, which does not run while nothing is read. */
    private void awaitEnd(ChannelHandlerContext context) {
        halfALine = context.executor()
                .schedule(
                        () -> {
                            if (!context.channel().config().isAutoRead()) {
                                awaitEnd(context);
                                return;
                            }
                            end(
                                    context,
                                    "error: message rejected: its end did not follow within "
                                            + limits.halfALine().toSeconds() + " s");
                        },
                        limits.halfALine().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** Reads nothing more; this line is the last answer, after those that are still to come. */
    private void end(ChannelHandlerContext context, String line) {
        ended = true;
        answers.add(CompletableFuture.completedFuture(line));
        answer(context);
        settle(context);
    }

    private void take(ChannelHandlerContext context, List<LineSplitter.Line> some) {
        said.addAll(some);
        pass(context);
    }

    /** Passes on what there is place for. */
    private void pass(ChannelHandlerContext context) {
        while (!waiting && !said.isEmpty()) {
            switch (said.element()) {
                case LineSplitter.Rejected rejected -> {
                    said.remove();
                    intake.reject(label, rejected.reason(), rejected.why());
                    answers.add(CompletableFuture.completedFuture("error: message rejected: " + rejected.why()));
                }
                case LineSplitter.Text text -> offer(context, text.text());
            }
        }
        answer(context);
        settle(context);
    }

    private void offer(ChannelHandlerContext context, String text) {
        switch (intake.offer(new Message(uid, label, text))) {
            case Intake.Taken taken -> {
                said.remove();
                intake.heard();
                CompletableFuture<String> answer = taken.answer().thenApply(SocketSpeaker::answer);
                answers.add(answer);
                answer.thenRun(() -> context.executor().execute(() -> {
                    answer(context);
                    settle(context);
                }));
            }
            case Intake.Later later -> {
                waiting = true;
                context.executor()
                        .schedule(
                                () -> {
                                    waiting = false;
                                    pass(context);
                                },
                                later.nanos(),
                                TimeUnit.NANOSECONDS);
            }
        }
    }

    private static String answer(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Delivered _ -> "ok";
            case Receipt.Refused refused -> "error: the room refused the message: " + refused.why();
            case Receipt.Unknown unknown -> "error: not known whether the room has the message: " + unknown.why();
        };
    }

    private void answer(ChannelHandlerContext context) {
        boolean some = false;
        while (!answers.isEmpty() && answers.element().isDone()) {
            String line = answers.remove().join() + "\n";
            context.write(ByteBufUtil.encodeString(context.alloc(), CharBuffer.wrap(line), StandardCharsets.UTF_8));
            some = true;
        }
        if (some) {
            context.flush();
        }
    }

    private void settle(ChannelHandlerContext context) {
        boolean more = said.isEmpty()
                && answers.size() < UNANSWERED
                && context.channel().isWritable();
        context.channel().config().setAutoRead(more);
        if (ended && said.isEmpty() && answers.isEmpty()) {
            // After what is still being written.
            context.writeAndFlush(context.alloc().buffer(0)).addListener(_ -> context.close());
        }
    }
}
