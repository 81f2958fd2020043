package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.ReadMark;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Private conversations as a person sees them: all parts but the terminal, in one thread. */
class PrivateConversationsTest extends LineTrial {
    @BeforeEach
    void rooms() {
        session.room("ops", "Alice A", "carol").room("@Alice A", "Alice A").room("@carol", "carol");
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
        assertThat(printed()).anyMatch(line -> line.contains("/contacts takes everybody, rooms, nobody, and not some"));
    }
}
