package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.full.ConnectingScreen;
import dev.roomtalk.chat.full.FullSurface;
import dev.roomtalk.chat.full.SeenFile;
import dev.roomtalk.chat.full.TypedHistoryFile;
import dev.roomtalk.chat.notify.QuietList;
import dev.roomtalk.chat.online.LibraryLogs;
import dev.roomtalk.chat.screen.ChatSurface;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.LinesSurface;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.Screen;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.UiLoop;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.terminal.TerminalSettings.View;
import dev.roomtalk.chat.tui.FullTerminal;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.client.sockets.SocketClient;
import dev.roomtalk.files.HomeDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * Starts the interactive client: connects, opens the terminal, and runs until the person leaves or the session ends.
 */
public final class ChatTerminal {
    private ChatTerminal() {}

    /**
     * Runs the interactive client on the terminal of this process, which must be its standard input and output. It does
     * not use the terminal while it connects if the session's {@link dev.roomtalk.client.Trust} may ask a question
     * there.
     *
     * @return the exit code: 0 left; 1 failed unexpectedly; 3 the server could not be reached; 4 it refused, or ended
     *     the session; 5 it is not trusted; 6 a message was not sent, or what became of it is not known; 130
     *     interrupted
     */
    public static ExitCode run(TerminalSettings settings) {
        try {
            return settings.view() == View.FULL_SCREEN ? onFullScreen(settings) : onLines(settings);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } catch (IOException | RuntimeException | Error e) {
            return failed(e);
        }
    }

    private static ExitCode onLines(TerminalSettings settings)
            throws IOException, InterruptedException, ExecutionException {
        LibraryLogs.silence();
        UiLoop ui = new UiLoop();
        try (ChatClient client = SocketClient.start(settings.settings(), settings.identity(), ui::offer)) {
            Screen screen = screen(settings.view());
            client.connected().get();
            LineRenderer lines = new LineRenderer(
                    Palette.of(settings.preferences().screen().theme(), colours(screen)),
                    ZoneId.systemDefault(),
                    mentions(settings, client));
            return chat(
                    settings,
                    settings.preferences().lineByLine(),
                    client,
                    ui,
                    lines.mentions(),
                    new LinesSurface(screen, lines, client::status));
        }
    }

    /** Takes the terminal before it connects, so that the person sees something at once, unless a question may come. */
    private static ExitCode onFullScreen(TerminalSettings settings)
            throws IOException, InterruptedException, ExecutionException {
        CellTerminal terminal = new CellTerminal(FullTerminal.open(System.getenv()), settings.mouse());
        ConnectingScreen connecting = new ConnectingScreen(terminal, () -> System.exit(ExitCode.INTERRUPTED.number()));
        String server = settings.settings().serverAddress();
        if (!settings.mayAsk()) {
            connecting.show(server);
        }
        LibraryLogs.silence();
        UiLoop ui = new UiLoop();
        try (ChatClient client = SocketClient.start(settings.settings(), settings.identity(), ui::offer)) {
            client.connected().get();
            if (settings.mayAsk()) {
                connecting.show(server);
            }
            String self = client.status().name();
            Mentions mentions = mentions(settings, client);
            return chat(
                    settings,
                    settings.preferences(),
                    client,
                    ui,
                    mentions,
                    new FullSurface(
                            terminal,
                            connecting,
                            settings.preferences().screen(),
                            terminal.colours(),
                            ZoneId.systemDefault(),
                            mentions,
                            self,
                            client::status,
                            InstantSource.system(),
                            new TypedHistoryFile(stateFile("history"), InstantSource.system()),
                            new SeenFile(stateFile("seen"), server, self)));
        } finally {
            terminal.close();
        }
    }

    private static ExitCode chat(
            TerminalSettings settings,
            Preferences preferences,
            ChatClient client,
            UiLoop ui,
            Mentions mentions,
            ChatSurface surface)
            throws InterruptedException {
        ChatSession session = new ChatSession(
                surface,
                client,
                ui,
                mentions,
                ZoneId.systemDefault(),
                InstantSource.system(),
                preferences,
                quiet(settings),
                settings.password(),
                settings.historyLines());
        session.notices(settings.notices());
        return exitCode(session.run(settings.rooms(), settings.create(), settings.invitation(), client::close));
    }

    private static Mentions mentions(TerminalSettings settings, ChatClient client) {
        return new Mentions(client.status().name(), settings.preferences().mentionWords());
    }

    /** Whom the person ignores at this server, and which rooms are muted. */
    private static QuietList quiet(TerminalSettings settings) {
        InetSocketAddress server = settings.settings().servers().getFirst();
        return new QuietList(
                StateDirectory.of(System.getenv()).path().resolve("quiet"),
                Identity.address(server.getHostString(), server.getPort()));
    }

    private static ExitCode exitCode(ChatSession.Outcome outcome) {
        outcome.unanswered()
                .forEach(m -> say("it is not known whether this was sent in " + m.room() + ": " + m.text()));
        outcome.failed().forEach(failed -> say(failed.summary()));
        ChatException.Reason ended = outcome.ended();
        if (ended != null) {
            return ExitCode.of(ended);
        }
        return outcome.unanswered().isEmpty() && outcome.failed().isEmpty() ? ExitCode.DONE : ExitCode.NOT_DELIVERED;
    }

    private static ExitCode failed(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof ChatException refusal) {
            say(message == null ? refusal.reason().name() : message);
            return ExitCode.of(refusal.reason());
        }
        say("unexpected failure: " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message));
        return ExitCode.FAILED;
    }

    private static void say(String sentence) {
        System.err.println(ChatCommand.NAME + ": " + VisibleText.line(sentence));
    }

    /** The screen of this process's terminal, which is not changed before the screen is used. */
    static Screen screen(View view) throws IOException {
        if (view == View.PLAIN_LINES) {
            return new PlainScreen(System.in, new PrintStream(System.out, false, StandardCharsets.UTF_8));
        }
        // Boxes are drawn in UTF-8; JLine would switch to another character set.
        System.setProperty(TerminalBuilder.PROP_DISABLE_ALTERNATE_CHARSET, "true");
        // The screen restores the terminal itself, and JLine must not close it before.
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        // FFM starts no processes and unpacks no library; asking the terminal about grapheme clusters would wait for
        // its answer.
        Terminal terminal = TerminalBuilder.builder()
                .name("chat")
                .system(true)
                .providers("ffm,exec")
                .encoding(StandardCharsets.UTF_8)
                .graphemeCluster(false)
                .nativeSignals(true)
                .signalHandler(ChatTerminal::beforeReading)
                .build();
        return new TerminalScreen(terminal, stateFile("history"));
    }

    /** Signals from the keyboard before it is read. */
    private static void beforeReading(Signal signal) {
        if (signal == Signal.INT) {
            System.exit(ExitCode.INTERRUPTED.number());
        }
    }

    /** How many colours names may have: as many as the terminal has, or none if NO_COLOR is set (no-color.org). */
    static int colours(Screen screen) {
        boolean wanted = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        return wanted && screen instanceof TerminalScreen terminal ? terminal.colours() : 0;
    }

    /** A file that only the person may read; null if it cannot be made, and nothing is kept when it ends. */
    private static @Nullable Path stateFile(String name) {
        try {
            return StateFile.in(System.getenv(), HomeDirectory.of(System.getenv()), name);
        } catch (IOException | SecurityException e) {
            return null;
        }
    }
}
