package dev.roomtalk.bench.chart;

import java.util.List;
import java.util.Locale;

/** Writes an SVG document (W3C, SVG 1.1) of lines and texts, in pixels from its upper left corner. */
final class Svg {
    /** Which end of a text is at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A place in the picture. */
    record Point(double x, double y) {}

    private final StringBuilder out = new StringBuilder();

    /** A picture on white, whatever it is shown on. */
    Svg(int width, int height, String title) {
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"%n"
                        .formatted(width, height, width, height));
        out.append("     font-family=\"system-ui, sans-serif\" font-size=\"12\">\n");
        out.append("<title>").append(escaped(title)).append("</title>\n");
        out.append("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n".formatted(width, height));
    }

    void text(double x, double y, Anchor anchor, String colour, String text) {
        out.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n"
                .formatted(number(x), number(y), anchor.name().toLowerCase(Locale.ROOT), colour, escaped(text)));
    }

    /** @param dashed whether it is drawn in dashes */
    void line(List<Point> points, String colour, double width, boolean dashed) {
        StringBuilder places = new StringBuilder();
        for (Point point : points) {
            places.append(places.isEmpty() ? "" : " ")
                    .append(number(point.x))
                    .append(',')
                    .append(number(point.y));
        }
        out.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>%n"
                .formatted(places, colour, number(width), dashed ? " stroke-dasharray=\"5 3\"" : ""));
    }

    void dot(Point at, double radius, String colour) {
        out.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>%n"
                .formatted(number(at.x), number(at.y), number(radius), colour));
    }

    /** The whole document. Nothing is to be drawn afterwards. */
    String end() {
        return out.append("</svg>\n").toString();
    }

    private static String number(double value) {
        double tenths = Math.rint(value * 10) / 10;
        return tenths == Math.rint(tenths) ? Long.toString((long) tenths) : Double.toString(tenths);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
