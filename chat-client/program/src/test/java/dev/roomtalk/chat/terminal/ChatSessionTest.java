package dev.roomtalk.chat.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.LinesSurface;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.session.FailedMessage;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.UiLoop;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client on a terminal that is a model of one: keys go in, and what a person would see is read off its cells. */
class ChatSessionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:03:00Z");
    private static final String F5 = "\u001b[15~";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String CTRL_R = "\u0012";
    private static final String LEFT = "\u001bOD";
    private static final String UP = "\u001bOA";
    private static final String PAGE_UP = "\u001b[5~";
    private static final String PASTE = "\u001b[200~";
    private static final String PASTED = "\u001b[201~";

    @TempDir
    Path directory;

    private volatile Instant now = NOW;
    private final UiLoop ui = new UiLoop();
    private final FakeSession session = new FakeSession("bob", () -> now, ui::offer)
            .room("ops", "alice", "carol")
            .room("vault", "alice");
    private final CompletableFuture<ChatSession.Outcome> outcome = new CompletableFuture<>();
    private ScreenTerminal model;
    private LineDisciplineTerminal terminal;
    private Path history;

    @BeforeEach
    void sit() throws IOException {
        session.passwords.put("vault", "sesame");
        history = directory.resolve("history");
        ScreenTerminal.VirtualTerminal virtual = ScreenTerminal.withTerminal("test", "xterm-256color", 60, 12);
        model = virtual.screen();
        terminal = virtual.terminal();
        LineRenderer lines = new LineRenderer(Palette.of(256), ZoneOffset.UTC, new Mentions("bob", List.of()));
        ChatSession chat = new ChatSession(
                new LinesSurface(new TerminalScreen(terminal, history), lines, session::status),
                session,
                ui,
                lines.mentions(),
                ZoneOffset.UTC,
                () -> now,
                Preferences.NONE,
                SilentNotifier.quiet(),
                null,
                50);
        Thread thread = new Thread(() -> {
            try {
                outcome.complete(chat.run(List.of("ops"), false, null, () -> {}));
            } catch (InterruptedException | RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        awaitScreen("ops>", "#ops · 3 members");
    }

    @AfterEach
    void leave() {
        ui.stop();
        await().atMost(Duration.ofSeconds(60)).until(outcome::isDone);
    }

    private void keys(String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(UTF_8));
    }

    private List<String> screen() {
        return model.toString().lines().map(String::stripTrailing).toList();
    }

    /** Waits until each text is on a line of the screen. */
    private void awaitScreen(String... texts) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(screen()).satisfies(lines -> {
                    for (String text : texts) {
                        assertThat(lines).anyMatch(line -> line.contains(text));
                    }
                }));
    }

    /** Waits until the line being typed, with what stands before it, is this one, and the status line follows it. */
    private void awaitTyped(String line) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            List<String> lines = screen();
            int at = lines.lastIndexOf(line);
            assertThat(at).as("%s in %s", line, lines).isNotNegative();
            assertThat(lines.get(at + 1)).contains("#ops");
        });
    }

    /** In a room in which much was said before, with a line that is being typed. */
    private void inAnOldRoom() throws Exception {
        session.room("old", "alice");
        session.remember(
                "old", IntStream.rangeClosed(1, 100).mapToObj(n -> "m" + n).toList());
        keys("/join old\r");
        awaitScreen("you are in old");
        keys("a draft 你好");
        awaitScreen("old> a draft 你好");
    }

    private void awaitHistory(String... texts) {
        awaitScreen(texts);
        awaitScreen(" #old · 2026-11-21 ");
    }

    private void awaitDraft(String draft) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<String> lines = screen();
            assertThat(lines).contains(("old> " + draft).stripTrailing()).anyMatch(line -> line.contains("2:#old · "));
            assertThat(lines).noneMatch(line -> line.startsWith(" #old · 2026-11-21 "));
        });
    }

    @Test
    void historyCoversTheScreenAndGivesItBackAsItWas() throws Exception {
        inAnOldRoom();
        keys(PAGE_UP);
        awaitHistory("alice  m88", "q: back");
        keys(PAGE_UP);
        awaitHistory("alice  m70");
        session.says("old", "carol", "news");
        keys("\u001b[<64;5;5Mxyz");
        awaitHistory("alice  m67");
        keys(PASTE + "q\r" + PASTED + UP);
        awaitHistory("alice  m66");
        keys("q");
        awaitDraft("a draft 你好");
        awaitScreen("carol  news", "alice  m100");
        keys("!");
        awaitDraft("a draft 你好!");
        keys(PAGE_UP);
        awaitHistory("alice  m88");
        keys("\u001b");
        awaitDraft("a draft 你好!");
        keys("!\r");
        awaitScreen("bob  a draft 你好!!");
    }

    @Test
    void interruptingHistoryKeepsTheDraft() throws Exception {
        inAnOldRoom();
        keys(PAGE_UP);
        awaitHistory("alice  m88");
        keys(CTRL_C);
        awaitDraft("a draft 你好");
        keys("!");
        awaitDraft("a draft 你好!");
        keys(CTRL_C);
        awaitDraft("");
        keys("next");
        awaitDraft("next");
    }

    @Test
    void historyThatACommandOpensTakesTheNextKey() throws Exception {
        inAnOldRoom();
        for (String key : List.of("q", "\u001b")) {
            keys(CTRL_C);
            awaitDraft("");
            keys("/history\r");
            awaitHistory("alice  m100");
            keys(key);
            awaitDraft("");
            keys("x");
            awaitDraft("x");
        }
    }

    @Test
    void historyFollowsTheSizeOfTheTerminal() throws Exception {
        inAnOldRoom();
        keys(PAGE_UP);
        awaitHistory("alice  m88");
        model.setSize(Size.of(40, 8));
        terminal.setSize(Size.of(40, 8));
        terminal.raise(Terminal.Signal.WINCH);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(screen().get(7)).startsWith(" #old · 2026-11-21 "));
        keys("q");
        awaitDraft("a draft 你好");
    }

    @Test
    void messagesThatArriveLeaveTheLineBeingTypedIntact() throws Exception {
        String typed = "I am typing this 你好 while others talk";
        for (int i = 0; i < typed.length(); i++) {
            keys(typed.substring(i, i + 1));
            session.says("ops", "alice", "message " + i);
        }
        awaitTyped("ops> " + typed);
        awaitScreen("12:03 alice  message " + (typed.length() - 1));
        assertThat(screen()).filteredOn(line -> line.startsWith("ops>")).hasSize(1);
        keys("\r");
        awaitScreen("12:03 › bob  " + typed);
        awaitTyped("ops>");
    }

    @Test
    void aLineThatWrapsStaysWhole() throws Exception {
        String typed = "0123456789".repeat(9);
        keys(typed);
        awaitScreen(typed.substring(55, 90));
        session.says("ops", "alice", "hi");
        awaitScreen("12:03 alice  hi", "ops> " + typed.substring(0, 55), typed.substring(55));
        assertThat(screen()).filteredOn(line -> line.contains("0123456789")).hasSize(2);
    }

    @Test
    void theLineSurvivesAResize() throws Exception {
        keys("half a line");
        awaitTyped("ops> half a line");
        model.setSize(Size.of(40, 8));
        terminal.setSize(Size.of(40, 8));
        terminal.raise(Terminal.Signal.WINCH);
        session.says("ops", "alice", "after the resize");
        awaitScreen("12:03 alice  after the resize");
        awaitTyped("ops> half a line");
        assertThat(screen()).filteredOn(line -> line.startsWith("ops>")).hasSize(1);
    }

    @Test
    void hostileTextDoesNotSteerTheTerminal() throws Exception {
        keys("draft");
        session.says("ops", "mallory", "\u001b[2J\u001b[H\u001b]0;owned\u0007gone\r\b");
        awaitScreen("12:03 mallory  ␛[2J␛[H␛]0;owned␇gone␍␈", "you are in ops with alice, carol");
        awaitTyped("ops> draft");
    }

    @Test
    void aPasswordIsNotShownAndNotRemembered() throws Exception {
        keys("/join vault\r");
        awaitScreen("password of vault:");
        keys("sesa");
        awaitScreen("password of vault: ****");
        keys("me\r");
        awaitScreen("#vault ──", "vault>");
        assertThat(screen()).noneMatch(line -> line.contains("sesame"));
        keys("/quit\r");
        outcome.get();
        assertThat(Files.readString(history)).contains("/join vault").doesNotContain("sesame");
    }

    @Test
    void whatWasBeingTypedComesBackAfterAQuestion() throws Exception {
        session.answering = false;
        keys("/join vault\rdraft");
        awaitTyped("ops> draft");
        session.answer();
        awaitScreen("password of vault:");
        keys("sesame");
        awaitScreen("password of vault: ******");
        assertThat(screen()).noneMatch(line -> line.contains("draft"));
        keys(CTRL_C);
        awaitScreen("not entering vault");
        awaitTyped("ops> draft");
    }

    @Test
    void aPastedBlockWaitsForEnterAndIsSentLineByLine() throws Exception {
        keys(PASTE + "one\r/two\rthree\r" + PASTED);
        awaitScreen("3 lines pasted", "ops> one", "  /two", "  three");
        assertThat(session.calls).containsExactly("join ops");
        keys("\r");
        awaitScreen("12:03 › bob  one", "12:03 › bob  /two", "12:03 › bob  three");
    }

    @Test
    void tabAfterASlashListsTheCommandsAtOnce() throws Exception {
        model.setSize(Size.of(60, 24));
        terminal.setSize(Size.of(60, 24));
        terminal.raise(Terminal.Signal.WINCH);
        keys("/\t");
        awaitScreen("/join", "/whois", "/clear");
        assertThat(screen()).noneMatch(line -> line.contains("do you wish"));
    }

    @Test
    void tabCompletesCommandsAndNames() throws Exception {
        keys("/to\t");
        awaitTyped("ops> /topic");
        keys(CTRL_C + "al\t");
        awaitTyped("ops> alice:");
    }

    @Test
    void historyIsReachedWithUpAndSearched() throws Exception {
        keys("first\rsecond\r");
        awaitScreen("12:03 › bob  second");
        keys(UP + UP);
        awaitTyped("ops> first");
        keys(CTRL_C);
        awaitTyped("ops>");
        keys(CTRL_R + "sec");
        awaitScreen("second");
        keys("\r");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> session.calls.stream()
                                .filter("publish ops second"::equals)
                                .count()
                        == 2);
    }

    @Test
    void anExclamationMarkIsJustThat() throws Exception {
        keys("first\r!! and !1 and \\n 'open\r");
        awaitScreen("12:03 › bob  !! and !1 and \\n 'open");
    }

    @Test
    void altAndADigitShowARoom() throws Exception {
        session.room("dev", "alice");
        keys("/join dev\r");
        awaitScreen("dev>");
        session.says("ops", "alice", "over here");
        awaitScreen("1:ops 1");
        keys("\u001b1");
        awaitScreen("1 new", "12:03 alice  over here", "ops>");
    }

    @Test
    void controlCClearsTheLineAndThenTellsHowToLeave() throws Exception {
        keys("some text" + CTRL_C);
        awaitTyped("ops>");
        keys(CTRL_C);
        awaitScreen("Ctrl-D or /quit leaves the chat");
        assertThat(session.calls).containsExactly("join ops");
    }

    @Test
    void controlDOnAnEmptyLineLeavesACleanScreen() throws Exception {
        keys(CTRL_D);
        assertThat(outcome.get().ended()).isNull();
        assertThat(screen()).noneMatch(line -> line.contains("ops>") || line.contains("3 members"));
    }

    @Test
    void theEndOfTheSessionEndsTheSitting() throws Exception {
        keys("draft");
        session.tell(new ChatEvent.Ended(ChatException.Reason.REPLACED, "this program runs elsewhere"));
        assertThat(outcome.get().ended()).isEqualTo(ChatException.Reason.REPLACED);
        assertThat(screen()).contains("12:03 ! this program runs elsewhere").noneMatch(l -> l.contains("draft"));
    }

    @Test
    void aFloodIsShownToItsEnd() {
        IntStream.range(0, 5000).forEach(i -> session.says("ops", "alice", "n" + i));
        awaitScreen("12:03 alice  n4999");
        awaitTyped("ops>");
    }

    @Test
    void whatIsUnderwayStandsAboveTheLineAndMakesWayForItsOwn() throws Exception {
        session.answering = false;
        keys("hello\rnext");
        awaitTyped("ops> next");
        now = now.plusSeconds(1);
        awaitScreen("12:03 … hello");
        session.says("ops", "alice", "meanwhile");
        keys(" words");
        awaitScreen("12:03 alice  meanwhile");
        awaitTyped("ops> next words");
        List<String> lines = screen();
        assertThat(lines.indexOf("ops> next words") - lines.indexOf("12:03 … hello"))
                .isEqualTo(1);
        session.answer();
        awaitScreen("12:03 › bob  hello");
        awaitTyped("ops> next words");
        assertThat(screen()).noneMatch(line -> line.contains("…"));
        keys("\r");
        awaitScreen("12:03 › bob  next words");
    }

    @Test
    void theLineIsEditedUnderAPreviewWhateverTheSize() throws Exception {
        session.answering = false;
        keys("one\rtwo\rthree\rfour\rfive\r");
        await().atMost(Duration.ofSeconds(60)).until(() -> session.calls.contains("publish ops five"));
        now = now.plusSeconds(1);
        awaitScreen("12:03 … three", "      +2 more");
        String typed = "0123456789".repeat(9);
        keys(typed + LEFT.repeat(90) + "X");
        awaitScreen("ops> X" + typed.substring(0, 54), typed.substring(54));
        model.setSize(Size.of(40, 8));
        terminal.setSize(Size.of(40, 8));
        terminal.raise(Terminal.Signal.WINCH);
        awaitScreen("12:03 … one", "      +4 more", "ops> X" + typed.substring(0, 34));
        keys(CTRL_C);
        awaitTyped("ops>");
        session.answer();
        awaitScreen("12:03 › bob  five");
        assertThat(screen()).noneMatch(line -> line.contains("…") || line.contains("more"));
    }

    @Test
    void theLineOfAFailedMessageNamesTheKeyThatSendsItAgain() throws Exception {
        session.answering = false;
        keys("hello\rdraft");
        await().atMost(Duration.ofSeconds(60)).until(() -> session.calls.contains("publish ops hello"));
        session.lose("the connection ended");
        awaitScreen("perhaps not sent in ops, the connection ended; F5", "1 failed");
        session.answering = true;
        keys(F5);
        awaitScreen("12:03 › bob  hello");
        awaitTyped("ops> draft");
    }

    @Test
    void aLongPastedBlockArrivesWholeAndInOrder() throws Exception {
        List<String> block = IntStream.range(0, 200).mapToObj(i -> "line " + i).toList();
        session.answering = false;
        keys(PASTE + String.join("\r", block) + "\r" + PASTED);
        keys("\r");
        await().atMost(Duration.ofSeconds(60)).until(() -> session.calls.contains("publish ops line 199"));
        now = now.plusSeconds(1);
        awaitScreen("12:03 … line 0", "      +197 more");
        session.answer(100);
        awaitScreen("12:03 … line 100", "      +97 more", "12:03 › bob  line 99");
        session.answer();
        awaitScreen("12:03 › bob  line 199");
        awaitTyped("ops>");
        assertThat(session.calls.subList(1, session.calls.size()))
                .isEqualTo(block.stream().map(line -> "publish ops " + line).toList());
    }

    @Test
    void whatFailedIsReportedWhenThePersonLeaves() throws Exception {
        keys("refuse this\r");
        awaitScreen("not sent in ops, too fast");
        keys(CTRL_D);
        assertThat(outcome.get().failed())
                .extracting(FailedMessage::summary)
                .containsExactly("not sent in ops: refuse this");
        assertThat(outcome.get().unanswered()).isEmpty();
    }
}
