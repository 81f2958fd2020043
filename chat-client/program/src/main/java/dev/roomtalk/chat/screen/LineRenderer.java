package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.console.MarkedText;
import dev.roomtalk.chat.console.MessageWords;
import dev.roomtalk.chat.console.Times;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Draws lines. All text from outside goes through {@link VisibleText}. */
public final class LineRenderer {
    static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle BAR = AttributedStyle.INVERSE;

    private static final int PROMPT_COLUMNS = 24;

    private final Palette palette;
    private final ZoneId zone;
    private final Mentions mentions;

    public LineRenderer(Palette palette, ZoneId zone, Mentions mentions) {
        this.palette = palette;
        this.zone = zone;
        this.mentions = mentions;
    }

    /** Recognises messages that name the person at this screen, which are drawn bold. */
    public Mentions mentions() {
        return mentions;
    }

    public ZoneId zone() {
        return zone;
    }

    AttributedString draw(ChatLine line) {
        return switch (line) {
            case ChatLine.Message(ChatEvent.Message message) -> message(message);
            case ChatLine.Notice(Instant at, String text) -> notice(at, text);
            case ChatLine.Quote quote -> quote(quote.at(), quote.sentence());
            case ChatLine.Presence presence -> notice(presence.at(), presence.sentence());
            case ChatLine.Problem(Instant at, String text) -> problem(at, text);
            case ChatLine.Day(LocalDate date) -> date(date);
            case ChatLine.Rule(String text) -> rule(text);
            case ChatLine.Item(String text) -> item(text);
            case ChatLine.Found(Search.Hit hit) -> hit(hit);
        };
    }

    /** {@code 12:03 alice  text}; one's own with a mark before the name; a label behind it. */
    AttributedString message(ChatEvent.Message message) {
        AttributedStringBuilder line = time(message.time());
        AttributedStyle name = palette.name(message.author());
        String sentence = MessageWords.sentence(message);
        if (sentence != null) {
            line.append("* ", DIM);
        } else if (message.own()) {
            line.append("› ", name.bold());
            name = name.bold();
        }
        line.append(VisibleText.line(message.author()), name);
        String label = message.label();
        if (label != null) {
            line.append(" · ", DIM).append(VisibleText.line(label), palette.name(label));
        }
        line.append(sentence == null ? "  " : " ");
        String text = String.join("\n", VisibleText.lines(sentence == null ? MessageWords.text(message) : sentence));
        AttributedStyle style = message.removedBy() == null ? AttributedStyle.DEFAULT : DIM;
        return line.append(text, mentions.in(message) ? AttributedStyle.BOLD : style)
                .toAttributedString();
    }

    /** One's own message on its way, cut to one line: {@code 12:03 … text}. */
    AttributedString underway(TypedMessage message, int columns) {
        AttributedString line = time(message.since())
                .append("… " + VisibleText.line(message.text()), DIM)
                .toAttributedString();
        return line.columnLength() <= columns
                ? line
                : new AttributedStringBuilder()
                        .append(line.columnSubSequence(0, Math.max(columns - 1, 0)))
                        .append("…", DIM)
                        .toAttributedString();
    }

    /** How many messages on their way have no line. */
    AttributedString underway(int more) {
        return new AttributedString(Folding.INDENT + "+" + more + " more", DIM);
    }

    /** A message that was found: {@code 2026-11-21 12:03 #ops alice  text}, with the words of the search emphasised. */
    AttributedString hit(Search.Hit hit) {
        Search.Message message = hit.message();
        AttributedStringBuilder line = new AttributedStringBuilder()
                .append(day(message.time()) + " ", DIM)
                .append(time(message.time()))
                .append(VisibleText.line(ChatRoom.titled(hit.room())) + " ", DIM)
                .append(VisibleText.line(message.author()), palette.name(message.author()));
        if (message.label() != null) {
            line.append(" · ", DIM).append(VisibleText.line(message.label()), palette.name(message.label()));
        }
        line.append(" ");
        String between = " ";
        for (List<MarkedText.Piece> pieces : MarkedText.lines(MessageWords.text(message), hit.matches())) {
            line.append(between);
            pieces.forEach(piece -> line.append(
                    piece.text(), piece.marked() ? AttributedStyle.BOLD.underline() : AttributedStyle.DEFAULT));
            between = "\n";
        }
        return line.toAttributedString();
    }

    /** What happened: {@code 12:03 · carol joined}. */
    AttributedString notice(Instant at, String text) {
        return time(at).append("· " + VisibleText.line(text), DIM).toAttributedString();
    }

    /** What the next message answers: {@code 12:03 ↪ alice: well}. */
    AttributedString quote(Instant at, String sentence) {
        return time(at).append("↪ " + VisibleText.line(sentence), DIM).toAttributedString();
    }

    /** The reactions to the message above: {@code 12:03 + 🎂 2}. */
    AttributedString reactions(Instant at, String counted) {
        return time(at).append("+ " + VisibleText.line(counted), DIM).toAttributedString();
    }

    /** What went wrong: {@code 12:03 ! there is no room named dev}. */
    AttributedString problem(Instant at, String text) {
        return time(at).append("! ", palette.problem())
                .append(VisibleText.line(text))
                .toAttributedString();
    }

    /** A line of a list or a help text. */
    AttributedString item(String text) {
        return new AttributedStringBuilder()
                .append(Folding.INDENT)
                .append(VisibleText.line(text))
                .toAttributedString();
    }

    /** A title between parts of the conversation. */
    AttributedString rule(String text) {
        return new AttributedString("── " + VisibleText.line(text) + " ──", DIM);
    }

    /** The prompt before the line being typed. */
    static AttributedString prompt(String room) {
        AttributedString name = new AttributedString(VisibleText.line(room));
        AttributedStringBuilder prompt = new AttributedStringBuilder();
        if (name.columnLength() > PROMPT_COLUMNS) {
            prompt.append(name.columnSubSequence(0, PROMPT_COLUMNS - 1)).append("…");
        } else {
            prompt.append(name);
        }
        return prompt.append("> ").toAttributedString();
    }

    AttributedString date(LocalDate date) {
        return rule(date.toString());
    }

    String dayAndTime(Instant at) {
        return Times.local(at, zone);
    }

    /** A bar as wide as the screen, with the first of the hints that fits. */
    AttributedString bar(String text, List<String> hints, int columns) {
        String left = VisibleText.line(text);
        for (String hint : hints) {
            int space = columns - width(left) - width(hint) - 1;
            if (space >= 1) {
                return new AttributedString(left + " ".repeat(space) + hint + " ", BAR);
            }
        }
        return new AttributedString(left, BAR).columnSubSequence(0, Math.max(columns, 0));
    }

    private static int width(String text) {
        return new AttributedString(text).columnLength();
    }

    LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    private AttributedStringBuilder time(Instant at) {
        LocalTime time = LocalTime.ofInstant(at, zone);
        char[] digits = {
            (char) ('0' + time.getHour() / 10),
            (char) ('0' + time.getHour() % 10),
            ':',
            (char) ('0' + time.getMinute() / 10),
            (char) ('0' + time.getMinute() % 10),
            ' '
        };
        return new AttributedStringBuilder().append(new String(digits), DIM);
    }
}
