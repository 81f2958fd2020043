package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the clients of a room were told, held against what the server keeps. Confined to one thread. */
final class Books {
    /** A number that the room gave. */
    private record Pair(long epoch, long sequence) {}

    private record Logged(Pair pair, String text) {}

    /** What was said to be stored until a certain moment. */
    record Promised(Set<String> texts) {}

    /** What one client has shown, and not taken back since. */
    private static final class Shown {
        final List<Logged> kept = new ArrayList<>();
        final Set<String> texts = new HashSet<>();
    }

    private final List<Talker> talkers;
    private final List<Shown> shown;
    private final Map<Pair, String> given = new HashMap<>();
    private final Map<String, Pair> stored = new HashMap<>();
    private final Map<String, String> userIds = new HashMap<>();

    Books(List<Talker> talkers) {
        this.talkers = talkers;
        this.shown = talkers.stream().map(talker -> new Shown()).toList();
    }

    int kept() {
        return stored.size();
    }

    Promised promised() {
        return new Promised(Set.copyOf(stored.keySet()));
    }

    /** Takes in what the clients were told since the last time. */
    void takeIn() {
        for (int i = 0; i < talkers.size(); i++) {
            Talker talker = talkers.get(i);
            for (ChatEvent event : talker.takeEvents()) {
                on(talker, shown.get(i), event);
            }
            for (Talker.Answered answer : talker.takeAnswers()) {
                if (!(answer.receipt() instanceof Receipt.Delivered d)) {
                    throw new AssertionError(talker + " was told: " + answer);
                }
                Pair pair = new Pair(d.epoch(), d.sequence());
                wasGiven(pair, answer.text());
                if (d.stored()) {
                    assertThat(stored.put(answer.text(), pair)).isNull();
                }
            }
        }
    }

    private void on(Talker talker, Shown screen, ChatEvent event) {
        switch (event) {
            case ChatEvent.Message m -> {
                Pair pair = new Pair(m.epoch(), m.sequence());
                wasGiven(pair, m.text());
                assertThat(screen.texts.add(m.text()))
                        .as("%s has shown it before: %s", talker, m)
                        .isTrue();
                screen.kept.add(new Logged(pair, m.text()));
            }
            case ChatEvent.NotKept n -> {
                int size = screen.kept.size();
                assertThat(n.count()).as("not kept, of %d: %s", size, talker).isBetween(1L, (long) size);
                screen.kept.subList(size - (int) n.count(), size).clear();
            }
            case ChatEvent.Missed missed -> throw new AssertionError(talker + " was told " + missed);
            case ChatEvent.Ended ended -> throw new AssertionError(talker + " has ended: " + ended);
            case ChatEvent.RejoinFailed failed -> throw new AssertionError(talker + ": " + failed);
            default -> {}
        }
    }

    /** A number means one message for ever. */
    private void wasGiven(Pair pair, String text) {
        String before = given.putIfAbsent(pair, text);
        assertThat(before == null || before.equals(text))
                .as("%s was \"%s\" and is \"%s\"", pair, before, text)
                .isTrue();
    }

    /** The room is as it was at an earlier moment: what was promised since then is no more. */
    void goesBackTo(List<String> export, Promised promised) {
        Map<String, Pair> log = read(export, "a restored backup");
        assertThat(log.keySet()).as("restored").containsAll(promised.texts);
        stored.entrySet().removeIf(e -> !e.getValue().equals(log.get(e.getKey())));
        assertThat(stored.keySet()).containsAll(promised.texts);
    }

    /** @param export the room's log, as lines of JSON */
    void compareWith(List<String> export, String when) {
        Map<String, Pair> log = read(export, when);
        stored.forEach((text, pair) -> assertThat(log.get(text))
                .as("acknowledged, at %s: %s", when, text)
                .isEqualTo(pair));
    }

    private Map<String, Pair> read(List<String> export, String when) {
        Map<String, Pair> log = new HashMap<>();
        Set<List<String>> ids = new HashSet<>();
        Set<Pair> pairs = new HashSet<>();
        for (String line : export) {
            JsonObject message = JsonParser.parseString(line).getAsJsonObject();
            Pair pair = pair(message);
            String text = message.get("text").getAsString();
            String user = message.get("user_id").getAsString();
            assertThat(log.put(text, pair)).as("twice at %s: %s", when, text).isNull();
            assertThat(pairs.add(pair)).as("twice at %s: %s", when, pair).isTrue();
            assertThat(ids.add(List.of(
                            user,
                            message.get("instance").getAsString(),
                            message.get("n").getAsString())))
                    .as("twice at %s: %s", when, line)
                    .isTrue();
            assertThat(userIds.computeIfAbsent(message.get("user").getAsString(), name -> user))
                    .as("the user of: %s", line)
                    .isEqualTo(user);
            wasGiven(pair, text);
        }
        return log;
    }

    private static Pair pair(JsonObject message) {
        return new Pair(
                message.get("epoch").getAsLong(), message.get("sequence").getAsLong());
    }

    /** @param texts of the log */
    boolean everybodyHasSeen(Set<String> texts) {
        takeIn();
        return shown.stream().allMatch(screen -> screen.texts.containsAll(texts));
    }

    static Set<String> texts(List<String> export) {
        return export.stream()
                .map(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("text")
                        .getAsString())
                .collect(Collectors.toSet());
    }

    /**
     * At the end: whatever is on a screen is kept under the number that it was shown with, or was said not to be kept.
     */
    void compareScreensWith(List<String> export) {
        Map<String, Pair> log = read(export, "the end");
        for (int i = 0; i < talkers.size(); i++) {
            for (Logged line : shown.get(i).kept) {
                assertThat(log.get(line.text))
                        .as("%s shows what is not kept so, and was not told: %s", talkers.get(i), line)
                        .isEqualTo(line.pair);
            }
        }
    }
}
