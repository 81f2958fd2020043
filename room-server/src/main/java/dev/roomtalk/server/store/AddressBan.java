package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;

/**
 * Addresses that may not connect to the server.
 *
 * @param by who did it
 * @param reason empty: none was given
 * @param since milliseconds of Unix time
 * @param until the same; 0: until it is lifted
 */
public record AddressBan(AddressRange range, String by, String reason, long since, long until) {
    public boolean ended(long unixMillis) {
        return until != 0 && until <= unixMillis;
    }
}
