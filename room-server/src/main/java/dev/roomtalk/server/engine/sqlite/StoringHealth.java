package dev.roomtalk.server.engine.sqlite;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether transactions go through: the log says it when that changes, once. Confined to the writer. */
final class StoringHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoringHealth.class);

    private final Database database;
    private boolean storing = true;

    StoringHealth(Database database) {
        this.database = database;
    }

    void works() {
        if (!storing) {
            storing = true;
            LOG.info("storing again");
        }
    }

    void fails(Exception why) {
        if (!storing) {
            return;
        }
        storing = false;
        if (why instanceof SQLException sql) {
            LOG.error("NOT STORING, rooms go on: {}", database.unusable(sql).getMessage());
        } else {
            LOG.error("NOT STORING, rooms go on", why);
        }
    }
}
