package dev.roomtalk.server.app;

import java.lang.reflect.Proxy;
import java.util.Objects;

/**
 * The signal SIGHUP. The JDK's own {@code sun.misc.Signal} handles it, which is used by reflection, because the
 * compiler's warning of it cannot be switched off.
 */
final class HangUp {
    private HangUp() {}

    /**
     * SIGHUP runs this from now on, on a thread of its own, instead of ending the process. False: this Java cannot
     * handle it.
     */
    @SuppressWarnings("ReferenceEquality")
    static boolean does(Runnable what) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, of) -> switch (method.getName()) {
                        case "handle" -> {
                            what.run();
                            yield null;
                        }
                        case "equals" -> self == Objects.requireNonNull(of)[0];
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "SIGHUP";
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
