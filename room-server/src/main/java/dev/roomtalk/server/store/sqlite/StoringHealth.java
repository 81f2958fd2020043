package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.NotStoredException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Whether transactions go through. The log says it once when they begin to fail, and once when none has failed for a
 * while: a disk that is nearly full takes one and refuses the next. Confined to the writer, but for {@link #trouble}.
 */
final class StoringHealth {
    /** So long none has failed. */
    static final Duration CALM = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StoringHealth.class);

    private final Database database;
    private final InstantSource clock;
    private volatile @Nullable String trouble;
    private boolean told;
    private Instant failed = Instant.MIN;

    StoringHealth(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Why the last transaction failed, for the person: "its disk is full"; null: it did not. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }

    void works() {
        trouble = null;
    }

    void fails(Exception why) {
        trouble = words(why);
        failed = clock.instant();
        if (told) {
            return;
        }
        told = true;
        if (why instanceof SQLException sql) {
            LOG.error("NOT STORING, rooms go on: {}", database.unusable(sql).getMessage());
        } else {
            LOG.error("NOT STORING, rooms go on", why);
        }
    }

    /** A failed transaction as it is told to who wanted it. */
    static @Nullable Exception explained(@Nullable Exception failure) {
        return failure instanceof SQLException ? new NotStoredException(words(failure), failure) : failure;
    }

    /** To be called now and then. */
    void look() {
        if (told
                && trouble == null
                && Duration.between(failed, clock.instant()).abs().compareTo(CALM) >= 0) {
            told = false;
            LOG.info("storing again");
        }
    }

    private static String words(Exception why) {
        return why instanceof SQLiteException e && (e.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_FULL.code
                ? "its disk is full"
                : "its database cannot be written";
    }
}
