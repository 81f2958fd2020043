package dev.roomtalk.chat.tui;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Styled text. Line breaks in it count only for {@link Wrap}; on one line they are shown as marks. */
public record Line(List<Span> spans) {
    public static final Line EMPTY = new Line(List.of());

    public Line {
        spans = List.copyOf(spans);
    }

    public static Line of(String text, Style style) {
        return text.isEmpty() ? EMPTY : new Line(List.of(new Span(text, style)));
    }

    /** The columns that the line takes. */
    public int width() {
        int width = 0;
        for (Span span : spans) {
            width += Text.width(span.text());
        }
        return width;
    }

    /** The text alone, as it was given. */
    public String text() {
        StringBuilder text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Makes a line from its parts. */
    public static final class Builder {
        private final List<Span> spans = new ArrayList<>();

        private Builder() {}

        public Builder add(String text) {
            return add(text, Style.PLAIN);
        }

        public Builder add(String text, Style style) {
            return add(text, style, null);
        }

        public Builder add(String text, Style style, @Nullable String link) {
            if (!text.isEmpty()) {
                spans.add(new Span(text, style, link));
            }
            return this;
        }

        public Builder add(Line line) {
            spans.addAll(line.spans());
            return this;
        }

        public Line build() {
            return spans.isEmpty() ? EMPTY : new Line(spans);
        }
    }
}
