package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** What was counted, and why (API.md §7.2, §10). */
class UsageTest extends ApiTest {

    private static final String LEDGER = "/api/v1/usage_ledger";
    private static final String VERIFY = "/api/v1/usage/actions/verify";

    UsageTest() {
        super(Map.of());
    }

    @Test
    void eachStartIsCountedOnceWhateverBecomesOfIt() {
        String works = job(calling(target.url("/usage")), PRODUCTION);
        String blocked = job(calling("http://10.0.0.1/"), PRODUCTION);
        long before = verified().get("counter").longValue();
        String first = over(works);
        String second = over(blocked);

        JsonNode verified = verified();
        assertThat(verified.get("counter").longValue()).isEqualTo(before + 2);
        assertThat(verified.get("equal").booleanValue()).as(verified.toString()).isTrue();
        List<JsonNode> entries = entries("?page[size]=2");
        assertThat(entries)
                .extracting(entry -> entry.at("/attributes/run").textValue())
                .containsExactly(second, first);
        assertThat(entries.getFirst().at("/attributes/used_after").longValue()).isEqualTo(before + 2);
        assertThat(entries.getFirst().at("/attributes/job").textValue()).isEqualTo(blocked);
        assertThat(entries.getFirst().at("/attributes/decision").textValue()).isEqualTo("COUNTED");
        assertThat(entries.getFirst().at("/attributes/at").textValue())
                .isEqualTo(api.get(RUNS + "/" + second)
                        .json()
                        .at("/data/attributes/started_at")
                        .textValue());
    }

    @Test
    void aRunThatIsCanceledWhileItWaitsIsNotCounted() {
        String later = made("'configuration':{'url':'http://h/'},'schedule':'2099-01-01T00:00Z',"
                + "'environments':{'production':{'enabled':true}}");
        long before = verified().get("counter").longValue();
        String waiting = theRun(later);

        assertThat(api.send("POST", RUNS + "/" + waiting + "/actions/cancel", "")
                        .status())
                .isEqualTo(200);

        assertThat(verified().get("counter").longValue()).isEqualTo(before);
    }

    @Test
    void aCounterThatWasTamperedWithIsFoundOut() {
        over(job(calling(target.url("/usage")), PRODUCTION));
        node.sql().update("UPDATE ledger.usage SET used = used + 1");
        try {
            JsonNode verified = verified();
            assertThat(verified.get("equal").booleanValue()).isFalse();
            assertThat(verified.get("counter").longValue())
                    .isEqualTo(verified.get("recomputed").longValue() + 1);
        } finally {
            node.sql().update("UPDATE ledger.usage SET used = used - 1");
        }
    }

    @Test
    void whatWasStartedBeforeThereWereCountersIsCountedByTheMigration() throws Exception {
        String job = job(calling(target.url("/usage")), "{\"staging\":{\"enabled\":true}}");
        for (int i = 0; i < 3; i++) {
            over(job);
        }
        List<String> before = decisions();
        JdbcTemplate sql = node.sql();
        sql.execute("TRUNCATE ledger.usage, ledger.usage_block");

        try (Connection connection = Objects.requireNonNull(sql.getDataSource()).getConnection()) {
            connection.createStatement().execute("SET search_path TO ledger");
            ScriptUtils.executeSqlScript(connection, new ClassPathResource("db/ledger/V16__usage_so_far.sql"));
            connection.createStatement().execute("RESET search_path");
        }

        assertThat(decisions()).isEqualTo(before);
        assertThat(verified().get("equal").booleanValue()).isTrue();
    }

    /** Runs a job to its end and answers the run's id. */
    private String over(String job) {
        String run = run(job);
        ended(run);
        return run;
    }

    /** All of the present month but their ids. */
    private List<String> decisions() {
        return entries("?page[size]=1000").stream()
                .map(entry -> entry.get("attributes").toString())
                .toList();
    }

    private List<JsonNode> entries(String query) {
        List<JsonNode> entries = new ArrayList<>();
        api.get(LEDGER + query).json().get("data").forEach(entries::add);
        return entries;
    }

    private JsonNode verified() {
        return api.send("POST", VERIFY, "").json();
    }
}
