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
    private static final String PUNCTUATION = "'.,;:!?";
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";

    /** A link, with what may be the end of the sentence around it; or code. */
    private static final Pattern PART =
            Pattern.compile("(?<link>https?://[\\p{L}\\p{N}\\[][^\\s<>\"]*)|(?<code>`[^`]+`)");

    private MarkedUp() {}

    static List<Line> lines(String text, Style base, Look look) {
        List<Line> lines = new ArrayList<>();
        boolean fenced = false;
        for (String line : VisibleText.lines(text)) {
            String begin = line.stripLeading();
            boolean fence = begin.startsWith(FENCE) && begin.indexOf(FENCE, FENCE.length()) < 0;
            lines.add(fence || fenced ? Line.of(line, look.code(base)) : line(line, base, look));
            fenced ^= fence;
        }
        return lines;
    }

    private static Line line(String text, Style base, Look look) {
        List<Span> spans = new ArrayList<>();
        Matcher part = PART.matcher(text);
        int at = 0;
        while (part.find(at)) {
            plain(spans, text.substring(at, part.start()), base);
            String link = part.group("link");
            String shown = link == null ? part.group() : link.substring(0, linkEnd(link));
            spans.add(
                    link == null
                            ? new Span(shown, look.code(base), null)
                            : new Span(shown, base.withUnderline(), shown));
            at = part.start() + shown.length();
        }
        plain(spans, text.substring(at), base);
        return new Line(spans);
    }

    /** Where a link ends: not with the punctuation of a sentence, and with a bracket only if it has opened it. */
    private static int linkEnd(String link) {
        int[] unopened = new int[CLOSING.length()];
        for (int i = 0; i < link.length(); i++) {
            int closing = CLOSING.indexOf(link.charAt(i));
            int opening = OPENING.indexOf(link.charAt(i));
            if (closing >= 0) {
                unopened[closing]++;
            } else if (opening >= 0) {
                unopened[opening]--;
            }
        }
        int end = link.length();
        while (true) {
            char last = link.charAt(end - 1);
            int closing = CLOSING.indexOf(last);
            if (closing >= 0 ? unopened[closing]-- <= 0 : PUNCTUATION.indexOf(last) < 0) {
                return end;
            }
            end--;
        }
    }

    private static void plain(List<Span> spans, String text, Style style) {
        if (!text.isEmpty()) {
            spans.add(new Span(text, style, null));
        }
    }
}
