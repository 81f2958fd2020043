package dev.roomtalk.bridge;

import dev.roomtalk.bridge.app.ProgramRunner;
import dev.roomtalk.bridge.app.SendCommand;

/** The program {@code signal-send}: sends a text to a process by signals. */
public final class SignalSend {
    private SignalSend() {}

    public static void main(String[] args) {
        System.exit(ProgramRunner.run(_ -> new SendCommand(), args));
    }
}
