package dev.roomtalk.simulation;

import dev.roomtalk.server.engine.Engine;
import dev.roomtalk.server.engine.RoomRecord;
import dev.roomtalk.server.engine.TokenHash;
import dev.roomtalk.server.engine.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An engine that takes its time, and sometimes cannot take a message. */
final class LateEngine implements Engine {
    private final World world;
    private final Random random;
    private final Engine engine;
    private final Truth truth;
    private final long longest;
    private final double failing;
    private long lastNumber;

    /** @param longest nanoseconds until a message is numbered, and again until it is committed; 0: at once */
    LateEngine(World world, Random random, Engine engine, Truth truth, long longest, double failing) {
        this.world = world;
        this.random = random;
        this.engine = engine;
        this.truth = truth;
        this.longest = longest;
        this.failing = failing;
    }

    private long moment() {
        return longest == 0 ? 0 : (long) (random.nextDouble() * longest);
    }

    @Override
    public void append(Name room, AppendRequest message, AppendAnswer answer) {
        if (longest == 0) {
            give(room, message, answer);
            return;
        }
        // Numbers are answered in the order of the calls.
        lastNumber = Math.max(lastNumber, world.nanoTime() + moment());
        world.at(lastNumber, () -> give(room, message, answer));
    }

    private void give(Name room, AppendRequest message, AppendAnswer answer) {
        if (random.nextDouble() < failing) {
            answer.failed();
            return;
        }
        engine.append(room, message, new AppendAnswer() {
            @Override
            public void numbered(long epoch, long sequence) {
                truth.numbered(epoch, sequence, message);
                answer.numbered(epoch, sequence);
            }

            @Override
            public void committed(boolean stored) {
                world.after(moment(), () -> answer.committed(stored));
            }

            @Override
            public void failed() {
                answer.failed();
            }
        });
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public boolean durable() {
        return engine.durable();
    }

    @Override
    public long epoch() {
        return engine.epoch();
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, TokenHash token) {
        return engine.createUser(name, token);
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return engine.findUser(token);
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        return engine.renewToken(userId, token);
    }

    @Override
    public CompletionStage<Boolean> createRoom(RoomRecord room) {
        return engine.createRoom(room);
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms() {
        return engine.rooms();
    }

    @Override
    public CompletionStage<Void> setTopic(Name room, String topic) {
        return engine.setTopic(room, topic);
    }

    @Override
    public CompletionStage<Void> closeRoom(Name room) {
        return engine.closeRoom(room);
    }

    @Override
    public void close() {
        engine.close();
    }
}
