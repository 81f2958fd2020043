package dev.roomtalk.client;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.ServerMessage;
import java.util.ArrayDeque;
import java.util.Deque;

/** Asks for pages of history, one at a time for the whole session: the server refuses a second. Confined to the session's loop. */
final class HistoryReader implements Backlog.Source {
    private record Ask(int room, long after, long upTo, Backlog.Reading reading) {}

    private final Requests requests;
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private int connections;
    private boolean reading;

    HistoryReader(Requests requests) {
        this.requests = requests;
    }

    @Override
    public void read(int room, long after, long upTo, Backlog.Reading reader) {
        waiting.addLast(new Ask(room, after, upTo, reader));
        next();
    }

    /** What was asked for is not answered any more. */
    void onLost() {
        connections++;
        waiting.clear();
        reading = false;
    }

    private void next() {
        if (reading || waiting.isEmpty()) {
            return;
        }
        reading = true;
        int connection = connections;
        Ask ask = waiting.removeFirst();
        ClientMessage.Builder request = ClientMessage.newBuilder()
                .setReadHistory(ReadHistory.newBuilder()
                        .setRoom(ask.room)
                        .setAfter(ask.after)
                        .setUpTo(ask.upTo));
        requests.ask(request, false, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                if (connection == connections) {
                    reading = false;
                    ask.reading.onPage(answer.getHistoryPage());
                    next();
                }
            }

            @Override
            public void onFailure(ChatException why) {
                if (connection == connections) {
                    reading = false;
                    ask.reading.onFailure(why.reason());
                    next();
                }
            }
        });
    }
}
