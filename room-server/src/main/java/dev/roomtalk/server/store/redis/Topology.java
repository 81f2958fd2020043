package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.RedisSettings.Server;
import io.lettuce.core.cluster.SlotHash;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which master of a cluster has which slots of keys, put together from what its servers answer to CLUSTER NODES. They
 * need not agree: one that was cut off knows nothing of a failover. Each claim on slots has an epoch, and as among the
 * servers themselves the highest one is right, whoever tells of it, and when. Any thread.
 */
final class Topology {
    private static final int ID = 0;
    private static final int ADDRESS = 1;
    private static final int FLAGS = 2;
    private static final int EPOCH = 6;
    private static final int SLOTS = 8;

    private final AtomicReferenceArray<@Nullable Owner> owners = new AtomicReferenceArray<>(SlotHash.SLOT_COUNT);
    /** All that were named last, replicas too, and those that were given in the settings. */
    private volatile Set<Server> servers;

    /**
     * A master that has slots.
     *
     * @param id never another server's
     * @param epoch of its claim
     */
    record Owner(String id, Server server, long epoch) {}

    Topology(Collection<Server> seeds) {
        this.servers = Set.copyOf(seeds);
    }

    /**
     * Takes what a server answers to CLUSTER NODES.
     *
     * @param asked the server: it may not know its own address
     */
    void learn(String nodes, Server asked) {
        Set<Server> named = new LinkedHashSet<>();
        nodes.lines().map(line -> line.split(" ", -1)).forEach(node -> {
            Server server = server(node[ADDRESS], asked);
            if (server == null || node[FLAGS].contains("handshake") || node[FLAGS].contains("noaddr")) {
                return;
            }
            named.add(server);
            if (node[FLAGS].contains("master")) {
                Owner owner = new Owner(node[ID], server, Long.parseLong(node[EPOCH]));
                for (int i = SLOTS; i < node.length; i++) {
                    claim(owner, node[i]);
                }
            }
        });
        servers = named;
    }

    /** {@code ip:port@bus-port[,name]}; the ip may be missing, and have colons. */
    private static @Nullable Server server(String address, Server asked) {
        String where = address.substring(0, address.indexOf('@') < 0 ? address.length() : address.indexOf('@'));
        int colon = where.lastIndexOf(':');
        int port = colon < 0 ? 0 : Integer.parseInt(where.substring(colon + 1));
        if (port <= 0) {
            return null;
        }
        int comma = address.indexOf(',');
        String name = comma < 0 ? "" : address.substring(comma + 1).replaceFirst(",.*", "");
        // Whoever has given it a name wants to be asked by it, because of certificates.
        String host = name.isEmpty() ? where.substring(0, colon) : name;
        return new Server(host.isEmpty() ? asked.host() : host, port);
    }

    private void claim(Owner owner, String slots) {
        // What is in brackets is being moved, and is where it was until that is done.
        if (slots.startsWith("[")) {
            return;
        }
        String[] ends = slots.split("-", -1);
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int slot = Integer.parseInt(ends[0]); slot <= last; slot++) {
            Owner had = owners.get(slot);
            if (had == null || had.epoch < owner.epoch || (had.epoch == owner.epoch && had.id.equals(owner.id))) {
                owners.set(slot, owner);
            }
        }
    }

    /** Who has a key; null: nobody was heard of. */
    @Nullable
    Owner owner(String key) {
        return owners.get(SlotHash.getSlot(key));
    }

    /** Whether all slots have an owner. */
    boolean isWhole() {
        return IntStream.range(0, SlotHash.SLOT_COUNT).allMatch(slot -> owners.get(slot) != null);
    }

    /** All that have slots, by their ids. */
    Map<String, Owner> owners() {
        Map<String, Owner> all = new LinkedHashMap<>();
        for (int slot = 0; slot < SlotHash.SLOT_COUNT; slot++) {
            Owner owner = owners.get(slot);
            if (owner != null) {
                all.merge(owner.id, owner, (one, other) -> one.epoch >= other.epoch ? one : other);
            }
        }
        return all;
    }

    Set<Server> servers() {
        return servers;
    }

    /** A key that this master has, another one with each call; null: it has none. */
    @Nullable
    String keyOf(String id, String prefix) {
        int from = ThreadLocalRandom.current().nextInt(SlotHash.SLOT_COUNT);
        return IntStream.range(from, from + 2 * SlotHash.SLOT_COUNT)
                .mapToObj(number -> prefix + Math.floorMod(number, SlotHash.SLOT_COUNT))
                .filter(key -> {
                    Owner owner = owner(key);
                    return owner != null && owner.id.equals(id);
                })
                .findFirst()
                .orElse(null);
    }

    /** Whether a server that was asked sees this master as one that is there, by its answer to CLUSTER NODES. */
    static boolean seesMaster(String nodes, String id) {
        return nodes.lines()
                .map(line -> line.split(" ", -1))
                .filter(node -> Objects.equals(node[ID], id))
                .anyMatch(node -> node[FLAGS].contains("master")
                        // "fail?" is what it suspects alone, and votes for nobody by it.
                        && !(node[FLAGS] + ",").contains("fail,"));
    }
}
