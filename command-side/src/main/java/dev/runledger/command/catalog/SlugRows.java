package dev.runledger.command.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.secret.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * A table with one row per slug that ever lived, whose {@code view} is null once it is deleted.
 *
 * @param table its name; never from outside
 * @param vault what views are sealed by
 */
record SlugRows(JdbcTemplate sql, String table, Vault vault) {

    /** Whose row. */
    record Slug(AccountId account, String slug) {}

    /** The view of what lives under the slug, as of its latest committed edit. */
    <V> Optional<V> find(Slug slug, Class<V> view) {
        return sql
                .query(
                        "SELECT view, account, epoch FROM " + table
                                + " WHERE account = ? AND epoch = ? AND slug = ? AND view IS NOT NULL",
                        (row, n) -> read(row, view),
                        slug.account().name(),
                        slug.account().epoch(),
                        slug.slug())
                .stream()
                .findFirst();
    }

    /** The views of those that live. */
    <V> List<V> find(List<Slug> slugs, Class<V> view) {
        String select = "SELECT view, account, epoch FROM " + table
                + " WHERE (account, epoch, slug) IN (SELECT * FROM unnest(?::text[], ?::int[], ?::text[]))"
                + " AND view IS NOT NULL";
        return sql.query(connection -> bound(connection, select, slugs), (row, n) -> read(row, view));
    }

    /**
     * Locks the rows until the transaction ends, in key order so that two batches cannot wait for each other.
     *
     * @param columns what is read of each, in SQL
     * @param forUpdate for an edit; otherwise shared with others that only rely on the row
     */
    <R> List<R> lock(Collection<Slug> slugs, String columns, boolean forUpdate, RowMapper<R> mapper) {
        String select = "SELECT " + columns + " FROM " + table
                + " WHERE (account, epoch, slug) IN (SELECT * FROM unnest(?::text[], ?::int[], ?::text[]))"
                + " ORDER BY account, epoch, slug FOR " + (forUpdate ? "UPDATE" : "SHARE");
        return sql.query(connection -> bound(connection, select, List.copyOf(slugs)), mapper);
    }

    /** The keys as the first three parameters of a statement over {@code unnest(?::text[], ?::int[], ?::text[], …)}. */
    static PreparedStatement bound(Connection connection, String select, List<Slug> slugs) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(select);
        Object[] names = slugs.stream().map(slug -> slug.account().name()).toArray();
        Object[] epochs = slugs.stream().map(slug -> slug.account().epoch()).toArray();
        Object[] texts = slugs.stream().map(Slug::slug).toArray();
        statement.setArray(1, connection.createArrayOf("text", names));
        statement.setArray(2, connection.createArrayOf("int4", epochs));
        statement.setArray(3, connection.createArrayOf("text", texts));
        return statement;
    }

    byte[] written(AccountId account, Object view) {
        try {
            return vault.seal(account, Json.STORED.writeValueAsBytes(view));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <V> V read(ResultSet row, Class<V> view) throws SQLException {
        return read(new AccountId(row.getString(2), row.getInt(3)), row.getBytes(1), view);
    }

    <V> V read(AccountId account, byte[] stored, Class<V> view) {
        byte[] json = vault.open(account, stored);
        try {
            return Json.STORED.readValue(json, view);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
