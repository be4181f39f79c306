package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the tables hold, as the views that events fold to. */
final class StoredRuns {

    private StoredRuns() {}

    static Map<RunKey, RunView> all(JdbcTemplate jdbc) {
        Map<RunKey, RunView> runs = new LinkedHashMap<>();
        String sql = "select run.*, coalesce(run.execution, snapshot.execution) as sent, result from (select "
                + RunParts.FINISHED + " from views.run union all select " + RunParts.OPEN + " from views.open_run) run"
                + " left join views.run_snapshot snapshot using (account, id)";
        for (RunView run : jdbc.query(sql, new RunRowMapper())) {
            assertThat(runs.put(run.key(), run))
                    .as("a row besides that of %s", run)
                    .isNull();
        }
        return runs;
    }
}
