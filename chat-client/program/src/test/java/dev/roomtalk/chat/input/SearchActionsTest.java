package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.ChatView;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.RecordedScreen;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchActionsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:03:00Z");

    private final RecordedScreen screen = new RecordedScreen();
    private final FakeSession session = new FakeSession("bob", () -> NOW, event -> {});
    private final LineRenderer lines = new LineRenderer(Palette.of(0), ZoneOffset.UTC, new Mentions("bob", List.of()));
    private final ChatView view = new ChatView(screen, lines, session::status);
    private final ChatState state =
            new ChatState(view, lines.mentions(), ZoneOffset.UTC, () -> NOW, SilentNotifier.get());
    private final Answers answers = new Answers(Runnable::run, r -> state.problem(r.sentence()));
    private final SearchActions searching = new SearchActions(new CommandContext(session, answers, state));

    private List<String> search(String asked) {
        searching.search(asked);
        view.draw(state, OutboxState.NOTHING);
        List<String> lines = List.copyOf(screen.lines);
        screen.lines.clear();
        return lines;
    }

    private static Search.Hit hit(long sequence, String text) {
        return new Search.Hit(
                "ops",
                new Search.Message(1, sequence, NOW.minusSeconds(86_400 - sequence), "alice", null, text),
                List.of(),
                List.of(),
                List.of(new Search.Stretch(0, 4)));
    }

    @Test
    void whatIsFoundIsShownNewestLastAndOlderOnesNext() {
        List<Search.Place> rest = List.of(new Search.Place("ops", 8));
        session.pages.add(new Search.Page(List.of(hit(9, "rain 9"), hit(8, "rain\n8")), rest));
        session.pages.add(new Search.Page(List.of(hit(7, "rain 7")), List.of()));
        assertThat(search("rain from:alice"))
                .containsExactly(
                        "2026-11-20 12:03 #ops alice  rain",
                        "      8",
                        "2026-11-20 12:03 #ops alice  rain 9",
                        "12:03 · 2 messages found, and there are more: /search shows older ones");
        assertThat(search("")).containsExactly("2026-11-20 12:03 #ops alice  rain 7", "12:03 · 1 message found");
        assertThat(session.searches.getLast().places()).isEqualTo(rest);
        assertThat(session.searches.getLast().author()).isEqualTo("alice");
        assertThat(search("")).containsExactly("12:03 · no more results");
    }

    @Test
    void withoutWordsItSaysWhatToType() {
        assertThat(search("")).first().asString().contains("/search WORDS");
        assertThat(search("form:alice")).first().asString().contains("did you mean from:?");
        assertThat(session.searches).isEmpty();
    }

    @Test
    void aRefusalIsOneLine() {
        assertThat(search("rain in:nowhere")).containsExactly("12:03 ! there is no room 'nowhere'");
    }
}
