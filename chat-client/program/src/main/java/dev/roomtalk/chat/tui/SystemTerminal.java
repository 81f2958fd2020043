package dev.roomtalk.chat.tui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;
import org.jline.utils.ShutdownHooks;

/** JLine's view of this process's terminal, opened as fast as it can be: the first screen waits for it. */
final class SystemTerminal {
    /** A type that JLine knows by itself: no capability of it is used. */
    private static final String TYPE = "ansi";

    private SystemTerminal() {}

    static Terminal open() throws IOException {
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        // Otherwise infocmp(1) is run for it, each time.
        InfoCmp.setLoadedInfoCmp(TYPE, () -> InfoCmp.getDefaultInfoCmp(TYPE));
        try {
            return open("jni");
        } catch (IOException | RuntimeException | LinkageError e) {
            // Its library cannot be unpacked here.
            return open("exec");
        }
    }

    /**
     * Opens the terminal with one of JLine's providers alone: JNI is ready soonest, and the others would be tried too.
     * The terminal's real type would be looked up by another program; asking the terminal about grapheme clusters would
     * wait for its answer.
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
                .type(TYPE)
                .encoding(StandardCharsets.UTF_8)
                .graphemeCluster(false)
                .nativeSignals(true)
                .build();
    }
}
