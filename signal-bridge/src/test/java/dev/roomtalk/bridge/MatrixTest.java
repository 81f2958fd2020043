package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every row of the matrix of clients ({@code client --list}) against a real bridge: the first thing that it hears,
 * after another class, and eight at once. What has to be so on a loaded machine too: nobody is killed, nothing is shown
 * that was not said, whoever is not heard whole is rejected with a reason, and one that waits for answers is heard
 * whole and content the second time at the latest. One that gives up 800 µs after its first signal may be answered too
 * late where the bridge has just started or is busy; one signal is nothing that could be rejected, and how often that
 * was is printed.
 *
 * <p>Each run tries {@code roomtalk.bridge.share} (4) rows in each test, chosen by {@code roomtalk.bridge.seed}, which
 * is printed; 0 tries all whose names {@code roomtalk.bridge.rows} matches (a regular expression; {@code .*}):
 * {@code bin/soak matrix}. Each is the first of {@code roomtalk.bridge.times} (1) bridges, and how often one that waits
 * for answers was heard whole and content then is printed: {@code bin/soak cold}; where that is more than one, they
 * take as long to start as a user's. The texts have one length that chance chooses, or all of
 * {@code roomtalk.bridge.lengths}, such as {@code 0-80,1000,4000}.
 */
final class MatrixTest {
    /** Below, some texts are another text in another dialect, and nobody can tell them apart. */
    private static final int AMBIGUOUS_BELOW = 9;

    private static final Duration ACCOUNTED = Duration.ofSeconds(8);
    private static final List<String> WORDS = List.of(
            "disk", "of", "node", "is", "full", "and", "the", "backup", "has", "not", "run", "since", "monday", "42");

    private final long seed = Long.getLong("roomtalk.bridge.seed", System.nanoTime() % 1_000_000);
    private final int share = Integer.getInteger("roomtalk.bridge.share", 4);
    private final int times = Integer.getInteger("roomtalk.bridge.times", 1);
    private final Pattern names = Pattern.compile(System.getProperty("roomtalk.bridge.rows", ".*"));
    private final String lengths = System.getProperty("roomtalk.bridge.lengths", "");
    private final Random random = new Random(seed);

    private final List<String> problems = new ArrayList<>();
    private final Set<String> tried = new TreeSet<>();
    /** By class that waits: how often it was the first that a bridge heard, and how often it was whole and content. */
    private final Map<String, Integer> firsts = new TreeMap<>();

    private final Map<String, Integer> firstsWhole = new TreeMap<>();
    private int whole;
    private int rejected;
    private int ambiguous;
    private int tooLate;
    private int next;

    @BeforeEach
    void prepare() throws Exception {
        ClientKind.prepare(rows(0));
    }

    @AfterEach
    void report() {
        System.err.printf(
                "matrix, seed %d: %d rows, %d whole, %d rejected, %d not to be told apart, %d answered too late; problems: %s%n",
                seed, tried.size(), whole, rejected, ambiguous, tooLate, problems);
        assertThat(problems).as("seed %d", seed).isEmpty();
    }

    @Test
    void theFirstThatABridgeHears() throws Exception {
        for (ClientKind row : rows(share)) {
            for (int i = 0; i < times; i++) {
                for (int length : lengths()) {
                    first(row, length);
                }
            }
        }
        firsts.forEach((name, count) -> System.err.printf(
                "matrix, the first that a bridge hears: %-32s %3d of %3d whole%n", name, firstsWhole.get(name), count));
    }

    private void first(ClientKind row, int length) throws Exception {
        try (RoomlessBridgeProcess bridge =
                times > 1 ? RoomlessBridgeProcess.warmedUp() : RoomlessBridgeProcess.auto()) {
            int before = whole;
            String wrong = say(bridge, row, text(length));
            if (row.waits() || row.isImpatient()) {
                firsts.merge(row.name(), 1, Integer::sum);
                firstsWhole.merge(row.name(), wrong.isEmpty() ? whole - before : 0, Integer::sum);
            }
            if (!wrong.isEmpty()) {
                // What it was answered wrongly the first time is known the second time.
                problem(row, say(bridge, row, text(length)));
            }
        }
    }

