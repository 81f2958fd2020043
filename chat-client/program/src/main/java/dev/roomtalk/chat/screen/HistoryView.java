package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.Reactions;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.RoomHistory;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * A room's history on the whole screen, to scroll in. Confined to the UI thread: missing messages are requested, and
 * drawn when they arrive. Messages that are sent while it is open are not part of it.
 */
public final class HistoryView implements HistoryScroll {
    /** What a key does. */
    public enum Move {
        LINE_UP,
        LINE_DOWN,
        WHEEL_UP,
        WHEEL_DOWN,
        PAGE_UP,
        PAGE_DOWN,
        BEGINNING,
        /** The screen has another size. */
        REDRAW,
        CLOSE
    }

    /** Messages of a page; fewer if they do not fit into 64 KiB. */
    public static final int PAGE_MESSAGES = 200;

    private static final int WHEEL_LINES = 3;

    private final ChatClient client;
    private final Screen screen;
    private final ChatView view;
    private final ChatState chat;
    private final LineRenderer lines;
    private final Answers answers;
    private final HistoryWindow window;
    private @Nullable String room;
    /** Lines to go up when older messages have arrived. */
    private int linesMissing;

    private boolean reading;
    private @Nullable String failure;
    /** Tells the answers that belong to this opening from late ones. */
    private int generation;

    public HistoryView(
            ChatClient client, Screen screen, ChatView view, ChatState chat, LineRenderer lines, Answers answers) {
        this.client = client;
        this.screen = screen;
        this.view = view;
        this.chat = chat;
        this.lines = lines;
        this.answers = answers;
        this.window = new HistoryWindow(lines, message -> reactions().to(message));
    }

    @Override
    public boolean isOpen() {
        return room != null;
    }

    /**
     * Shows the history of the room that is on the screen, from its end, or a page above that ({@code up}). False if
     * this screen cannot, or no room is shown.
     */
    @Override
    public boolean open(boolean up) {
        ChatRoom shown = chat.rooms().shown();
        if (room != null || shown == null || !screen.cover()) {
            return false;
        }
        view.cover(true);
        room = shown.name();
        failure = null;
        ignoreLateAnswers();
        window.clear();
        window.resize(screen.columns(), screen.rows());
        linesMissing = up ? step() : 0;
        read(HistoryQuery.last(PAGE_MESSAGES), page -> {
            window.open(page);
            up(linesMissing);
        });
        draw();
        return true;
    }

    /** Uncovers the screen; keys are for the line being typed again. */
    @Override
    public void close() {
        screen.uncover();
        if (room != null) {
            room = null;
            ignoreLateAnswers();
            window.clear();
            view.cover(false);
        }
    }

    private void ignoreLateAnswers() {
        generation++;
        reading = false;
    }

    /** Lines of a page: one of the page before stays on the screen. */
    private int step() {
        return Math.max(window.height() - 1, 1);
    }

    @Override
    public void on(Move move) {
        if (room == null) {
            return;
        }
        failure = move == Move.REDRAW ? failure : null;
        switch (move) {
            case LINE_UP -> up(1);
            case LINE_DOWN -> down(1);
            case WHEEL_UP -> up(WHEEL_LINES);
            case WHEEL_DOWN -> down(WHEEL_LINES);
            case PAGE_UP -> up(step());
            case PAGE_DOWN -> {
                if (window.atEnd()) {
                    close();
                } else {
                    down(step());
                }
            }
            case BEGINNING -> beginning();
            case REDRAW -> window.resize(screen.columns(), screen.rows());
            case CLOSE -> close();
        }
        draw();
    }

    /** Time has passed: the screen may have another size. */
    @Override
    public void settle() {
        if (room != null && !window.fits(screen.columns(), screen.rows())) {
            on(Move.REDRAW);
        }
    }

    private void up(int count) {
        int left = window.up(count);
        linesMissing = window.pages().fromBeginning() && !window.pages().isEmpty() ? 0 : left;
    }

    private void down(int count) {
        linesMissing = 0;
        window.down(count);
    }

    private void beginning() {
        linesMissing = 0;
        if (window.pages().fromBeginning()) {
            window.toBeginning();
        } else {
            ignoreLateAnswers();
            read(new HistoryQuery(0, window.pages().end(), 0, null, null), window::restart);
        }
    }

    private void readAhead() {
        if (window.pages().isEmpty()) {
            if (failure == null) {
                read(HistoryQuery.last(PAGE_MESSAGES), window::open);
            }
        } else if (failure == null && window.wantsOlder()) {
            read(new HistoryQuery(0, window.pages().coversFrom(), PAGE_MESSAGES, null, null), this::older);
        } else if (failure == null && window.wantsNewer()) {
            read(new HistoryQuery(window.pages().coversTo(), window.pages().end(), 0, null, null), window::addNewer);
        }
    }

    private void older(RoomHistory page) {
        if (page.coversFrom() >= window.pages().coversFrom()) {
            failure = "the server has no older messages";
            return;
        }
        window.addOlder(page);
        up(linesMissing);
    }

    private void read(HistoryQuery query, Consumer<RoomHistory> taker) {
        String of = room;
        if (of == null || reading) {
            return;
        }
        reading = true;
        int number = generation;
        answers.of(
                client.history(of, query),
                page -> {
                    if (number == generation) {
                        reading = false;
                        taker.accept(shown(page));
                        draw();
                    }
                },
                refusal -> {
                    if (number == generation) {
                        reading = false;
                        failure = refusal.sentence();
                        linesMissing = 0;
                        draw();
                    }
                });
    }

    /** The page without the messages of people whom the person ignores, and without reactions: they are counted. */
    private RoomHistory shown(RoomHistory page) {
        List<ChatEvent.Message> visible = page.messages().stream()
                .filter(message -> !chat.notifier().hides(message))
                .toList();
        Reactions reactions = reactions();
        visible.forEach(reactions::take);
        return new RoomHistory(
                page.room(),
                visible.stream().filter(message -> !reactions.take(message)).toList(),
                page.coversFrom(),
                page.coversTo(),
                page.oldest());
    }

    private Reactions reactions() {
        String of = room;
        return (of == null ? Optional.<ChatRoom>empty() : chat.rooms().find(of))
                .map(ChatRoom::reactions)
                .orElseGet(Reactions::new);
    }

    private void draw() {
        if (room != null) {
            readAhead();
        }
        String shown = room;
        if (shown != null) {
            List<AttributedString> page = window.draw();
            page.add(bar(shown));
            screen.page(page);
        }
    }

    /** The place in the history, and the keys. */
    private AttributedString bar(String shown) {
        StringBuilder where = new StringBuilder(" ").append(ChatRoom.titled(shown));
        ChatEvent.Message first = window.first();
        if (failure != null) {
            where.append(" · ").append(failure).append("; ↑ tries again");
        } else if (window.pages().isEmpty()) {
            where.append(" · reading …");
        } else if (first != null) {
            where.append(" · ").append(lines.dayAndTime(first.time()));
            where.append(" · ").append(window.atEnd() ? "end" : window.pages().percent(first) + " %");
            where.append(reading ? " …" : "");
        }
        return lines.bar(
                where.toString(), List.of("↑ ↓ PgUp PgDn Home · q: back", "q: back", ""), screen.columns() - 1);
    }
}
