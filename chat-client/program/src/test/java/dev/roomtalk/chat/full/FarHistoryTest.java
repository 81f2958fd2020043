package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.client.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages far up in a room's history, and what is not shown of it. */
class FarHistoryTest {
    private static final int LAST = 5000;

    private final FullTrial chat = new FullTrial();

    private void jumpTo(int sequence) {
        Search.Message message = new Search.Message(1, sequence, chat.now, "alice", null, "m" + sequence);
        Search.Hit hit = new Search.Hit("ops", message, List.of(), List.of(), List.of(new Search.Stretch(0, 1)));
        chat.session.pages.add(new Search.Page(List.of(hit), List.of()));
        chat.enter("/search m" + sequence);
        chat.press(KeyName.UP);
        chat.press(KeyName.ENTER);
    }

    private void remember(int last) {
        chat.session.remember(
                "ops", IntStream.rangeClosed(1, last).mapToObj(n -> "m" + n).toList());
        chat.begin("ops");
    }

    private List<Integer> numbers() {
        return chat.log().stream()
                .filter(row -> row.matches(".*│ m[0-9]+"))
                .map(row -> Integer.valueOf(row.substring(row.indexOf("│ m") + 3)))
                .toList();
    }

    private long reads() {
        return chat.session.calls.stream()
                .filter(call -> call.startsWith("history"))
                .count();
    }

    @Test
    void aJumpReadsWhatIsAroundAndNotWhatIsInBetween() {
        remember(LAST);
        long before = reads();
        jumpTo(1000);
        assertThat(numbers()).contains(999, 1000, 1001);
        assertThat(chat.log()).anyMatch(row -> row.startsWith("── what was found"));
        assertThat(reads() - before).isLessThan(4);
    }

    @Test
    void theGapIsFilledInBothDirectionsWithoutASeam() {
        remember(LAST);
        jumpTo(4000);
        Set<Integer> seen = new LinkedHashSet<>(numbers());
        for (int i = 0; i < 30; i++) {
            chat.press(KeyName.PAGE_UP);
            seen.addAll(numbers());
        }
        chat.session.says("ops", "carol", "live");
        for (int i = 0; i < 110 && chat.log().getLast().startsWith("──"); i++) {
            chat.press(KeyName.PAGE_DOWN);
            List<Integer> page = numbers();
            assertThat(page).isEqualTo(page.stream().sorted().toList());
            seen.addAll(page);
        }
        assertThat(chat.log()).last().asString().endsWith("carol │ live");
        List<Integer> all = new ArrayList<>(seen);
        all.sort(Comparator.naturalOrder());
        assertThat(all)
                .isEqualTo(IntStream.rangeClosed(all.getFirst(), LAST).boxed().toList());
        assertThat(all.getFirst()).isLessThan(3600);
    }

    @Test
    void theSeamHasEachDayOnce() {
        remember(LAST);
        jumpTo(2500);
        // Each rule with the message below it.
        Set<String> days = new LinkedHashSet<>();
        for (int i = 0; i < 160 && (i == 0 || chat.log().getLast().startsWith("──")); i++) {
            List<String> log = chat.log();
            for (int row = 0; row < log.size() - 1; row++) {
                if (log.get(row).startsWith("── 2026-") && log.get(row + 1).contains("│ m")) {
                    days.add(log.get(row).substring(3, 13) + log.get(row + 1).replaceFirst(".*│", ""));
                }
            }
            chat.press(KeyName.PAGE_DOWN);
        }
        assertThat(days).containsExactly("2026-11-20 m2838", "2026-11-21 m4278");
    }

    @Test
    void oneThatCannotBeReadSaysWhy() {
        remember(LAST);
        chat.session.connected = false;
        jumpTo(10);
        assertThat(chat.log()).last().asString().startsWith("── there is no connection to the server · ");
        assertThat(numbers()).endsWith(LAST);
    }

    @Test
    void aMessageThatIsGoneIsReplacedByTheOneAfterIt() {
        remember(LAST);
        chat.session.forget("ops", 1000, 1050);
        jumpTo(1000);
        List<String> log = chat.log();
        int rule = IntStream.range(0, log.size())
                .filter(i -> log.get(i).startsWith("── what was found"))
                .findFirst()
                .orElseThrow();
        assertThat(log.get(rule + 1)).endsWith("│ m1051");
    }

    @Test
    void whatIgnoredPeopleWroteIsNotScrolledIn() {
        chat.session.remember(
                "ops", IntStream.rangeClosed(1, 900).mapToObj(n -> "m" + n).toList());
        chat.session.author("ops", 301, 600, "mallory");
        chat.begin("ops");
        chat.enter("/ignore mallory");
        chat.press(KeyName.ESCAPE);
        Set<Integer> seen = new LinkedHashSet<>();
        for (int i = 0; i < 60; i++) {
            chat.press(KeyName.PAGE_UP);
            seen.addAll(numbers());
        }
        assertThat(seen).contains(1, 300, 601).doesNotContain(301, 450, 600);
        assertThat(chat.frame()).noneMatch(row -> row.contains("mallory"));
        chat.press(KeyName.ESCAPE);
        chat.enter("/history 350");
        assertThat(chat.log()).noneMatch(row -> row.contains("mallory"));
    }
}
