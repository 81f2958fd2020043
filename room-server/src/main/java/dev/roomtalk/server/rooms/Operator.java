package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.ServerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operator of the server, with one request to one room. Any thread. */
public final class Operator implements Requester {
    private final String name;
    private final CompletableFuture<ServerMessage> answer = new CompletableFuture<>();

    /** @param name as people are told who it was */
    public Operator(String name) {
        this.name = name;
    }

    /** What the room says. */
    public CompletionStage<ServerMessage> answer() {
        return answer;
    }

    @Override
    public void answer(ServerMessage message) {
        answer.complete(message);
    }

    /** No user's. */
    @Override
    public long userId() {
        return 0;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long instance() {
        return 0;
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public boolean operates() {
        return true;
    }
}
