package dev.roomtalk.chat.session;

import dev.roomtalk.chat.console.Quoted;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line that a person is to see, before it is drawn. */
public sealed interface ChatLine {
    /** A line of a room, which has a time. */
    sealed interface Timed extends ChatLine {
        Instant at();
    }

    /** This line after a message that perhaps changes another one. */
    default ChatLine after(ChatEvent.Message change) {
        return this;
    }

    /** What somebody wrote. */
    record Message(ChatEvent.Message message) implements Timed {
        @Override
        public ChatLine after(ChatEvent.Message change) {
            ChatEvent.Message after = message.after(change);
            return after.equals(message) ? this : new Message(after);
        }

        @Override
        public Instant at() {
            return message.time();
        }
    }

    /**
     * What the message in the next line answers.
     *
     * @param of null: a message that is not known here
     */
    record Quote(Instant at, ChatEvent.@Nullable Message of) implements Timed {
        @Override
        public ChatLine after(ChatEvent.Message change) {
            return of == null ? this : new Quote(at, of.after(change));
        }

        /** The quote above a reply, if what it answers is among these messages. */
        public static Quote among(List<ChatEvent.Message> messages, ChatEvent.Message reply) {
            return new Quote(
                    reply.time(),
                    messages.stream()
                            .filter(message -> message.id().equals(reply.target()))
                            .findFirst()
                            .orElse(null));
        }

        /** "alice: the first words". */
        public String sentence() {
            return of == null ? Quoted.UNKNOWN : Quoted.of(of.author(), of.text());
        }
    }

    /** What happened, in the words of this program. */
    record Notice(Instant at, String text) implements Timed {}

    /** Somebody came or went. */
    record Presence(Instant at, String name, Change change) implements Timed {
        /** What a member did. */
        public enum Change {
            JOINED("joined", true),
            LEFT("left", false),
            DISCONNECTED("disconnected", false),
            BACK("is back", true);

            private final String words;
            private final boolean here;

            Change(String words, boolean here) {
                this.words = words;
                this.here = here;
            }

            /** Whether the member is connected now. */
            public boolean here() {
                return here;
            }

            @Override
            public String toString() {
                return words;
            }
        }

        public String sentence() {
            return name + " " + change;
        }
    }

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
