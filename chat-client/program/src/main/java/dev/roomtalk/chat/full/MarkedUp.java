package dev.roomtalk.chat.full;

import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Span;
import dev.roomtalk.chat.tui.Style;
import dev.roomtalk.client.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a message as lines of styled spans: links can be clicked, {@code `code`} and blocks between {@code ```}
 * have a style of their own. Every character of the text stays, so that what is copied is what was written.
 */
final class MarkedUp {
    private static final String FENCE = "```";

    /** A link, without the punctuation that ends the sentence around it; or code. */
    private static final Pattern PART =
            Pattern.compile("(?<link>https?://[^\\s<>\"]*[^\\s<>\"'.,;:!?)\\]}])|(?<code>`[^`]+`)");

    private MarkedUp() {}

    static List<Line> lines(String text, Style base, Look look) {
        List<Line> lines = new ArrayList<>();
        boolean fenced = false;
        for (String line : VisibleText.lines(text)) {
            boolean fence = line.stripLeading().startsWith(FENCE);
            lines.add(fence || fenced ? Line.of(line, look.code(base)) : line(line, base, look));
            fenced ^= fence;
        }
        return lines;
    }

    private static Line line(String text, Style base, Look look) {
        List<Span> spans = new ArrayList<>();
        Matcher part = PART.matcher(text);
        int at = 0;
        while (part.find()) {
            plain(spans, text.substring(at, part.start()), base);
            String link = part.group("link");
            spans.add(
                    link == null
                            ? new Span(part.group(), look.code(base), null)
                            : new Span(link, base.withUnderline(), link));
            at = part.end();
        }
        plain(spans, text.substring(at), base);
        return new Line(spans);
    }

    private static void plain(List<Span> spans, String text, Style style) {
        if (!text.isEmpty()) {
            spans.add(new Span(text, style, null));
        }
    }
}
