package dev.runledger.query.run;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** A row of a page, as the view that the run's events fold to. */
final class RunRowMapper implements RowMapper<RunView> {

    @Override
    public RunView mapRow(ResultSet row, int number) throws SQLException {
        return new RunView(
                new RunKey(AccountId.parse(row.getString("account")), uuid(row, "id")),
                row.getString("job"),
                uuid(row, "incarnation"),
                row.getInt("job_version"),
                row.getString("environment"),
                trigger(row),
                RunStatus.valueOf(row.getString("status")),
                instant(row, "created_at"),
                StoredJson.read(row.getString("sent"), Execution.class),
                end(row));
    }

    private static Trigger trigger(ResultSet row) throws SQLException {
        return switch (RunFilter.TriggerWord.valueOf(row.getString("trigger"))) {
            case SCHEDULE -> Trigger.Scheduled.once(instant(row, "scheduled_for"));
            case MANUAL -> new Trigger.Manual();
            case RERUN -> new Trigger.Rerun(uuid(row, "rerun_of"));
            case RETRY ->
                new Trigger.Retry(
                        uuid(row, "retry_of"),
                        row.getInt("retry_attempt"),
                        row.getBoolean("of_rerun"),
                        instant(row, "scheduled_for"));
        };
    }

    private static @Nullable End end(ResultSet row) throws SQLException {
        if (row.getObject("finished_at") == null) {
            return null;
        }
        String reason = row.getString("failure_reason");
        return new End(
                instant(row, "finished_at"),
                reason == null ? null : FailureReason.valueOf(reason),
                row.getString("error"),
                StoredJson.read(row.getString("result"), ResponseSnapshot.class));
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
