package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.md asks of every source file, and that what it names exists. */
final class SourcesTest {
    private static final int MAX_LINE = 120;
    private static final int LONG_CLASS = 300;
    private static final int MAX_CLASS = 450;

    /** A comment line: it begins with what begins or continues a comment. */
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*|\\*|//).*");

    /** A sentence in the Javadoc of a long class that says why it is long. */
    private static final Pattern WHY_LONG = Pattern.compile("\\b300 lines\\b.*\\b(because|since|so that)\\b");

    private static final Pattern CLOCK_OR_RANDOM =
            Pattern.compile("System\\.(nanoTime|currentTimeMillis)\\(|Thread\\.sleep\\(|new Random\\(");

    /** A child that is given the streams of the process that starts it. */
    private static final Pattern INHERITED = Pattern.compile("\\.inheritIO\\(|Redirect\\.INHERIT");

    /**
     * Classes that are the edge between a program and the machine: they read the clock, sleep, and make random numbers
     * themselves.
     */
    private static final Set<String> EDGES = Set.of(
            "NettyLoop",
            "OnlineSession",
            "BridgeProgram",
            "RoomSession",
            "Sending",
            "Flood",
            "Attack",
            "LargeRoom",
            "FilesTrial",
            "RestartTrial",
            "ScreenTrial",
            "DelayLine",
            "RealTime",
            "Talk",
            "Keyboard");

    /** A path in CONTRIBUTING.md, or the end of one, between backticks: it has a slash, or ends in .java. */
    private static final Pattern PATH = Pattern.compile("`([\\w.-]+/[\\w./-]*|\\w+\\.java)`");

    /** A test in SECURITY.md, between backticks. */
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    /** A test or one of its methods in SCREEN.md, between backticks. */
    private static final Pattern METHOD = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    /** The files below the sources of each module, which stand at most one directory deeper than the tree. */
    private static List<Path> files(String below) {
        try (Stream<Path> directories = Files.walk(Stage.ROOT, 2)) {
            List<Path> files = new ArrayList<>();
            for (Path module : directories.toList()) {
                Path sources = module.resolve(below);
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> each = Files.walk(sources)) {
                        each.forEach(files::add);
                    }
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources(String kind) {
        return files("src/" + kind + "/java").stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** FILE:LINE of each line that matches, outside of pre elements: what is drawn there may need its width. */
    private static List<String> places(List<Path> files, Predicate<String> wrong) {
        List<String> places = new ArrayList<>();
        for (Path file : files) {
            boolean drawn = false;
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                drawn = (drawn || lines.get(i).contains("<pre>"))
                        && !lines.get(i).contains("</pre>");
                if (!drawn && wrong.test(lines.get(i))) {
                    places.add(Stage.ROOT.relativize(file) + ":" + (i + 1));
                }
            }
        }
        return places;
    }

    @Test
    void commentLinesAreNoLongerThanCodeLines() {
        Predicate<String> tooLong = line -> line.codePointCount(0, line.length()) > MAX_LINE
                && COMMENT.matcher(line).matches();
        assertThat(places(sources("main"), tooLong)).isEmpty();
        assertThat(places(sources("test"), tooLong)).isEmpty();
    }

    @Test
    void longClassesSayWhyAndNoneIsLongerThan450Lines() {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources("main")) {
            List<String> lines = lines(file);
            if (lines.size() > MAX_CLASS
                    || (lines.size() > LONG_CLASS
                            && !WHY_LONG.matcher(javadoc(lines)).find())) {
                wrong.add(Stage.ROOT.relativize(file) + ": " + lines.size());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The first Javadoc of a file, which is that of its class, as one line. */
    private static String javadoc(List<String> lines) {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (String line : lines) {
            inside |= line.startsWith("/**");
            if (inside) {
                text.append(line.replaceFirst("^ ?\\*+ ?", "")).append(' ');
            }
            if (inside && line.contains("*/")) {
                break;
            }
        }
        return text.toString();
    }

    @Test
    void onlyTheEdgesReadTheClockSleepOrMakeRandomNumbers() {
        List<Path> inside = sources("main").stream()
                .filter(file -> !EDGES.contains(file.getFileName().toString().replace(".java", "")))
                .toList();
        assertThat(places(
                        inside,
                        line -> !COMMENT.matcher(line).matches()
                                && CLOCK_OR_RANDOM.matcher(line).find()))
                .isEmpty();
    }

    /** The test's process and Maven speak over them, and npm, for one, makes reading what it inherits fail. */
    @Test
    void noTestGivesAwayItsOwnStreams() {
        assertThat(places(sources("test"), line -> INHERITED.matcher(line).find()))
                .isEmpty();
    }

    @Test
    void everyPathInContributingExists() {
        List<Path> sources = files("src");
        List<String> missing = new ArrayList<>();
        for (String line : lines(Stage.ROOT.resolve("CONTRIBUTING.md"))) {
            Matcher matcher = PATH.matcher(line);
            while (matcher.find()) {
                String path = matcher.group(1);
                if (!Files.exists(Stage.ROOT.resolve(path))
                        && sources.stream().noneMatch(file -> file.endsWith(path))) {
                    missing.add(path);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Set<String> tests() {
        Set<String> tests = new HashSet<>();
        sources("test").forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
        return tests;
    }

    /** The tests that are named in the last cells of the rows below a heading: one at least, or the kernel holds it. */
    private static List<String> named(String page, String heading) {
        List<String> named = new ArrayList<>();
        boolean inside = false;
        for (String line : lines(Stage.ROOT.resolve(page))) {
            inside = line.startsWith("#") ? line.endsWith(" " + heading) : inside;
            if (inside && line.startsWith("| ") && !line.startsWith("| what |") && !line.startsWith("| who |")) {
                String last = line.substring(line.lastIndexOf(" | ", line.length() - 3));
                List<String> here = TEST.matcher(last)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                assertThat(!here.isEmpty() || last.contains("the kernel"))
                        .as(line)
                        .isTrue();
                named.addAll(here);
            }
        }
        return named;
    }

    @Test
    void everyLineOfTheSecurityTableHasATestThatExists() {
        List<String> named = named("docs/SECURITY.md", "What cannot be done");
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(tests()).containsAll(named);
    }

    @Test
    void everythingThatWaitsHasATestThatFillsIt() {
        List<String> named = named("docs/ARCHITECTURE.md", "What waits within an owner");
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(tests()).containsAll(named);
    }

    @Test
    void everyPromiseOfTheScreenHasTestsThatExist() {
        List<Path> tests = sources("test");
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (String line : lines(Stage.ROOT.resolve("docs/SCREEN.md"))) {
            if (!line.startsWith("| ") || line.startsWith("| promise |")) {
                continue;
            }
            rows++;
            List<MatchResult> named = METHOD.matcher(line).results().toList();
            if (named.isEmpty()) {
                wrong.add(line);
            }
            named.stream().filter(test -> !isThere(test, tests)).forEach(test -> wrong.add(test.group()));
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).isGreaterThan(45);
    }

    /** Whether one of the classes of that name has the method; {@code group(2)} null: whether there is such a class. */
    private static boolean isThere(MatchResult test, List<Path> tests) {
        return tests.stream()
                .filter(file -> file.endsWith(test.group(1) + ".java"))
                .anyMatch(file -> test.group(2) == null
                        || lines(file).stream().anyMatch(line -> line.contains("void " + test.group(2) + "(")));
    }
}
