package dev.roomtalk.server.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement; confined to its connection's thread. */
final class Query implements AutoCloseable {
    private final PreparedStatement statement;

    /** What a row means. */
    interface Mapping<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Looks at a row; false to get no further rows. */
    interface Visitor {
        boolean visit(ResultSet row) throws SQLException;
    }

    Query(Connection connection, String sql) throws SQLException {
        this.statement = connection.prepareStatement(sql);
    }

    /** Runs it, and returns how many rows it changed. */
    int run(@Nullable Object... values) throws SQLException {
        bind(values);
        return statement.executeUpdate();
    }

    void visit(Visitor visitor, @Nullable Object... values) throws SQLException {
        bind(values);
        try (ResultSet rows = statement.executeQuery()) {
            boolean more = true;
            while (more && rows.next()) {
                more = visitor.visit(rows);
            }
        }
    }

    <T> List<T> all(Mapping<T> mapping, @Nullable Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        visit(row -> all.add(mapping.of(row)), values);
        return all;
    }

    /** The first row; null: there is none. */
    <T> @Nullable T first(Mapping<T> mapping, @Nullable Object... values) throws SQLException {
        bind(values);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? mapping.of(rows) : null;
        }
    }

    /** The number in the first row; 0: there is none, or it is NULL. */
    long number(@Nullable Object... values) throws SQLException {
        Long number = first(row -> row.getLong(1), values);
        return number == null ? 0 : number;
    }

    private void bind(@Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, Types.NULL);
                case Long l -> statement.setLong(i + 1, l);
                case Integer n -> statement.setInt(i + 1, n);
                case Boolean b -> statement.setInt(i + 1, b ? 1 : 0);
                case Object text -> statement.setString(i + 1, text.toString());
            }
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
