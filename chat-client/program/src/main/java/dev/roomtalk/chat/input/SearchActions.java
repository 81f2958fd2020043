package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.UnreadMentions;
import dev.roomtalk.client.Search;
import org.jspecify.annotations.Nullable;

/** Searches messages, a page at a time; the next page is older. Confined to the UI thread. */
final class SearchActions {
    private final CommandContext context;
    private @Nullable Search older;
    private boolean before;

    SearchActions(CommandContext context) {
        this.context = context;
    }

    /** @param asked what to search; empty: the next older page of the last search */
    void search(String asked) {
        if (!asked.isBlank()) {
            try {
                older = null;
                before = false;
                request(SearchLine.parse(
                        asked, context.state().now(), context.state().zone()));
            } catch (IllegalArgumentException e) {
                context.state().problem(String.valueOf(e.getMessage()));
            }
        } else if (older != null) {
            request(older);
        } else {
            context.state()
                    .notice(
                            before
                                    ? "no more results"
                                    : "nothing to search for: /search WORDS, from:NAME, in:ROOM, since:TIME, until:TIME");
        }
    }

    /** Lists the mentions that were read in no session. */
    void mentions() {
        context.answers()
                .of(new UnreadMentions(context.client(), context.state().mentions()).find(), hits -> {
                    context.state().found(hits.reversed());
                    context.state()
                            .notice(
                                    switch (hits.size()) {
                                        case 0 -> "no mentions that you have not read";
                                        case 1 -> "1 mention that you have not read";
                                        default -> hits.size() + " mentions that you have not read";
                                    });
                });
    }

    private void request(Search search) {
        context.answers().of(context.client().search(search), page -> {
            older = page.rest().isEmpty() ? null : search.goingOn(page, search.limit());
            before = true;
            context.state().found(page.hits().reversed());
            int hits = page.hits().size();
            String found = hits == 0 ? "nothing found" : hits == 1 ? "1 message found" : hits + " messages found";
            context.state().notice(older == null ? found : found + ", and there are more: /search shows older ones");
        });
    }
}
