package dev.roomtalk.server.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConnection;

/** A connection and the statements that were prepared on it. One thread at a time. */
final class DatabaseConnection implements AutoCloseable {
    private final Connection connection;
    private final Map<String, Query> prepared = new HashMap<>();

    DatabaseConnection(Connection connection) {
        this.connection = connection;
    }

    /** For a statement that runs often: it is prepared once. */
    Query query(String sql) throws SQLException {
        Query query = prepared.get(sql);
        if (query == null) {
            query = new Query(connection, sql);
            prepared.put(sql, query);
        }
        return query;
    }

    /** For a statement that runs once. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Undoes the transaction, in which something has failed. */
    void rollBack() throws SQLException {
        try {
            prepareAnew();
        } finally {
            execute("ROLLBACK");
        }
    }

    /** After a failure: the driver's statements do not come back from one. */
    void prepareAnew() throws SQLException {
        List<Query> queries = List.copyOf(prepared.values());
        prepared.clear();
        for (Query query : queries) {
            query.close();
        }
    }

    /** Ends the statement that runs, which fails. Any thread. */
    void interrupt() {
        try {
            connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException("a statement is not interrupted", e);
        }
    }

    @Override
    public void close() throws SQLException {
        prepareAnew();
        connection.close();
    }
}
