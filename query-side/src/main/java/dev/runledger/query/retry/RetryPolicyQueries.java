package dev.runledger.query.retry;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.query.batch.StoredJson;
import dev.runledger.query.paging.FoldedText;
import dev.runledger.query.paging.Where;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Answers lists of retry policies from {@code views.retry_policy}. */
@Component
class RetryPolicyQueries {

    private static final String COLUMNS = "account, slug, incarnation, version, created_at, updated_at, policy";

    private final JdbcTemplate jdbc;

    RetryPolicyQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The live policies of one page; past the end there are none. */
    List<RetryPolicyView> page(AccountId account, RetryPolicyListing listing) {
        Where where = matching(account, listing);
        return jdbc.query(
                "select " + COLUMNS + " from views.retry_policy\n" + where.sql()
                        + listing.page().sql(),
                (row, number) -> policy(row),
                listing.page().values(where));
    }

    /** How many live policies match, on all pages together. */
    long total(AccountId account, RetryPolicyListing listing) {
        Where where = matching(account, listing);
        Long count = jdbc.queryForObject(
                "select count(*) from views.retry_policy\n" + where.sql(),
                Long.class,
                where.values().toArray());
        return Objects.requireNonNull(count);
    }

    private static Where matching(AccountId account, RetryPolicyListing listing) {
        Where where = new Where().and("account = ?", account.toString()).and("deleted_at is null");
        return listing.name() == null
                ? where
                : where.and("position(? in name_folded) > 0", FoldedText.of(listing.name()));
    }

    private static RetryPolicyView policy(ResultSet row) throws SQLException {
        return new RetryPolicyView(
                new RetryPolicyKey(AccountId.parse(row.getString("account")), row.getString("slug")),
                row.getObject("incarnation", UUID.class),
                row.getInt("version"),
                Objects.requireNonNull(StoredJson.read(row.getString("policy"), RetryPolicy.class)),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                null);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
