package dev.roomtalk.server.app;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The signals of this process, each handled on a thread of its own. The JDK's own {@code sun.misc.Signal} handles them,
 * which is used by reflection, because the compiler's warning of it cannot be switched off.
 */
final class ProcessSignals {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path TERMINAL = Path.of("/dev/tty");

    private ProcessSignals() {}

    /** One that can be handled. */
    enum Kind {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /** Whether whoever started this process had it ignore a signal, as nohup does with SIGHUP. */
    static boolean isIgnored(Kind kind) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("SigIgn:")) {
                    long mask = Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16);
                    return (mask >> (kind.number - 1) & 1) == 1;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux: Java itself knows.
        }
        return false;
    }

    /** Whether this process has a terminal; false also when it had one that is gone. */
    static boolean hasTerminal() {
        try (var terminal = Files.newByteChannel(TERMINAL)) {
            return terminal.isOpen();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The signal runs this from now on, instead of ending the process. False: it cannot be handled. */
    static boolean handle(Kind kind, Runnable what) {
        return set(kind, what);
    }

    /** As {@link #handle}, also where the signal was ignored when this process started. */
    static boolean handleEvenIfIgnored(Kind kind, Runnable what) {
        try {
            if (isIgnored(kind)) {
                LibC.passOver(kind.number);
            }
            return set(kind, what);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean set(Kind kind, Runnable what) {
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
                        default -> "SIG" + kind;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(kind.name()), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
