package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.chart.LoadChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file that a picture of results is written to. */
record SvgFile(Path path) {
    /** Refuses a file that cannot be written before something is measured for it. */
    void check() {
        write("", StandardOpenOption.APPEND);
    }

    /** @param results what {@code --json} prints */
    void draw(List<String> results) {
        write(new LoadChart(results).svg(), StandardOpenOption.TRUNCATE_EXISTING);
    }

    private void write(String text, StandardOpenOption how) {
        try {
            Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw Failure.unexpected("cannot write " + path + ": " + e.getMessage());
        }
    }
}
