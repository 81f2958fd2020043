package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A pane of tmux without a terminal around it. What a capture shows has no columns, so it is asked for the character
 * under the cursor, which is put into each cell that matters: the cells where terminals that disagree about the width
 * of what stands before would show something else.
 */
public final class TmuxTerminal implements TestTerminal, AutoCloseable {
    private static final String ASK_CURSOR = "\033[6n";

    /** Shows what comes through one pipe, and sends what the pane answers through another. */
    private static final String PANE = "stty raw -echo; cat <shown & exec cat >answered";

    private final Path directory;
    private final Process client;
    private final OutputStream shown;
    private final InputStream answered;
    private final OutputStream commands;
    private final BufferedReader results;
    private @Nullable Grid before;

    /** @param directory empty, with a short path: tmux puts its socket there */
    public TmuxTerminal(Path directory, int rows, int columns) {
        this.directory = directory;
        try {
            run("mkfifo", "shown", "answered");
            run(
                    "tmux",
                    "-u",
                    "-S",
                    socket(),
                    "-f",
                    "/dev/null",
                    "set-option",
                    "-g",
                    "status",
                    "off",
                    ";",
                    "new-session",
                    "-d",
                    "-x",
                    Integer.toString(columns),
                    "-y",
                    Integer.toString(rows),
                    PANE,
                    ";",
                    "set-option",
                    "-g",
                    "window-size",
                    "manual");
            client = new ProcessBuilder("tmux", "-u", "-S", socket(), "-C", "attach-session", "-f", "no-output")
                    .directory(directory.toFile())
                    .start();
            shown = Files.newOutputStream(directory.resolve("shown"));
            answered = Files.newInputStream(directory.resolve("answered"));
        } catch (IOException e) {
            throw missing(e);
        }
        commands = client.getOutputStream();
        results = client.inputReader(StandardCharsets.UTF_8);
        result();
        accept("\033[?7l".getBytes(StandardCharsets.UTF_8));
    }

    private String socket() {
        return directory.resolve("tmux").toString();
    }

    private void run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = process.inputReader(StandardCharsets.UTF_8).readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException missing(IOException e) {
        return "true".equals(System.getenv("CI"))
                ? new UncheckedIOException(e)
                : new TestAbortedException("needs tmux: " + e.getMessage());
    }

    @Override
    public void accept(byte[] frame) {
        try {
            shown.write(frame);
            shown.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(String bytes) {
        accept(bytes.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String cursor() {
        accept(ASK_CURSOR);
        StringBuilder answer = new StringBuilder();
        try {
            for (int c = answered.read(); c != 'R'; c = answered.read()) {
                answer.append((char) c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] place = answer.substring("\033[".length()).split(";", -1);
        return (Integer.parseInt(place[0]) - 1) + "," + (Integer.parseInt(place[1]) - 1);
    }

    @Override
    public String cell(int row, int column) {
        accept("\0337\033[" + (row + 1) + ";" + (column + 1) + "H");
        assertThat(cursor()).isEqualTo(row + "," + column);
        try {
            commands.write("display-message -p '[#{cursor_character}]'\n".getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String cell = result();
        accept("\0338");
        return cell.substring(1, cell.length() - 1);
    }

    /** What a command prints, which stands between two lines of tmux. */
    private String result() {
        String result = "";
        try {
            while (true) {
                String line = Objects.requireNonNull(results.readLine(), "tmux has ended");
                if (line.startsWith("%end ")) {
                    return result;
                }
                if (line.startsWith("%error ")) {
                    throw new IllegalStateException(result);
                }
                result = line;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at the rows that are not as they were, and there at what stands behind what terminals disagree about. */
    @Override
    public void assertShows(Grid grid, String when) {
        assertThat(cursor()).as(when).isEqualTo(grid.cursorRow() + "," + grid.cursorColumn());
        for (int row = 0; row < grid.rows(); row++) {
            Cluster[] clusters = grid.row(row).clusters;
            if (before != null && List.of(clusters).equals(List.of(before.row(row).clusters))) {
                continue;
            }
            int last = grid.columns() - 1;
            for (int column = 0; column <= last; column++) {
                Cluster cluster = clusters[column];
                boolean behind = column == 0
                        || column == last
                        || clusters[column - 1].doubtful()
                        || clusters[column - 1].continued();
                if (behind && !cluster.doubtful() && !cluster.continued()) {
                    assertThat(cell(row, column))
                            .as("%s: row %d, column %d", when, row, column)
                            .isEqualTo(cluster.text());
                }
            }
        }
        before = grid;
    }

    @Override
    public void close() {
        try {
            run("tmux", "-S", socket(), "kill-server");
            shown.close();
            answered.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
