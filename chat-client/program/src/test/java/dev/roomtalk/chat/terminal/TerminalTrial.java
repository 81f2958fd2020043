package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.LinesSurface;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.Screen;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.UiLoop;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The interactive client with a talkative room and no server, to try it by hand: see the test sources' class path. */
final class TerminalTrial {
    private TerminalTrial() {}

    public static void main(String[] arguments) throws Exception {
        UiLoop ui = new UiLoop();
        FakeSession session = new FakeSession("bob", InstantSource.system(), ui::offer)
                .room("ops", "alice", "carol", "李雷", "awayne")
                .topic("ops", "what happens tonight")
                .room("dev", "alice")
                .room("vault", "alice");
        session.passwords.put("vault", "open sesame");
        long period = arguments.length > 0 ? Long.parseLong(arguments[0]) : 2000;
        AtomicInteger n = new AtomicInteger();
        Screen screen = ChatTerminal.screen(TerminalSettings.View.LINES);
        try (var talkers = Executors.newSingleThreadScheduledExecutor()) {
            var _ = talkers.scheduleAtFixedRate(
                    () -> speak(session, n.getAndIncrement()), period, period, TimeUnit.MILLISECONDS);
            LineRenderer lines = new LineRenderer(
                    Palette.of(ChatTerminal.colours(screen)), ZoneId.systemDefault(), new Mentions("bob", List.of()));
            ChatSession.Outcome outcome = new ChatSession(
                            new LinesSurface(screen, lines, session::status),
                            session,
                            ui,
                            lines.mentions(),
                            ZoneId.systemDefault(),
                            InstantSource.system(),
                            Preferences.NONE,
                            SilentNotifier.quiet(),
                            null,
                            50)
                    .run(List.of("ops"), false, null, () -> {});
            talkers.shutdownNow();
            System.out.println(outcome);
        }
    }

    private static void speak(FakeSession session, int n) {
        switch (n % 14) {
            case 0 -> session.says("ops", "alice", "hello there, this is message " + n);
            case 1 -> session.says("ops", "李雷", "大家好 👋🏽 今天天气很好，我们去公园散步吧，然后一起吃饭，看看有没有新的电影可以看，晚上再回家休息");
            case 2 -> session.says("ops", "ops-bridge", "alice/4711 \"backup.sh\"", "backup done: 0 errors");
            case 3 ->
                session.says("ops", "mallory", "\u001b[2J\u001b]0;owned\u0007 hidden \u202Etxt\r12:03 alice  fake");
            case 4 -> session.says("ops", "carol", "bob: did you see that? " + "It goes on and on. ".repeat(8));
            case 5 -> session.tell(new ChatEvent.MemberJoined("ops", "dave"));
            case 6 -> session.says("dev", "alice", "something in another room for bob");
            case 7 -> session.says("ops", "alice", "first line\n12:00 bob  second line\n\tthird");
            case 8 -> session.tell(new ChatEvent.MemberLeft("ops", "dave"));
            case 9 -> {
                session.connected = false;
                session.answering = false;
                session.tell(new ChatEvent.Disconnected("the server went away", Duration.ofSeconds(5)));
            }
            case 12 -> {
                session.connected = true;
                session.tell(new ChatEvent.Connected("localhost:4242", "bob", true));
                session.answer();
            }
            default -> {}
        }
    }
}