    /** What a bridge has learned of a program makes its second process fare at least as well as the first. */
    @Test
    void twiceAfterOtherClasses() throws Exception {
        List<ClientKind> rows = rows(2 * share);
        int[] wholeInPass = new int[2];
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            for (int pass = 0; pass < wholeInPass.length; pass++) {
                int before = whole;
                for (ClientKind row : rows) {
                    for (int length : lengths()) {
                        String wrong = say(bridge, row, text(length));
                        if (pass == 1) {
                            problem(row, wrong);
                        }
                    }
                }
                wholeInPass[pass] = whole - before;
            }
        }
        System.err.printf(
                "matrix, two passes over %d rows: whole %d, then %d%n", rows.size(), wholeInPass[0], wholeInPass[1]);
    }

    @Test
    void eightAtOnce() throws Exception {
        List<ClientKind> all = rows(0);
        int rounds = share == 0 ? Math.max(1, all.size() / 8) : 1;
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            for (int round = 0; round < rounds; round++) {
                Collections.shuffle(all, random);
                eight(bridge, all.subList(0, Math.min(8, all.size())), round);
            }
        }
    }

    private void eight(RoomlessBridgeProcess bridge, List<ClientKind> rows, int round) throws Exception {
        int before = bridge.heard().size();
        List<StartedProgram> clients = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<ClientKind> unheard = new ArrayList<>();
        for (ClientKind row : rows) {
            texts.add("round %d no. %d: %s".formatted(round, clients.size(), text(30)));
            clients.add(row.say(bridge.pid(), texts.getLast(), 1, 20));
        }
        for (int i = 0; i < rows.size(); i++) {
            ClientKind row = rows.get(i);
            tried.add(row.name());
            int status = clients.get(i).exitStatus();
            if (status > 128) {
                problem(row, "was killed by signal " + (status - 128));
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            ClientKind row = rows.get(i);
            if (!count(bridge, row, before, texts.get(i), clients.get(i).pid()) && row.waits()) {
                unheard.add(row);
            }
        }
        settle(bridge);
        Set<String> said = new HashSet<>(texts);
        for (String shown : since(bridge, before)) {
            if (!said.contains(shown)) {
                // Whose it was is not to be seen.
                problems.add("of eight at once, %s: shown \"%s\"".formatted(rows, shown));
            }
        }
        for (ClientKind row : unheard) {
            // What it was answered wrongly the first time is known the second time.
            problem(row, say(bridge, row, text(30)));
        }
    }

    /** One message; what was wrong about it, of what is different for a class that waits: empty: nothing. */
    private String say(RoomlessBridgeProcess bridge, ClientKind row, String text) throws Exception {
        tried.add(row.name());
        int before = bridge.heard().size();
        StartedProgram client = row.say(bridge.pid(), text, 1, 8);
        int status = client.exitStatus();
        if (status > 128) {
            problem(row, "was killed by signal " + (status - 128));
        }
        boolean heard = count(bridge, row, before, text, client.pid());
        settle(bridge);
        for (String shown : since(bridge, before)) {
            if (!shown.equals(text)) {
                if (text.length() < AMBIGUOUS_BELOW) {
                    ambiguous++;
                } else {
                    problem(row, "said \"%s\", shown \"%s\"".formatted(text, shown));
                }
            }
        }
        if (!row.waits() || text.length() < AMBIGUOUS_BELOW) {
            return "";
        }
        return heard && status == 0
                ? ""
                : "%d bytes, exit status %d, %s"
                        .formatted(
                                text.length(), status, heard ? "whole" : "not heard: " + reasons(bridge, client.pid()));
    }

    /** Waits until a message is shown or rejected; true: it is shown. */
    private boolean count(RoomlessBridgeProcess bridge, ClientKind row, int before, String text, long pid) {
        try {
            await().atMost(ACCOUNTED)
                    .until(() -> since(bridge, before).contains(text)
                            || !reasons(bridge, pid).isEmpty());
        } catch (ConditionTimeoutException e) {
            if (row.isImpatient()) {
                tooLate++;
                return false;
            }
            // One that ends another way than it began may be a second message's.
            if (!text.isEmpty() && !row.isHarmless()) {
                problem(row, "%d bytes: neither shown nor rejected".formatted(text.length()));
            }
            return false;
        }
        boolean heard = since(bridge, before).contains(text);
        whole += heard ? 1 : 0;
        rejected += heard ? 0 : 1;
        return heard;
    }

    /** What was said before is shown by the time that the next one is. */
    private void settle(RoomlessBridgeProcess bridge) throws Exception {
        String text = "next " + next++;
        ClientKind.waits("dialect=M2 wait=suspend").say(bridge.pid(), text, 1).exitStatus();
        bridge.awaitText(text);
    }

    private void problem(ClientKind row, String what) {
        if (what.isEmpty()) {
            return;
        }
        problems.add(row.name() + ": " + what);
    }

    private static List<String> since(RoomlessBridgeProcess bridge, int before) {
        List<String> heard = bridge.heard();
        return heard.subList(before, heard.size()).stream()
                .filter(text -> !text.matches("next \\d+"))
                .toList();
    }

    private static List<String> reasons(RoomlessBridgeProcess bridge, long pid) {
        return bridge.errors().stream()
                .filter(line -> line.contains("/" + pid + " \""))
                .filter(line -> line.contains("rejected") || line.contains("broken off"))
                .toList();
    }

    /** So many rows, or all. */
    private List<ClientKind> rows(int count) throws Exception {
        List<ClientKind> rows = new ArrayList<>(ClientKind.matrix());
        rows.removeIf(row -> !names.matcher(row.name()).matches());
        Collections.shuffle(rows, random);
        return count == 0 || rows.size() <= count ? rows : rows.subList(0, count);
    }

    private List<Integer> lengths() {
        if (lengths.isEmpty()) {
            return List.of(AMBIGUOUS_BELOW + random.nextInt(60));
        }
        List<Integer> all = new ArrayList<>();
        for (String part : lengths.split(",", -1)) {
            String[] ends = part.split("-", 2);
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(all::add);
        }
        return all;
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        text.setLength(Math.max(0, length - 1));
        return length == 0 ? "" : text + ".";
    }
}
