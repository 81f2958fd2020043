package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An {@link Ear} in a process of its own. */
final class Listening extends Running {
    private Listening(List<String> command) throws IOException {
        super(command, Map.of());
        // Not before this does it hear anything.
        assertThat(firstLine()).isEqualTo(Long.toString(pid()));
    }

    /** Started as the launchers do it. */
    static Listening masked(Dialect dialect) throws IOException {
        return masked(dialect.name());
    }

    /** The same, for a sender in any dialect. */
    static Listening auto() throws IOException {
        return masked("auto");
    }

    private static Listening masked(String dialect) throws IOException {
        List<String> command = new ArrayList<>(maskedJava(Ear.class));
        command.add(dialect);
        return new Listening(command);
    }

    /** Started like any Java program, so that it has to see to its signals itself. */
    static Listening unmasked() throws IOException {
        return new Listening(java(Ear.class));
    }

    /** Waits until it has heard that text, and says from whom. */
    String awaitText(String text) {
        await().atMost(PATIENCE)
                .until(() -> heard().contains(text) || !process().isAlive());
        assertThat(heard()).as("texts; its errors are %s", errors()).contains(text);
        String line = output().stream()
                .filter(l -> l.endsWith("\t" + text))
                .findFirst()
                .orElseThrow();
        return line.substring(0, line.indexOf('\t'));
    }

    /** Waits until it has written a line like that to its standard error. */
    void awaitError(String part) {
        await().atMost(PATIENCE).until(() -> errors().stream().anyMatch(line -> line.contains(part)));
    }

    /** All texts it has heard. */
    List<String> heard() {
        return output().stream()
                .filter(line -> line.contains("\t"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .toList();
    }

    /** Tells it to end; how many it has counted. It must not have kept a descriptor of any sender. */
    long finish(Counter counter) throws IOException, InterruptedException {
        if (process().isAlive()) {
            process().getOutputStream().close();
        }
        assertThat(exitStatus()).isZero();
        String[] descriptors = output().getLast().split(" ", -1);
        assertThat(descriptors[1]).as("open descriptors at the end").isEqualTo(descriptors[0]);
        String counters = output().get(output().size() - 2);
        Matcher matcher =
                Pattern.compile("(\\d+) " + Pattern.quote(counter.words())).matcher(counters);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** How each of its threads stands towards signals. */
    List<Standing> threads() throws IOException {
        List<Standing> threads = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/task"))) {
            for (Path directory : directories) {
                Standing standing = Standing.parse(Files.readAllBytes(directory.resolve("status")), true);
                if (standing != null) {
                    threads.add(standing);
                }
            }
        }
        return threads;
    }
}
