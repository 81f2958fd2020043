package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reactions to the messages of one room, as far as they are known here. Confined to the UI thread. */
public final class Reactions {
    /** Reactions that are known; beyond it those that became known first are forgotten. */
    private static final int MAX_REACTIONS = 10_000;

    /** By the id of a reaction the message that it is about, also if it was taken back. */
    private final Map<MessageId, MessageId> targets = new LinkedHashMap<>();

    /** By the message that they are about: each reaction. */
    private final Map<MessageId, Map<MessageId, Reaction>> all = new LinkedHashMap<>();

    private record Reaction(String author, String text) {}

    /** Takes in a message of the room; true: it is a reaction, or takes one back. */
    public boolean take(ChatEvent.Message message) {
        MessageId target = message.target();
        if (target != null && message.kind() == MessageKind.REACTION) {
            targets.put(message.id(), target);
            if (message.removedBy() == null) {
                all.computeIfAbsent(target, _ -> new LinkedHashMap<>())
                        .put(message.id(), new Reaction(message.author(), message.text()));
            }
            if (targets.size() > MAX_REACTIONS) {
                MessageId oldest = targets.keySet().iterator().next();
                forget(oldest);
                targets.remove(oldest);
            }
            return true;
        }
        return target != null && message.kind() == MessageKind.REMOVAL && forget(target);
    }

    /** False if it is no reaction that is known. */
    private boolean forget(MessageId reaction) {
        MessageId target = targets.get(reaction);
        Map<MessageId, Reaction> others = target == null ? null : all.get(target);
        if (others != null && others.remove(reaction) != null && others.isEmpty()) {
            all.remove(target);
        }
        return target != null;
    }

    /** The reaction of that author and that text to a message; null: there is none. */
    public @Nullable MessageId of(String author, MessageId target, String text) {
        return all.getOrDefault(target, Map.of()).entrySet().stream()
                .filter(each -> each.getValue().equals(new Reaction(author, text)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The reactions to a message, each with how many people have said it: "👍 2 · 🎉"; empty if there are none. */
    public String to(MessageId target) {
        return all.getOrDefault(target, Map.of()).values().stream()
                .distinct()
                .collect(Collectors.groupingBy(Reaction::text, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(each -> each.getKey() + (each.getValue() == 1 ? "" : " " + each.getValue()))
                .collect(Collectors.joining(" · "));
    }
}
