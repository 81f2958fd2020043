package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.time.LocalDate;

/** A line that a person is to see, before it is drawn. */
public sealed interface ChatLine {
    /** A line of a room, which has a time. */
    sealed interface Timed extends ChatLine {
        Instant at();
    }

    /** What somebody wrote. */
    record Message(ChatEvent.Message message) implements Timed {
        @Override
        public Instant at() {
            return message.time();
        }
    }

    /** What happened, in the words of this program. */
    record Notice(Instant at, String text) implements Timed {}

    /** What went wrong. */
    record Problem(Instant at, String text) implements Timed {}

    /** The beginning of a day. */
    record Day(LocalDate date) implements ChatLine {}

    /** A title between parts of the conversation. */
    record Rule(String text) implements ChatLine {}

    /** A line of a list or a help text. */
    record Item(String text) implements ChatLine {}

    /** A message that a search found. */
    record Found(Search.Hit hit) implements ChatLine {}
}
