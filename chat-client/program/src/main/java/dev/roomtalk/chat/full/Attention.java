package dev.roomtalk.chat.full;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.session.ChatLine;
import org.jspecify.annotations.Nullable;

/**
 * Whether the person looks at this terminal, as far as the terminal tells, and what came into the room that is shown
 * while the person did not. Confined to the UI thread.
 */
final class Attention {
    /** What the terminal has reported last; null if it has not reported anything. */
    private @Nullable Boolean focused;

    private int unread;
    private boolean mentioned;

    void focus(boolean here) {
        focused = here;
        if (here) {
            unread = 0;
            mentioned = false;
        }
    }

    /** A line was added to the room that is shown. */
    void added(ChatLine line) {
        if (isElsewhere()
                && line instanceof ChatLine.Message message
                && !message.message().own()) {
            unread++;
        }
    }

    /**
     * What of an alert is due: nothing that the person sees anyway.
     *
     * @param always the person wants all of it
     * @return null for nothing
     */
    @Nullable
    Alert due(Alert alert, boolean always) {
        mentioned |= isElsewhere() && alert.shown();
        if (always || !Boolean.TRUE.equals(focused)) {
            return alert;
        }
        return alert.shown() ? null : new Alert(alert.message(), false, alert.bell(), false);
    }

    private boolean isElsewhere() {
        return Boolean.FALSE.equals(focused);
    }

    /** How many messages the person has not seen, of the room that is shown. */
    int unread() {
        return unread;
    }

    /** Whether the person was notified of one of those. */
    boolean mentioned() {
        return mentioned;
    }
}
