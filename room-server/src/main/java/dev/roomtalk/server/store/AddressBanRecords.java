package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The addresses that may not connect, as they are kept. Any thread may call; nothing here blocks. */
public interface AddressBanRecords {
    /**
     * Remembers that these addresses may not connect, in the place of another ban of the same range. Done when it is
     * kept. Fails with {@link NotStoredException} where it cannot be kept.
     */
    CompletionStage<Void> banAddress(AddressBan ban);

    /** Removes the ban of a range; kept and failing as {@link #banAddress}. */
    CompletionStage<Void> unbanAddress(AddressRange range);

    /** In the order in which they were made; such as have ended may be among them. */
    CompletionStage<List<AddressBan>> addressBans();
}
