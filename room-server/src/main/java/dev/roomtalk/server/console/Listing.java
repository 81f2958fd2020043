package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.base.JsonLines;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A list that is printed as a table or, with {@code --json}, as a line of JSON for each row. */
final class Listing {
    private final Columns table;
    private final StringBuilder lines = new StringBuilder();

    /** @param texts how many columns, from the left, are texts; the others are numbers */
    Listing(int texts, String... heads) {
        table = new Columns(texts, heads);
    }

    void add(JsonObject line, String... cells) {
        table.row(cells);
        lines.append(JsonLines.of(line)).append('\n');
    }

    String text(ConsoleRequest request) {
        return request.has(ConsoleCommand.Option.JSON) ? lines.toString() : table.text();
    }

    static String time(long unixMillis) {
        return Instant.ofEpochMilli(unixMillis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** When something ends; 0: when it is lifted. */
    static String until(long unixMillis) {
        return unixMillis == 0 ? "lifted" : time(unixMillis);
    }
}
