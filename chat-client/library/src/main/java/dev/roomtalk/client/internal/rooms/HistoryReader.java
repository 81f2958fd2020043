package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.client.internal.wire.ToServer;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.ServerMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Asks for pages of history, one at a time for the whole session: the server refuses a second. What repairs a room goes
 * before what a person wants to read. Confined to the session's loop.
 */
final class HistoryReader implements HistoryRepair.Source {
    /** People's readings that may wait. */
    private static final int CAPACITY = 100;

    /** How often a page is asked for when the server has no time for it. */
    private static final int ATTEMPTS = 10;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private record Ask(ReadHistory what, boolean repair, Consumer<HistoryPage> taken, Consumer<ChatException> failed) {}

    private final SessionLoop loop;
    private final Requests requests;
    private final Deque<Ask> repairs = new ArrayDeque<>();
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private int connections;
    private boolean reading;

    HistoryReader(SessionLoop loop, Requests requests) {
        this.loop = loop;
        this.requests = requests;
    }

    @Override
    public void read(int room, long after, long upTo, HistoryRepair.Reading reader) {
        repairs.addLast(new Ask(
                ReadHistory.newBuilder()
                        .setRoom(room)
                        .setAfter(after)
                        .setUpTo(upTo)
                        .build(),
                true,
                reader::onPage,
                why -> reader.onFailure(why.reason())));
        next();
    }

    /** For a person: fails when the connection is lost. */
    void read(int room, HistoryQuery query, CompletableFuture<HistoryPage> page) {
        if (waiting.size() >= CAPACITY) {
            page.completeExceptionally(
                    new ChatException(Reason.BUSY, CAPACITY + " pages of history are asked for already"));
            return;
        }
        waiting.addLast(new Ask(ToServer.history(room, query), false, page::complete, page::completeExceptionally));
        next();
    }

    /** What was asked for is not answered any more. */
    void onLost() {
        connections++;
        repairs.clear();
        reading = false;
        while (!waiting.isEmpty()) {
            waiting.removeFirst()
                    .failed
                    .accept(new ChatException(
                            Reason.UNREACHABLE, "the connection was lost before the server answered"));
        }
    }

    private void next() {
        if (reading || (repairs.isEmpty() && waiting.isEmpty())) {
            return;
        }
        reading = true;
        Ask ask = repairs.isEmpty() ? waiting.removeFirst() : repairs.removeFirst();
        // HistoryRepair asks again by itself.
        ask(ask, ask.repair ? 1 : ATTEMPTS);
    }

    private void ask(Ask ask, int attempts) {
        int connection = connections;
        requests.ask(ClientMessage.newBuilder().setReadHistory(ask.what), false, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                end(() -> ask.taken.accept(answer.getHistoryPage()));
            }

            @Override
            public void onFailure(ChatException why) {
                if (connection == connections && why.reason() == Reason.BUSY && attempts > 1) {
                    loop.schedule(BETWEEN_ATTEMPTS, () -> again(why));
                } else {
                    end(() -> ask.failed.accept(why));
                }
            }

            private void again(ChatException why) {
                if (connection == connections) {
                    ask(ask, attempts - 1);
                } else {
                    ask.failed.accept(why);
                }
            }

            private void end(Runnable outcome) {
                if (connection == connections) {
                    reading = false;
                    outcome.run();
                    next();
                } else if (!ask.repair) {
                    outcome.run();
                }
            }
        });
    }
}
