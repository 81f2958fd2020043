package dev.roomtalk.process;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells systemd, or what else started this process and set {@code NOTIFY_SOCKET}, how it is ({@code sd_notify(3)}):
 * that it serves, loads its configuration, or ends. Any thread.
 */
public final class ServiceManager {
    /** The longest name in {@code struct sockaddr_un}. */
    private static final int MAX_NAME = 107;

    /** Empty: nobody asked. */
    private final byte[] socket;

    private final LongSupplier ticker;
    private final Consumer<String> trouble;

    /**
     * @param environment of this process
     * @param ticker nanoseconds of the kernel's CLOCK_MONOTONIC
     * @param trouble gets a sentence where it could not be told
     */
    public ServiceManager(Map<String, String> environment, LongSupplier ticker, Consumer<String> trouble) {
        this.socket = socket(environment.getOrDefault("NOTIFY_SOCKET", ""));
        this.ticker = ticker;
        this.trouble = trouble;
    }

    /** A path, or {@code @name} of a socket in the abstract namespace. */
    private static byte[] socket(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 2 || bytes.length > MAX_NAME || (bytes[0] != '/' && bytes[0] != '@')) {
            return new byte[0];
        }
        if (bytes[0] == '@') {
            bytes[0] = 0;
        }
        return bytes;
    }

    /** It serves; also when it has loaded its configuration again, and when that was refused. */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + status.replace('\n', ' '));
    }

    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(ticker.getAsLong()));
    }

    public void stopping() {
        send("STOPPING=1");
    }

    private void send(String state) {
        if (socket.length == 0) {
            return;
        }
        try {
            if (!LocalDatagram.send(socket, state.getBytes(StandardCharsets.UTF_8))) {
                trouble.accept("what started this process does not take its notification ("
                        + state.lines().findFirst().orElse("") + ")");
            }
        } catch (IllegalStateException e) {
            trouble.accept("what started this process cannot be notified: " + e.getCause());
        }
    }
}
