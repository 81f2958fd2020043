package dev.roomtalk.bridge;

import dev.roomtalk.bridge.app.BridgeCommand;
import dev.roomtalk.bridge.app.ProgramRunner;

/** The program {@code signal-bridge}: lets any process of this machine speak in a room with nothing but kill(2). */
public final class SignalBridge {
    private SignalBridge() {}

    public static void main(String[] args) {
        System.exit(ProgramRunner.run(BridgeCommand::new, args));
    }
}
