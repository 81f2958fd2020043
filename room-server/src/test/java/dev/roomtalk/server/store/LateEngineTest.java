package dev.roomtalk.server.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An engine on another machine: it numbers on a thread of its own, cannot take every fourth message, and after every
 * fourth that it took its answer is lost on the way.
 */
class LateEngineTest extends EngineContract {
    private final Random random = new Random(20_261_121);
    private final ExecutorService elsewhere =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private KeptEngine kept = new KeptEngine();

    @Override
    protected Engine open() {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        boolean decided = arguments.length == 4;
                        append(
                                (RoomId) arguments[0],
                                decided ? (Long) arguments[1] : Long.MAX_VALUE,
                                (MessageLog.AppendRequest) arguments[arguments.length - 2],
                                (MessageLog.AppendAnswer) arguments[arguments.length - 1]);
                        return null;
                    }
                    try {
                        return method.invoke(kept, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    protected @Nullable Engine restart(Engine crashed) {
        kept = kept.restart();
        return open();
    }

    private void append(RoomId room, long version, MessageLog.AppendRequest message, MessageLog.AppendAnswer answer) {
        elsewhere.execute(() -> {
            if (random.nextInt(4) == 0) {
                answer.failed();
                return;
            }
            boolean lost = random.nextInt(4) == 0;
            kept.append(room, version, message, new MessageLog.AppendAnswer() {
                @Override
                public void committed(long epoch, long sequence, boolean stored) {
                    if (lost) {
                        answer.unknown();
                    } else {
                        answer.committed(epoch, sequence, stored);
                    }
                }

                @Override
                public void duplicate(long epoch, long sequence, boolean stored) {
                    answer.duplicate(epoch, sequence, stored);
                }

                @Override
                public void failed() {
                    answer.failed();
                }

                @Override
                public void unknown() {
                    answer.unknown();
                }
            });
        });
    }
}
