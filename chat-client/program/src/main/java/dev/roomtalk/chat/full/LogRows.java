package dev.roomtalk.chat.full;

import dev.roomtalk.chat.console.MessageWords;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.chat.settings.TimeFormat;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Span;
import dev.roomtalk.chat.tui.Style;
import dev.roomtalk.chat.tui.Text;
import dev.roomtalk.chat.tui.Wrap;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Draws the lines of a room as rows of the log: the time, the name aligned on the right, a thin rule, and the text.
 * Nobody's text can begin left of the rule, and so none can pretend to be another message. Confined to the UI thread.
 */
final class LogRows {
    /** Messages of one author that follow one another so closely stand under one name. */
    private static final Duration GROUP = Duration.ofMinutes(5);

    /** Columns of a rule besides its title. */
    static final int RULE_COLUMNS = 4;

    private static final String NOTICE = "·";
    private static final String PROBLEM = "!";
    private static final String SENTENCE = "*";
    private static final String UNDERWAY = "…";
    private static final String QUOTE = "↪";
    private static final String REACTIONS = "+";

    private final Look look;
    private final Mentions mentions;
    private final ZoneId zone;
    private final TimeFormat format;
    private final String self;
    private final Function<MessageId, String> reactions;

    /**
     * One or several lines that are drawn together.
     *
     * @param first the index of the first of these lines
     */
    record Block(int first, List<Line> rows) {}

    /**
     * @param self the name of the person at this screen
     * @param reactions to a message of the room that is shown; empty if there are none
     */
    LogRows(
            Look look,
            Mentions mentions,
            ZoneId zone,
            TimeFormat format,
            String self,
            Function<MessageId, String> reactions) {
        this.reactions = reactions;
        this.look = look;
        this.mentions = mentions;
        this.zone = zone;
        this.format = format;
        this.self = self;
    }

    Look look() {
        return look;
    }

    /** The block whose last line has that index. */
    Block block(Log log, int last, LogColumns columns) {
        return block(log, last, columns, false);
    }

    /** @param named the block begins with the name, also if the block before it has the same */
    Block block(Log log, int last, LogColumns columns, boolean named) {
        List<ChatLine> lines = log.lines();
        int first = last;
        if (lines.get(last) instanceof ChatLine.Presence) {
            while (first > 0 && !log.beginsNew(first) && lines.get(first - 1) instanceof ChatLine.Presence) {
                first--;
            }
        }
        List<Line> rows = new ArrayList<>();
        boolean begins = log.beginsNew(first);
        if (begins) {
            rows.add(rule(log.newTitle(), columns));
        }
        ChatLine before = first == 0 || begins || named ? null : lines.get(first - 1);
        switch (lines.get(last)) {
            case ChatLine.Message(ChatEvent.Message message) -> {
                String sentence = MessageWords.sentence(message);
                if (sentence == null) {
                    message(message, before, columns, rows);
                } else {
                    sentence(message, sentence, columns, rows);
                }
                String reacted = reactions.apply(message.id());
                if (!reacted.isEmpty()) {
                    mark(REACTIONS, reacted, columns, rows);
                }
            }
            case ChatLine.Quote quote -> mark(QUOTE, quote.sentence(), columns, rows);
            case ChatLine.Presence presence -> {
                List<ChatLine.Presence> changes = lines.subList(first, last + 1).stream()
                        .map(ChatLine.Presence.class::cast)
                        .toList();
                notice(presence.at(), PresenceWords.of(changes), columns, rows);
            }
            case ChatLine.Notice(Instant at, String text) -> notice(at, text, columns, rows);
            case ChatLine.Problem(Instant at, String text) ->
                rows(
                        at,
                        new Span(PROBLEM, look.alarm(), null),
                        Line.of(VisibleText.line(text), Look.PLAIN),
                        columns,
                        rows);
            case ChatLine.Day(LocalDate date) -> rows.add(rule(date.toString(), columns));
            case ChatLine.Rule(String text) -> rows.add(rule(text, columns));
            case ChatLine.Item(String text) ->
                rows(null, blank(), Line.of(VisibleText.line(text), Look.PLAIN), columns, rows);
            case ChatLine.Found found -> rows(null, blank(), HitLine.of(found.hit(), zone, look), columns, rows);
        }
        return new Block(first, rows);
    }

    /** One row for one's own message on its way. */
    Line underway(TypedMessage message, LogColumns columns) {
        String text = Text.cut(VisibleText.line(message.text()), columns.text());
        return row(clock(message.since()), new Span(UNDERWAY, Look.DIM, null), Line.of(text, Look.DIM), columns);
    }

    /** How many messages on their way have no row. */
    Line underway(int more, LogColumns columns) {
        return row("", new Span(UNDERWAY, Look.DIM, null), Line.of("+" + more + " more", Look.DIM), columns);
    }

