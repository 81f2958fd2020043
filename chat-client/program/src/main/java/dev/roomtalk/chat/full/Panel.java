package dev.roomtalk.chat.full;

import dev.roomtalk.chat.console.MessageWords;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.settings.TimeFormat;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Text;
import dev.roomtalk.chat.tui.Wrap;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What commands answer, above the status line; it goes away with Esc, and with the next line that is typed. Confined to
 * the UI thread.
 */
final class Panel {
    /** More is not kept: the first lines go. */
    private static final int MAX_LINES = 2000;

    private static final int INDENT = 2;
    private static final String CLOSE = "Esc closes";
    private static final String CHOOSE = "↑ ↓ Enter goes to a message · ";

    private final Look look;
    private final ZoneId zone;
    private final TimeFormat format;
    private final List<ChatLine> lines = new ArrayList<>();
    /** The first row that is shown, if not all are. */
    private int top;

    private int page = 1;
    /** The line that was chosen, of those that a search has found; -1: none. */
    private int chosen = -1;

    private boolean scrolls;

    Panel(Look look, ZoneId zone, TimeFormat format) {
        this.look = look;
        this.zone = zone;
        this.format = format;
    }

    void add(ChatLine line) {
        lines.add(line);
        if (lines.size() > MAX_LINES) {
            lines.removeFirst();
            chosen = -1;
        }
    }

    void clear() {
        lines.clear();
        chosen = -1;
        top = 0;
        scrolls = false;
    }

    boolean isOpen() {
        return !lines.isEmpty();
    }

    /** Whether there is more in it than fits. */
    boolean scrolls() {
        return scrolls && isOpen();
    }

    /** Chooses another of the messages that a search has found; false if there are none. */
    boolean choose(int step) {
        int next = chosen < 0 ? (step < 0 ? lines.size() : -1) : chosen;
        do {
            next += step;
            if (next < 0 || next >= lines.size()) {
                return chosen >= 0;
            }
        } while (!(lines.get(next) instanceof ChatLine.Found));
        chosen = next;
        return true;
    }

    /** The message that was chosen; null if none was. */
    Search.@Nullable Hit chosen() {
        return chosen >= 0 && lines.get(chosen) instanceof ChatLine.Found(Search.Hit hit) ? hit : null;
    }

    void scroll(int rows) {
        top += rows;
    }

    int page() {
        return page;
    }

    /** At most so many rows, the first of which is a rule. */
    List<Line> draw(int columns, int height) {
        List<Line> rows = new ArrayList<>();
        boolean found = false;
        page = Math.max(height - 1, 1);
        for (int i = 0; i < lines.size(); i++) {
            boolean hit = lines.get(i) instanceof ChatLine.Found;
            found |= hit;
            Line mark = hit ? Line.of(i == chosen ? "▸ " : "  ", look.alarm()) : Line.EMPTY;
            Line line = Line.builder().add(mark).add(line(lines.get(i))).build();
            List<Line> folded = Wrap.fold(line, Math.max(columns, 1), INDENT);
            if (i == chosen) {
                top = Math.min(Math.max(top, rows.size() + folded.size() - page), rows.size());
            }
            rows.addAll(folded);
        }
        scrolls = rows.size() > page;
        top = Math.clamp(top, 0, Math.max(rows.size() - page, 0));
        List<Line> shown = rows.subList(top, Math.min(top + page, rows.size()));
        List<Line> drawn = new ArrayList<>(shown.size() + 1);
        if (height > 1) {
            drawn.add(LogRows.rule(title(rows.size(), shown.size(), found, columns), LogColumns.textAlone(columns)));
        }
        drawn.addAll(shown);
        return drawn;
    }

    /** What the keys do; on a narrow screen how to close it stands there in any case. */
    private String title(int rows, int shown, boolean found, int columns) {
        String place = scrolls ? (top + 1) + " to " + (top + shown) + " of " + rows + " · " : "";
        String whole = (scrolls ? "rows " + place + "PageUp, PageDown · " : "") + (found ? CHOOSE : "") + CLOSE;
        return LogRows.RULE_COLUMNS + Text.width(whole) <= columns ? whole : place + CLOSE;
    }

    private Line line(ChatLine line) {
        return switch (line) {
            case ChatLine.Message(ChatEvent.Message message) -> message(message);
            case ChatLine.Notice(Instant _, String text) -> Line.of(VisibleText.line(text), Look.BOLD);
            case ChatLine.Quote quote -> Line.of("↪ " + VisibleText.line(quote.sentence()), Look.DIM);
            case ChatLine.Presence presence -> Line.of(VisibleText.line(presence.sentence()), Look.DIM);
            case ChatLine.Problem(Instant _, String text) ->
                Line.builder()
                        .add("! ", look.alarm())
                        .add(VisibleText.line(text))
                        .build();
            case ChatLine.Day(LocalDate date) -> Line.of("── " + date + " ──", Look.DIM);
            case ChatLine.Rule(String text) -> Line.of("── " + VisibleText.line(text) + " ──", Look.DIM);
            case ChatLine.Item(String text) -> Line.of("  " + VisibleText.line(text), Look.PLAIN);
            case ChatLine.Found found -> HitLine.of(found.hit(), zone, look);
        };
    }

    private Line message(ChatEvent.Message message) {
        Line.Builder line = Line.builder()
                .add((format.columns() == 0 ? "" : format.format(message.time(), zone) + " "), Look.DIM)
                .add(VisibleText.line(message.author()), look.name(message.author()));
        String label = message.label();
        if (label != null) {
            line.add(" · " + VisibleText.line(label), Look.DIM);
        }
        String sentence = MessageWords.sentence(message);
        String text = sentence == null ? "  " + MessageWords.text(message) : " " + sentence;
        return line.add(String.join("\n", VisibleText.lines(text))).build();
    }
}
