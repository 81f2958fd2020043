package dev.roomtalk.bridge.kernel;

import java.util.function.IntFunction;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/** The names of this machine's users, as the C library knows them (getpwuid(3)). */
public final class Users implements IntFunction<String> {
    private final POSIX posix = POSIXFactory.getNativePOSIX();

    /** The name of a user; its number where it has none. */
    @Override
    public String apply(int uid) {
        Passwd entry = posix.getpwuid(uid);
        String name = entry == null ? null : entry.getLoginName();
        return name == null || name.isEmpty() ? Integer.toUnsignedString(uid) : name;
    }

    /** The user of this process. */
    public int own() {
        return posix.geteuid();
    }
}
