package dev.roomtalk.client.terminal;

import dev.roomtalk.client.Search;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Looks for messages, a page at a time; the next page is older. Confined to the UI thread. */
final class Searching {
    private final Session session;
    private final Conversation conversation;
    private final Answers answers;
    private final InstantSource clock;
    private @Nullable Search older;
    private boolean before;

    Searching(Session session, Conversation conversation, Answers answers, InstantSource clock) {
        this.session = session;
        this.conversation = conversation;
        this.answers = answers;
        this.clock = clock;
    }

    /** @param asked empty: the next older page of what was looked for before */
    void search(String asked) {
        if (!asked.isBlank()) {
            try {
                older = null;
                before = false;
                ask(SearchLine.parse(asked, clock.instant(), conversation.zone()));
            } catch (IllegalArgumentException e) {
                conversation.problem(String.valueOf(e.getMessage()));
            }
        } else if (older != null) {
            ask(older);
        } else {
            conversation.notice(
                    before
                            ? "that was all that was found"
                            : "say what to look for: /search WORDS, from:NAME, in:ROOM, after:TIME, before:TIME");
        }
    }

    private void ask(Search search) {
        answers.of(session.search(search), page -> {
            older = page.rest().isEmpty() ? null : search.goingOn(page, search.limit());
            before = true;
            conversation.found(page.hits().reversed());
            int hits = page.hits().size();
            String found = hits == 0 ? "nothing found" : hits == 1 ? "1 message found" : hits + " messages found";
            conversation.notice(older == null ? found : found + ", and there are more: /search shows older ones");
        });
    }
}
