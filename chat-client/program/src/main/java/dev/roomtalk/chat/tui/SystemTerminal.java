package dev.roomtalk.chat.tui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;

/** JLine's view of this process's terminal, opened as fast as it can be: the first screen waits for it. */
final class SystemTerminal {
    private SystemTerminal() {}

    static Terminal open() throws IOException {
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        try {
            return open("jni");
        } catch (IOException | RuntimeException | LinkageError e) {
            // Its library cannot be unpacked here.
            return open("exec");
        }
    }

    /**
     * Opens the terminal with one of JLine's providers alone: JNI is ready soonest, and the others would be tried too.
     * No capability is asked for, because the terminal's real type would be looked up by another program; asking it
     * about grapheme clusters would wait for its answer.
     */
    private static Terminal open(String provider) throws IOException {
        return TerminalBuilder.builder()
                .name("chat")
                .system(true)
                .dumb(false)
                .providers(provider)
                .jni(provider.equals("jni"))
                .exec(provider.equals("exec"))
                .ffm(false)
                .type("ansi")
                .encoding(StandardCharsets.UTF_8)
                .graphemeCluster(false)
                .nativeSignals(true)
                .build();
    }
}
