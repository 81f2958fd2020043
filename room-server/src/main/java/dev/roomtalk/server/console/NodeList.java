package dev.roomtalk.server.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.store.EngineState;
import dev.roomtalk.server.store.NodeCard;
import dev.roomtalk.server.store.SeenNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** The nodes that share an engine, as an operator is shown them, and their sums. Any thread; it waits for nothing. */
final class NodeList {
    private static final String UNKNOWN = "-";

    private final EngineState engine;
    private final List<SeenNode> nodes;

    NodeList(EngineState engine) {
        this.engine = engine;
        this.nodes = engine.seenNodes();
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    private double sum(ToDoubleFunction<NodeCard> part) {
        return nodes.stream()
                .filter(SeenNode::serves)
                .map(SeenNode::card)
                .filter(Objects::nonNull)
                .mapToDouble(part)
                .sum();
    }

    /** Of those that serve and tell what they are. */
    String sums() {
        return "sessions " + (long) sum(NodeCard::sessions) + ", messages " + Amounts.rate(sum(NodeCard::messages))
                + "/s, deliveries " + Amounts.rate(sum(NodeCard::deliveries)) + "/s";
    }

    JsonObject sumsJson() {
        JsonObject json = new JsonObject();
        json.addProperty("sessions", (long) sum(NodeCard::sessions));
        json.add("messages", JsonLines.decimal(sum(NodeCard::messages)));
        json.add("deliveries", JsonLines.decimal(sum(NodeCard::deliveries)));
        return json;
    }

    JsonArray json() {
        JsonArray list = new JsonArray();
        for (SeenNode node : nodes) {
            NodeCard card = node.card();
            JsonObject json = new JsonObject();
            json.addProperty("node", node.number());
            json.addProperty("state", state(node));
            json.add("seen_seconds", JsonLines.decimal(node.silentMillis() / 1e3));
            json.addProperty("version", card == null ? null : card.version());
            json.add("addresses", card == null ? null : texts(card.addresses()));
            json.add("relay", card == null ? null : texts(card.relay()));
            json.addProperty("sessions", card == null ? null : card.sessions());
            json.addProperty("open_rooms", card == null ? null : card.openRooms());
            json.add("messages", card == null ? null : JsonLines.decimal(card.messages()));
            json.add("deliveries", card == null ? null : JsonLines.decimal(card.deliveries()));
            list.add(json);
        }
        return list;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    String text() {
        Columns table = new Columns(
                5, "NODE", "STATE", "VERSION", "ADDRESS", "RELAY", "SESSIONS", "OPEN ROOMS", "MESSAGES/S", "SEEN AGO");
        for (SeenNode node : nodes) {
            NodeCard card = node.card();
            table.row(
                    node.number() + (node.number() == engine.node() ? " (this one)" : ""),
                    state(node),
                    card == null ? UNKNOWN : card.version(),
                    card == null ? UNKNOWN : String.join(" ", card.addresses()),
                    card == null ? UNKNOWN : String.join(" ", card.relay()),
                    card == null ? UNKNOWN : Integer.toString(card.sessions()),
                    card == null ? UNKNOWN : Integer.toString(card.openRooms()),
                    card == null ? UNKNOWN : Amounts.rate(card.messages()),
                    Amounts.duration(Duration.ofMillis(node.silentMillis())));
        }
        return table.text();
    }

    private static String state(SeenNode node) {
        NodeCard card = node.card();
        return !node.serves() ? "silent" : card != null && card.draining() ? "draining" : "serving";
    }
}
