package dev.runledger.query.run;

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
        jdbc.query("select * from views.run left join views.run_snapshot using (account, id)", new RunRowMapper())
                .forEach(run -> runs.put(run.key(), run));
        return runs;
    }
}
