package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.ChatView;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.HistoryView.Move;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.RecordedScreen;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.HistoryPages;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.client.ChatEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryViewTest {
    private Instant now = Instant.parse("2026-11-21T12:03:00Z");
    private final RecordedScreen screen = new RecordedScreen();
    private final FakeSession session =
            new FakeSession("bob", () -> now, this::event).room("ops", "alice").room("dev", "alice");
    private final LineRenderer lines = new LineRenderer(Palette.of(0), ZoneOffset.UTC, new Mentions("bob", List.of()));
    private final ChatView chat = new ChatView(screen, lines, session::status);
    private final ChatState state =
            new ChatState(chat, lines.mentions(), ZoneOffset.UTC, () -> now, SilentNotifier.get());
    private final Answers answers = new Answers(Runnable::run, refusal -> state.problem(refusal.sentence()));
    private final RoomEntry entry = new RoomEntry(session, state, screen, answers, null, 0);
    private final HistoryView view = new HistoryView(session, screen, chat, state, lines, answers);

    private void event(ChatEvent event) {
        state.on(event);
    }

    @BeforeEach
    void size() {
        screen.columns = 60;
        screen.rows = 11;
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "m" + n).toList();
    }

    private void open(List<String> texts, boolean up) {
        session.remember("ops", texts);
        entry.join("ops", null);
        settle();
        screen.lines.clear();
        assertThat(view.open(up)).isTrue();
    }

    private void settle() {
        view.settle();
        state.settle();
        chat.draw(state, OutboxState.NOTHING);
    }

    /** The texts on the page, without rules and the bar. */
    private List<String> shown() {
        return screen.page.subList(0, screen.page.size() - 1).stream()
                .filter(line -> line.contains("alice  "))
                .map(line -> line.substring(line.indexOf("  ") + 2))
                .toList();
    }

    private String bar() {
        return screen.page.getLast();
    }

    private static List<String> from(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(n -> "m" + n).toList();
    }

    @Test
    void whatIgnoredPeopleWroteIsLeftOut() {
        session.remember("ops", numbered(100));
        session.author("ops", 81, 98, "mallory");
        // It is in no file, and holds until this program ends.
        assertThatThrownBy(() -> state.notifier().quiet().ignore("mallory", true))
                .isInstanceOf(IOException.class);
        entry.join("ops", null);
        settle();
        assertThat(view.open(false)).isTrue();
        assertThat(screen.page).noneMatch(line -> line.contains("mallory"));
        assertThat(shown()).endsWith("m79", "m80", "m99", "m100");
    }

    @Test
    void opensAtTheEndAndGoesUpByPagesAndLines() {
        open(numbered(100), false);
        assertThat(screen.covered).isTrue();
        assertThat(screen.page).hasSize(11);
        assertThat(shown()).isEqualTo(from(91, 100));
        assertThat(bar())
                .startsWith(" #ops · 2026-11-21 11:53 · end")
                .hasSize(59)
                .endsWith("q: back ");
        view.on(Move.PAGE_UP);
        assertThat(shown()).isEqualTo(from(82, 91));
        view.on(Move.LINE_UP);
        assertThat(shown()).isEqualTo(from(81, 90));
        view.on(Move.WHEEL_UP);
        assertThat(shown()).isEqualTo(from(78, 87));
        view.on(Move.WHEEL_DOWN);
        view.on(Move.LINE_DOWN);
        assertThat(shown()).isEqualTo(from(82, 91));
        assertThat(bar()).contains(" 81 % ");
        view.on(Move.PAGE_DOWN);
        assertThat(shown()).isEqualTo(from(91, 100));
        view.on(Move.PAGE_DOWN);
        assertThat(screen.covered).isFalse();
        assertThat(view.isOpen()).isFalse();
    }

    @Test
    void theKeyThatOpensItHasGoneUpAPageAlready() {
        open(numbered(100), true);
        assertThat(shown()).isEqualTo(from(82, 91));
    }

    @Test
    void theBeginningIsSaidAndEndsTheWayUp() {
        open(numbered(12), false);
        view.on(Move.PAGE_UP);
        assertThat(screen.page.get(0)).isEqualTo("── the beginning of the history ──");
        assertThat(screen.page.get(1)).isEqualTo("── 2026-11-21 ──");
        assertThat(shown()).isEqualTo(from(1, 8));
        view.on(Move.PAGE_UP);
        assertThat(shown()).isEqualTo(from(1, 8));
        view.on(Move.PAGE_DOWN);
        assertThat(shown()).isEqualTo(from(3, 12));
    }

    /** A view that never gets there fails, instead of moving for ever. */
    private void moveOn(int moves, Move move) {
        assertThat(moves).as("moves until what is looked for is shown").isLessThan(100_000);
        view.on(move);
    }

    @Test
    void anotherDayHasALine() {
        open(numbered(13 * 60), false);
        for (int i = 0; !screen.page.contains("── 2026-11-21 ──"); i++) {
            moveOn(i, Move.LINE_UP);
        }
        assertThat(screen.page.get(0)).isEqualTo("── 2026-11-21 ──");
        view.on(Move.LINE_UP);
        assertThat(screen.page.get(0)).startsWith("23:59 alice");
    }

    @Test
    void moreIsReadOnTheWayUpWithoutAJump() {
        open(numbered(1000), false);
        List<String> seen = new ArrayList<>(shown());
        for (int i = 0; !screen.page.contains("── the beginning of the history ──"); i++) {
            String before = shown().getFirst();
            moveOn(i, Move.LINE_UP);
            if (!shown().getFirst().equals(before)) {
                seen.addFirst(shown().getFirst());
            }
        }
        assertThat(seen).isEqualTo(from(1, 1000));
        assertThat(session.calls.stream().filter(call -> call.startsWith("history")))
                .containsExactly(
                        "history ops 0 0 200",
                        "history ops 0 800 200",
                        "history ops 0 600 200",
                        "history ops 0 400 200",
                        "history ops 0 200 200");
    }

    @Test
    void whoIsFasterThanTheServerGetsThereWhenItAnswers() {
        open(numbered(400), false);
        session.answering = false;
        for (int i = 0; i < 30; i++) {
            view.on(Move.PAGE_UP);
        }
        assertThat(shown()).isEqualTo(from(201, 209));
        assertThat(bar()).contains(" …");
        session.answer();
        assertThat(shown()).isEqualTo(from(192, 201));
    }

    @Test
    void onlySoMuchIsHeldAndTheRestIsReadAgainOnTheWayBack() {
        int count = (HistoryPages.MAX_PAGES + 8) * HistoryView.PAGE_MESSAGES;
        open(numbered(count), false);
        for (int i = 0; !shown().contains("m1"); i++) {
            moveOn(i, Move.PAGE_UP);
        }
        long reads = session.calls.stream()
                .filter(call -> call.startsWith("history"))
                .count();
        assertThat(reads).isEqualTo(HistoryPages.MAX_PAGES + 8);
        String last = shown().getLast();
        for (int i = 0; !shown().contains("m" + count); i++) {
            moveOn(i, Move.PAGE_DOWN);
            assertThat(number(shown().getFirst())).isLessThanOrEqualTo(number(last) + 1);
            last = shown().getLast();
        }
        assertThat(last).isEqualTo("m" + count);
        assertThat(session.calls.stream()
                        .filter(call -> call.startsWith("history"))
                        .count())
                .isEqualTo(reads + 8);
        view.on(Move.BEGINNING);
        assertThat(shown()).startsWith("m1", "m2");
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring(1));
    }

    @Test
    void theBeginningIsReachedAtOnce() {
        open(numbered(5000), false);
        view.on(Move.BEGINNING);
        assertThat(shown()).startsWith("m1", "m2");
        assertThat(bar()).contains(" 0 % ");
        for (int i = 0; i < 60; i++) {
            view.on(Move.PAGE_DOWN);
        }
        assertThat(shown()).contains("m541");
        assertThat(session.calls.stream()
                        .filter(call -> call.startsWith("history"))
                        .count())
                .isLessThan(8);
    }

    @Test
    void longMessagesAreFoldedForEverySizeAndStayInPlace() {
        List<String> texts = new ArrayList<>();
        for (int n = 1; n <= 60; n++) {
            texts.add("n" + n + " 大家好👋🏽 今天天气很好我们去公园散步吧 " + "and on it goes ".repeat(6));
        }
        open(texts, true);
        for (int columns : new int[] {40, 10, 3, 1, 200, 60}) {
            for (int rows : new int[] {10, 24, 2, 1, 11}) {
                screen.columns = columns;
                screen.rows = rows;
                settle();
                assertThat(screen.page).hasSize(Math.max(rows, 2));
                view.on(Move.PAGE_UP);
                view.on(Move.LINE_DOWN);
                assertThat(view.isOpen()).isTrue();
            }
        }
        screen.columns = 200;
        settle();
        assertThat(screen.page.stream().filter(line -> line.matches(".*alice  n\\d+ .*")))
                .isNotEmpty();
    }

    @Test
    void aRoomWithoutHistorySaysSo() {
        open(List.of(), true);
        assertThat(screen.page.get(0)).isEqualTo("── no messages are stored ──");
        view.on(Move.LINE_UP);
        view.on(Move.BEGINNING);
        view.on(Move.PAGE_DOWN);
        assertThat(view.isOpen()).isFalse();
    }

    @Test
    void aServerThatGoesAwayIsSaidAndAskedAgain() {
        open(numbered(400), false);
        session.connected = false;
        for (int i = 0; i < 30; i++) {
            view.on(Move.PAGE_UP);
        }
        assertThat(bar()).contains("there is no connection");
        assertThat(shown()).contains("m201");
        session.connected = true;
        view.on(Move.LINE_UP);
        view.on(Move.LINE_UP);
        assertThat(bar()).doesNotContain("there is no connection");
        assertThat(shown()).contains("m199");
    }

    @Test
    void whatArrivesMeanwhileIsPrintedAfterwards() {
        open(numbered(100), true);
        session.says("ops", "carol", "news");
        settle();
        assertThat(screen.lines).isEmpty();
        view.on(Move.CLOSE);
        settle();
        assertThat(screen.lines).containsExactly("12:03 carol  news");
    }

    @Test
    void ofVeryMuchThatArrivesMeanwhileTheLastIsPrinted() {
        open(numbered(100), true);
        for (int n = 0; n < 1000; n++) {
            session.says("ops", "carol", "news " + n);
            settle();
        }
        view.on(Move.CLOSE);
        settle();
        assertThat(screen.lines).hasSize(ChatRoom.MAX_LINES + 1).first().isEqualTo("── 500 more lines ──");
        assertThat(screen.lines).last().isEqualTo("12:03 carol  news 999");
    }

    @Test
    void anAnswerThatComesAfterItWasClosedIsNotShown() {
        session.remember("ops", numbered(100));
        entry.join("ops", null);
        session.answering = false;
        view.open(false);
        view.close();
        screen.page = List.of();
        session.answer();
        assertThat(screen.page).isEmpty();
        assertThat(screen.covered).isFalse();
    }

    @Test
    void withoutARoomThereIsNothingToOpen() {
        assertThat(view.open(true)).isFalse();
        assertThat(screen.covered).isFalse();
    }
}
