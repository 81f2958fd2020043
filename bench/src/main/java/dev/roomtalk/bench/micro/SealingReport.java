package dev.roomtalk.bench.micro;

import com.google.gson.Gson;
import dev.roomtalk.bench.base.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What sealing and opening cost. */
public final class SealingReport implements Result {
    private final List<Row> rows;

    SealingReport(List<Row> rows) {
        this.rows = rows;
    }

    /**
     * @param action seal or open
     * @param bytes of frames in the datagram
     * @param ciphers whose
     * @param nanos for each datagram, the median of all rounds
     * @param garbage bytes allocated for each datagram, likewise
     */
    record Row(String action, int bytes, String ciphers, double nanos, double garbage) {}

    List<Row> rows() {
        return rows;
    }

    @Override
    public String table() {
        StringBuilder table = new StringBuilder("       bytes of     ns a   garbage, bytes\n");
        table.append("         frames  datagram  a datagram\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-6s %8d %9.0f %11.0f  by %s%n",
                    row.action,
                    row.bytes,
                    row.nanos,
                    row.garbage,
                    row.ciphers));
        }
        return table.toString();
    }

    @Override
    public String json() {
        return new Gson().toJson(Map.of("sealing", rows));
    }
}
