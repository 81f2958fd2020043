package dev.roomtalk.server.control;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.AddressBanRecords;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The bans of addresses and ranges. A ban holds before it is stored. Any thread. */
public final class AddressBans {
    private final AddressBanRecords records;
    private final NodeBus bus;
    private final InstantSource clock;
    private final Map<AddressRange, AddressBan> bans = new ConcurrentHashMap<>();

    /** The lengths of their prefixes: a look-up tries each. */
    private volatile int[] prefixes = {};

    /**
     * Those of a server.
     *
     * @param bus to the nodes that have the same bans
     * @param known those that the engine remembers
     */
    public AddressBans(AddressBanRecords records, NodeBus bus, InstantSource clock, List<AddressBan> known) {
        this.records = records;
        this.bus = bus;
        this.clock = clock;
        known.forEach(ban -> bans.put(ban.range(), ban));
        index();
    }

    private void index() {
        prefixes = bans.keySet().stream()
                .mapToInt(AddressRange::prefix)
                .distinct()
                .sorted()
                .toArray();
    }

    /** The ban of this address, that of the widest range if there are several; null if it is not banned. */
    @Nullable
    AddressBan of(InetAddress address) {
        AddressRange exact = AddressRange.exact(address);
        for (int prefix : prefixes) {
            AddressBan ban = bans.get(exact.widened(prefix));
            if (ban != null && !ban.ended(clock.millis())) {
                return ban;
            }
        }
        return null;
    }

    /** A ban that begins now, and lasts for {@code length}; null: until it is lifted. */
    AddressBan newBan(AddressRange range, @Nullable Duration length, String reason, String by) {
        long now = clock.millis();
        return new AddressBan(range, by, reason, now, length == null ? 0 : Math.max(1, now + length.toMillis()));
    }

    /**
     * Bans a range; the ban replaces another of the same range.
     *
     * @return done when it is stored; fails where that cannot be: then it holds as long as the server runs
     */
    CompletionStage<Void> ban(AddressBan ban) {
        banElsewhere(ban);
        bus.tell(new Notice.AddressBanned(ban));
        return records.banAddress(ban);
    }

    /** Another node has banned a range. */
    void banElsewhere(AddressBan ban) {
        bans.put(ban.range(), ban);
        index();
    }

    /** Another node has lifted a ban. */
    void unbanElsewhere(AddressRange range) {
        bans.remove(range);
        index();
    }

    /** Others may have changed the bans: reads them again. */
    CompletionStage<Void> readAgain() {
        return records.addressBans().thenAccept(known -> {
            Map<AddressRange, AddressBan> now = new HashMap<>();
            known.forEach(ban -> now.put(ban.range(), ban));
            bans.keySet().retainAll(now.keySet());
            bans.putAll(now);
            index();
        });
    }

    /** False: there was none of exactly this range. */
    CompletionStage<Boolean> unban(AddressRange range) {
        AddressBan lifted = bans.remove(range);
        index();
        bus.tell(new Notice.AddressUnbanned(range));
        return lifted == null || lifted.ended(clock.millis())
                ? CompletableFuture.completedFuture(false)
                : records.unbanAddress(range).thenApply(_ -> true);
    }

    /** The newest first. */
    List<AddressBan> list() {
        bans.values().removeIf(ban -> ban.ended(clock.millis()));
        index();
        return bans.values().stream()
                .sorted(Comparator.comparingLong(AddressBan::since).reversed())
                .toList();
    }
}
