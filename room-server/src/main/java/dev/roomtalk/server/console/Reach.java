package dev.roomtalk.server.console;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.relay.Operator;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How an operator reaches rooms and users: under its name, and with the patience of a person. Any thread that may wait. */
record Reach(Served served, Caller caller) {
    private static final long PATIENCE_SECONDS = 5;

    /** As people in rooms read who it was. */
    String asNamed() {
        return caller.name() + " (operator)";
    }

    /** For one request to one room. */
    Operator operator() {
        return new Operator(asNamed());
    }

    /** @param command whose asker is an {@link #operator} of its own */
    ServerMessage ask(RoomRef room, RoomCommand.Asked command) throws DeclinedException {
        room.tell(command);
        ServerMessage answer = await(((Operator) command.who()).answer());
        if (answer.hasRefusal()) {
            throw new DeclinedException(answer.getRefusal().getSentence());
        }
        return answer;
    }

    RoomRef findRoom(String text) throws DeclinedException {
        RoomRef room =
                switch (Name.room(text)) {
                    case Name.Invalid invalid -> throw new DeclinedException(invalid.sentence());
                    case Name.Valid valid -> served.rooms().find(valid.name().key());
                };
        if (room == null) {
            throw new DeclinedException("there is no room '" + text + "'");
        }
        return room;
    }

    UserRecord findUser(String text) throws DeclinedException {
        return switch (Name.user(text)) {
            case Name.Invalid invalid -> throw new DeclinedException(invalid.sentence());
            case Name.Valid valid -> {
                UserRecord user = await(served.users().named(valid.name()));
                if (user == null) {
                    throw new DeclinedException(
                            "this server has no user '" + valid.name().display() + "'");
                }
                yield user;
            }
        };
    }

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws DeclinedException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new DeclinedException("the server did not do it within " + PATIENCE_SECONDS + " s: it is too busy");
        } catch (ExecutionException e) {
            throw new DeclinedException("the server could not do it: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeclinedException("the server is stopping");
        }
    }
}
