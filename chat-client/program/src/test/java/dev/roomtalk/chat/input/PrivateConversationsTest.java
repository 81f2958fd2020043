package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.ChatView;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.RecordedScreen;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.ReadMark;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Private conversations as a person sees them: all parts but the terminal, in one thread. */
class PrivateConversationsTest {
    private Instant now = Instant.parse("2026-11-21T12:03:00Z");
    private final RecordedScreen screen = new RecordedScreen();
    private final FakeSession session = new FakeSession("bob", () -> now, this::event)
            .room("ops", "Alice A", "carol")
            .room("@Alice A", "Alice A")
            .room("@carol", "carol");
    private final LineRenderer lines = new LineRenderer(Palette.of(0), ZoneOffset.UTC, new Mentions("bob", List.of()));
    private final ChatView view = new ChatView(screen, lines, session::status);
    private final ChatState state =
            new ChatState(view, lines.mentions(), ZoneOffset.UTC, () -> now, SilentNotifier.get());
    private final Answers answers = new Answers(Runnable::run, r -> state.problem(r.sentence()));
    private final RoomEntry entry = new RoomEntry(session, state, screen, answers, null, 50);
    private final ConversationEntry conversations = new ConversationEntry(session, state, entry, answers);
    private final ChatOutbox outbox = new ChatOutbox(session, () -> now, Runnable::run, state::problem);
    private final HistoryView history = new HistoryView(session, screen, view, state, lines, answers);
    private final Keyboard keyboard =
            new Keyboard(session, answers, state, entry, outbox, history, Preferences.NONE, () -> {});

    private void event(ChatEvent event) {
        state.on(event);
        conversations.on(event);
    }

    private void type(String... texts) {
        for (String text : texts) {
            keyboard.on(new Input.Line(text));
        }
    }

    private List<String> printed() {
        keyboard.settle();
        outbox.settle();
        state.settle();
        conversations.settle();
        view.draw(state, outbox.state());
        List<String> printed = List.copyOf(screen.lines);
        screen.lines.clear();
        return printed;
    }

    private ChatRoom room(String name) {
        return state.rooms().find(name).orElseThrow();
    }

    @Test
    void msgShowsTheConversationAndSendsWhatFollowsTheName() {
        type("/join ops");
        printed();
        type("/msg alice a are you there?");
        assertThat(session.calls).contains("join @alice a");
    }

    @Test
    void aConversationIsShownWithItsSignAndWhoSeesIt() {
        type("/join ops", "/msg carol");
        assertThat(printed())
                .contains("── @carol ──")
                .anyMatch(line ->
                        line.contains("between you and carol: no other user sees it; the operator of the server can"));
        assertThat(screen.statusText()).contains("@carol").doesNotContain("#@").doesNotContain("members");
        type("hello");
        assertThat(session.calls).contains("publish @carol hello");
    }

    @Test
    void whatWaitsIsUnreadAndAMentionWhenTheSessionConnects() {
        session.conversations.listed.add(new Conversation("@carol", "carol", 7, 3, 1, 2, now));
        session.conversations.listed.add(new Conversation("@Alice A", "Alice A", 8, 3, 3, 0, now));
        type("/join ops");
        event(new ChatEvent.Connected("here:4242", "bob", false));
        assertThat(room("@carol").unread()).isEqualTo(2);
        assertThat(room("@carol").mentioned()).isTrue();
        assertThat(state.rooms().find("@Alice A")).isEmpty();
        assertThat(state.rooms().shown()).isEqualTo(room("ops"));
    }

    @Test
    void whoSpeaksInAConversationThatIsNotOpenOpensIt() {
        type("/join ops");
        session.conversations.listed.add(new Conversation("@carol", "carol", 7, 1, 0, 1, now));
        event(new ChatEvent.ConversationActive("@carol"));
        assertThat(room("@carol").unread()).isEqualTo(1);
        session.says("@carol", "carol", "and another");
        assertThat(room("@carol").unread()).isEqualTo(2);
        assertThat(room("@carol").mentioned()).isTrue();
    }

    @Test
    void whatIsShownIsToldToBeRead() {
        type("/msg carol");
        session.says("@carol", "carol", "hello");
        printed();
        assertThat(session.conversations.marked).hasSize(1);
        session.says("@carol", "carol", "again");
        printed();
        assertThat(session.conversations.marked).as("not at once").hasSize(1);
        now = now.plus(Duration.ofSeconds(3));
        printed();
        assertThat(session.conversations.marked).hasSize(2);
        printed();
        assertThat(session.conversations.marked).hasSize(2);
    }

    @Test
    void whatWasReadElsewhereIsNotUnread() {
        type("/msg carol", "/join ops");
        session.says("@carol", "carol", "hello");
        assertThat(room("@carol").unread()).isEqualTo(1);
        event(new ChatEvent.ReadElsewhere("@carol", room("@carol").lastSequence()));
        assertThat(room("@carol").unread()).isZero();
        assertThat(room("@carol").mentioned()).isFalse();
    }

    private static Search.Hit hit(long sequence, String author, String text) {
        return new Search.Hit(
                "dev",
                new Search.Message(
                        1, sequence, Instant.parse("2026-11-20T08:00:00Z").plusSeconds(sequence), author, null, text),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void whatMentionedThePersonMeanwhileIsListedOnReturn() {
        session.conversations.marks.add(new ReadMark("ops", 5, 5));
        session.conversations.marks.add(new ReadMark("dev", 3, 9));
        Search.Page page = new Search.Page(
                List.of(
                        hit(9, "alice", "thanks, Bob"),
                        hit(8, "bob", "bob is me"),
                        hit(7, "alice", "the bobsled"),
                        hit(4, "carol", "@bob: look"),
                        hit(3, "carol", "bob, this was read")),
                List.of(new Search.Place("dev", 3)));
        session.pages.add(page);
        event(new ChatEvent.Connected("here:4242", "bob", false));
        assertThat(printed())
                .containsExactly(
                        "12:03 · while you were away you were mentioned:",
                        "2026-11-20 08:00 #dev carol  @bob: look",
                        "2026-11-20 08:00 #dev alice  thanks, Bob");
        assertThat(session.searches).hasSize(1);
        assertThat(session.searches.getFirst().places()).containsExactly(Search.Place.all("dev"));
        session.pages.add(page);
        event(new ChatEvent.Connected("here:4242", "bob", true));
        assertThat(printed()).as("once").containsExactly("12:03 · connected again");
        session.pages.add(page);
        type("/mentions");
        assertThat(printed()).hasSize(3).contains("12:03 · 2 mentions that you have not read");
    }

    @Test
    void whatIsShownOfARoomIsRead() {
        type("/join ops");
        session.says("ops", "carol", "hello");
        printed();
        assertThat(session.conversations.marked).containsExactly("ops 1");
    }

    @Test
    void contactsSaysAndSetsWhoMayBeginOne() {
        type("/contacts nobody");
        assertThat(session.conversations.contacts).isEqualTo(Contacts.NOBODY);
        type("/contacts some");
        assertThat(printed()).anyMatch(line -> line.contains("/contacts is everybody, rooms, nobody"));
    }
}