    private void notice(Instant at, String text, LogColumns columns, List<Line> rows) {
        rows(at, new Span(NOTICE, Look.DIM, null), Line.of(VisibleText.line(text), Look.DIM), columns, rows);
    }

    /** What is about a message: its mark stands where no text can. */
    private static void mark(String mark, String text, LogColumns columns, List<Line> rows) {
        String shown = columns.isTextAlone() ? mark + " " + text : text;
        rows.add(row(
                "",
                new Span(mark, Look.DIM, null),
                Line.of(Text.cut(VisibleText.line(shown), columns.text()), Look.DIM),
                columns));
    }

    /** What somebody does: no name stands where names stand, so that nobody does it in another's name. */
    private void sentence(ChatEvent.Message message, String sentence, LogColumns columns, List<Line> rows) {
        Line.Builder line = Line.builder().add(VisibleText.line(message.author()), look.name(message.author()));
        if (message.label() != null) {
            line.add(" · " + VisibleText.line(message.label()), Look.DIM);
        }
        rows(
                message.time(),
                new Span(SENTENCE, Look.DIM, null),
                line.add(" " + VisibleText.line(sentence)).build(),
                columns,
                rows);
    }

    private void message(ChatEvent.Message message, @Nullable ChatLine before, LogColumns columns, List<Line> rows) {
        ChatEvent.Message previous = before instanceof ChatLine.Message(ChatEvent.Message m) ? m : null;
        boolean grouped = previous != null && grouped(message, previous);
        boolean mentioned = mentions.in(message);
        boolean own = message.own() || message.author().equalsIgnoreCase(self);
        Style style = look.name(message.author());
        Span name = grouped
                ? blank()
                : new Span(
                        VisibleText.line(message.author()),
                        mentioned ? style.withReverse() : own ? look.own(style) : style,
                        null);
        String time = clock(message.time());
        String shown = previous != null && clock(previous.time()).equals(time) ? "" : time;
        String label = message.label();
        if (columns.isTextAlone()) {
            if (!grouped) {
                // No text has that style: none can look like a name.
                String whose = message.author() + (label == null ? "" : " · " + label);
                rows.add(Line.of(Text.cut(VisibleText.line(whose), columns.text()), style.withReverse()));
            }
        } else if (label != null && !grouped) {
            // Its rule is of another kind: no text can look like a label.
            rows.add(row(
                    shown,
                    name,
                    "├",
                    Line.of(Text.cut(VisibleText.line(label), columns.text()), look.name(label)),
                    columns));
            shown = "";
            name = blank();
        }
        Style base = message.removedBy() == null ? Look.PLAIN : Look.DIM;
        for (Line paragraph : MarkedUp.lines(MessageWords.text(message), mentioned ? look.mention() : base, look)) {
            for (Line part : Wrap.fold(paragraph, columns.text(), 0)) {
                rows.add(row(shown, name, part, columns));
                shown = "";
                name = blank();
            }
        }
    }

    private boolean grouped(ChatEvent.Message message, ChatEvent.Message previous) {
        String label = message.label();
        return MessageWords.sentence(previous) == null
                && message.author().equals(previous.author())
                && (label == null ? previous.label() == null : label.equals(previous.label()))
                && Duration.between(previous.time(), message.time()).abs().compareTo(GROUP) < 0
                && !mentions.in(message);
    }

    private void rows(@Nullable Instant at, Span mark, Line text, LogColumns columns, List<Line> rows) {
        String time = at == null ? "" : clock(at);
        Span name = mark;
        for (Line part : Wrap.fold(text, columns.text(), 0)) {
            rows.add(row(time, name, part, columns));
            time = "";
            name = blank();
        }
    }

    private static Span blank() {
        return new Span("", Look.PLAIN, null);
    }

    private static Line row(String time, Span name, Line text, LogColumns columns) {
        return row(time, name, "│", text, columns);
    }

    private static Line row(String time, Span name, String rule, Line text, LogColumns columns) {
        if (columns.isTextAlone()) {
            return text;
        }
        List<Span> spans = new ArrayList<>();
        if (columns.time() > 0) {
            spans.add(new Span(time + " ".repeat(columns.time() - time.length()), Look.DIM, null));
        }
        String cut = Text.cut(name.text(), columns.name());
        int pad = columns.name() - Text.width(cut);
        if (pad > 0) {
            spans.add(new Span(" ".repeat(pad), Look.PLAIN, null));
        }
        spans.add(new Span(cut, name.style(), null));
        spans.add(new Span(" " + rule + " ", Look.DIM, null));
        spans.addAll(text.spans());
        return new Line(spans);
    }

    /** A title between parts of the log. */
    static Line rule(String text, LogColumns columns) {
        String title = Text.cut("── " + VisibleText.line(text) + " ", columns.total());
        return Line.of(title + "─".repeat(Math.max(columns.total() - Text.width(title), 0)), Look.DIM);
    }

    private String clock(Instant at) {
        return format.format(at, zone);
    }
}
