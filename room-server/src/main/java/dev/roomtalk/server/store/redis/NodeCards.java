package dev.roomtalk.server.store.redis;

import com.google.gson.Gson;
import dev.roomtalk.server.store.NodeCard;
import dev.roomtalk.server.store.SeenNode;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other nodes twice a second what this one is, and knows what they have told. A node that renews its place no
 * longer is listed for a minute more. Any thread.
 */
final class NodeCards {
    private static final Duration LISTED = Duration.ofMinutes(1);
    private static final Gson GSON = new Gson();

    private final RedisLink link;
    private final LongSupplier ticker;
    private volatile @Nullable Supplier<NodeCard> self;
    private volatile Seen seen = new Seen(0, List.of());

    /** @param at when it was asked for; the ticker's nanoseconds */
    private record Seen(long at, List<SeenNode> nodes) {}

    NodeCards(RedisLink link, LongSupplier ticker) {
        this.link = link;
        this.ticker = ticker;
    }

    /** Sets who says what this node is. */
    void introduce(Supplier<NodeCard> card) {
        self = card;
    }

    /** Tells it, and asks for what the others have told. */
    void beat() {
        Supplier<NodeCard> asked = self;
        if (asked == null) {
            return;
        }
        String[] arguments = {Long.toString(link.node()), GSON.toJson(asked.get()), Long.toString(LISTED.toMillis())};
        long at = ticker.getAsLong();
        String nodes = link.keys().nodes();
        String[] keys = {nodes, link.keys().nodeCards()};
        var _ = link.send(nodes, (c, key) -> c.eval(Script.NODE_CARDS.text(), ScriptOutputType.MULTI, keys, arguments))
                .thenAccept(reply -> seen = new Seen(at, nodes(Reply.list(reply))));
    }

    private static List<SeenNode> nodes(List<@Nullable Object> reply) {
        List<SeenNode> nodes = new ArrayList<>();
        Iterator<@Nullable Object> parts = reply.iterator();
        while (parts.hasNext()) {
            nodes.add(new SeenNode(
                    Reply.number(parts.next()), Reply.number(parts.next()), card(Reply.text(parts.next()))));
        }
        nodes.sort(Comparator.comparingLong(SeenNode::number));
        return List.copyOf(nodes);
    }

    /** What a later version tells and this one does not know is left out. */
    private static @Nullable NodeCard card(String text) {
        try {
            return text.isEmpty() ? null : GSON.fromJson(text, NodeCard.class);
        } catch (RuntimeException e) {
            // Of a version that tells something else; Gson wraps what the record refuses.
            return null;
        }
    }

    /** All nodes, this one too; those that Redis could not be asked for since have become silent by so much. */
    List<SeenNode> seen() {
        Seen last = seen;
        long since = Duration.ofNanos(ticker.getAsLong() - last.at).toMillis();
        return last.nodes.stream()
                .map(node -> new SeenNode(node.number(), node.silentMillis() + since, node.card()))
                .toList();
    }
}
