package dev.roomtalk.server.relay;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.server.store.MessageLog;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;

/** An engine that takes messages, and answers none until the test does. */
final class SilentEngine {
    final Deque<MessageLog.AppendAnswer> unanswered = new ArrayDeque<>();
    private final Engine real = new KeptEngine();

    Engine engine() {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        unanswered.addLast((MessageLog.AppendAnswer) arguments[arguments.length - 1]);
                        return null;
                    }
                    return method.invoke(real, arguments);
                });
    }
}
