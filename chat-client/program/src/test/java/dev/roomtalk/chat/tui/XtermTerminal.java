package dev.roomtalk.chat.tui;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * xterm.js, which is the terminal of many editors and browsers, without a window: in a process of Node.js. Its packages
 * are fetched once, by npm, as the lock file beside its script says.
 */
public final class XtermTerminal implements TestTerminal, AutoCloseable {
    private static final Path DIRECTORY = Path.of("target", "xterm");
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "terminal.cjs");
    private static final File LOG = DIRECTORY.resolve("log").toFile();
    private static final int NPM_SECONDS = 240;

    private final Process node;
    private final BufferedReader answers;
    private final int columns;
    private String[] shown = {};

    /** @param clusters whether it takes what belongs together for one character, as few programs ask it to */
    public XtermTerminal(int rows, int columns, boolean clusters) {
        this.columns = columns;
        install();
        try {
            node = new ProcessBuilder(
                            "node",
                            "terminal.cjs",
                            Integer.toString(rows),
                            Integer.toString(columns),
                            Boolean.toString(clusters))
                    .directory(DIRECTORY.toFile())
                    .redirectError(Redirect.appendTo(LOG))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = node.inputReader(StandardCharsets.UTF_8);
    }

    private static synchronized void install() {
        try {
            Files.createDirectories(DIRECTORY);
            for (String name : FILES) {
                try (InputStream file = XtermTerminal.class.getResourceAsStream("xterm/" + name)) {
                    Files.write(
                            DIRECTORY.resolve(name),
                            Objects.requireNonNull(file).readAllBytes());
                }
            }
            if (!Files.exists(DIRECTORY.resolve("node_modules/.package-lock.json"))) {
                Process npm = new ProcessBuilder("npm", "ci", "--silent", "--no-audit", "--no-fund")
                        .directory(DIRECTORY.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(LOG)
                        .start();
                if (!npm.waitFor(NPM_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                    npm.destroyForcibly();
                    throw missing("needs the npm package @xterm/headless: " + Files.readString(LOG.toPath()));
                }
            }
        } catch (IOException e) {
            throw missing("needs node and npm, for xterm.js: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException missing(String reason) {
        return "true".equals(System.getenv("CI"))
                ? new IllegalStateException(reason)
                : new TestAbortedException(reason);
    }

    @Override
    public void accept(byte[] frame) {
        try {
            OutputStream out = node.getOutputStream();
            out.write(Base64.getEncoder().encode(frame));
            out.write('\n');
            out.flush();
            shown = Objects.requireNonNull(answers.readLine(), "xterm.js has ended")
                    .split("\1", -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String cell(int row, int column) {
        return shown[2 + row * columns + column];
    }

    @Override
    public String cursor() {
        return shown[0] + "," + shown[1];
    }

    @Override
    public void close() {
        node.destroy();
    }
}
