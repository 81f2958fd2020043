package dev.roomtalk.chat.full;

import dev.roomtalk.chat.console.MarkedText;
import dev.roomtalk.chat.console.MessageWords;
import dev.roomtalk.chat.console.Times;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Span;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A message that was found: {@code 2026-11-21 12:03 #ops alice  text}, with the words of the search emphasised. */
final class HitLine {
    private HitLine() {}

    static Line of(Search.Hit hit, ZoneId zone, Look look) {
        Search.Message message = hit.message();
        List<Span> spans = new ArrayList<>();
        spans.add(new Span(
                Times.local(message.time(), zone) + " #" + VisibleText.line(hit.room()) + " ", Look.DIM, null));
        spans.add(new Span(VisibleText.line(message.author()), look.name(message.author()), null));
        String label = message.label();
        if (label != null) {
            spans.add(new Span(" · " + VisibleText.line(label), Look.DIM, null));
        }
        spans.add(new Span(" ", Look.PLAIN, null));
        for (List<MarkedText.Piece> pieces : MarkedText.lines(MessageWords.text(message), hit.matches())) {
            spans.add(new Span(" ", Look.PLAIN, null));
            pieces.forEach(piece -> spans.add(new Span(piece.text(), piece.marked() ? Look.FOUND : Look.PLAIN, null)));
        }
        return new Line(spans);
    }
}
