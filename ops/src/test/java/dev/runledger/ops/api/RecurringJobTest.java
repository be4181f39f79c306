package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jobs that run again and again, in environments that differ. */
class RecurringJobTest extends ApiTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** So far apart that no fire of the schedule itself falls into a test. */
    private static final String YEARLY = "'schedule':'0 3 1 1 *','timezone':'Europe/Berlin'";

    private static final String BOTH = "'environments':{'production':{'enabled':true},'development':{'enabled':true}}";

    RecurringJobTest() {
        super(Map.of());
    }

    @Test
    void aJobRunsInTwoEnvironmentsByTwoSchedulesAndShowsThemAsTheyWereWritten() {
        String policy = policy();
        JsonNode written = tree("""
                {'name':'Job','schedule':' 0  3 1 1 * ','timezone':'Europe/Berlin',
                 'configuration':{'url':'http://h/','headers':{'X-Base':'1'}},
                 'environments':{
                  'production':{'enabled':true,'schedule':'@hourly','url':'http://p/','headers.x-base':'2','retry_policy':'%s'},
                  'development':{'enabled':true},
                  'staging':{'timezone':'US/Eastern'}}}""".formatted(policy));
        String job = freshId();
        JsonNode created = api.post(JOBS, document(job, written)).json().at("/data/attributes");

        assertThat(created.path("kind").asText()).isEqualTo("recurring");
        assertThat(created.path("schedule")).isEqualTo(written.path("schedule"));
        assertThat(created.path("timezone")).isEqualTo(written.path("timezone"));
        Instant at = Instant.parse(created.path("created_at").asText());
        assertEntry(
                created, written, "production", at.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        assertEntry(created, written, "development", newYear(at, 1, 3));
        assertEntry(created, written, "staging", null);
        assertThat(read(job)).isEqualTo(created);
        listed(job, "filter[kind]=recurring", created);
        listed(job, "filter[scheduled]=true", created);
    }

    private static Instant newYear(Instant after, int day, int hour) {
        ZonedDateTime local = after.atZone(BERLIN);
        ZonedDateTime fire = ZonedDateTime.of(local.getYear(), 1, day, hour, 0, 0, 0, BERLIN);
        return (fire.toInstant().isAfter(after) ? fire : fire.plusYears(1)).toInstant();
    }

    private static void assertEntry(JsonNode shown, JsonNode written, String environment, @Nullable Instant next) {
        ObjectNode expected = written.at("/environments/" + environment).deepCopy();
        expected.put("next_run_at", next == null ? null : next.toString().replace("Z", ".000Z"));
        assertThat(shown.at("/environments/" + environment)).isEqualTo(expected);
    }

    private void listed(String job, String query, JsonNode attributes) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(JOBS + "?" + query).json().path("data"))
                                .filteredOn(shown -> shown.path("id").asText().equals(job))
                                .extracting(shown -> shown.path("attributes"))
                                .containsExactly(attributes));
    }

    @Test
    void anEditMovesOnlyWhatItChangesTheScheduleOf() {
        String base = YEARLY + ",'configuration':{'url':'http://h/'}";
        String overlay =
                "'environments':{'production':{'enabled':true,'schedule':'0 4 1 1 *'},'development':{'enabled':true}}";
        String job = made(base + "," + overlay);
        Instant moved = Instant.parse("2100-01-01T00:00:00.000Z");
        setNext(job, "production", moved);
        setNext(job, "development", moved);

        edit(job, base + ",'description':'other'," + overlay);
        assertThat(next(job, "production")).isEqualTo(moved);
        assertThat(next(job, "development")).isEqualTo(moved);

        edit(job, base.replace("0 3", "0 5") + "," + overlay);
        assertThat(next(job, "production")).isEqualTo(moved);
        assertThat(next(job, "development")).isEqualTo(newYear(now(), 1, 5));

        edit(job, base.replace("Europe/Berlin", "UTC") + "," + overlay);
        assertThat(next(job, "production").atZone(ZoneId.of("UTC")).getHour()).isEqualTo(4);

        edit(job, base + "," + overlay.replace("true,'schedule'", "false,'schedule'"));
        assertThat(read(job).at("/environments/production/next_run_at").isNull())
                .isTrue();

        edit(job, base + "," + overlay);
        assertThat(next(job, "production")).isEqualTo(newYear(now(), 1, 4));
    }

    @Test
    void aJobRunsWhenItsInstantComesAndThenWaitsForTheNextOfItsSchedule() {
        String job = made(YEARLY
                + ",'configuration':{'url':'%s'},%s"
                        .formatted(target.url("/base"), """
                'environments':{'production':{'enabled':true,'url':'%s','headers.X-Own':'p'},
                                'development':{'enabled':true}}""".formatted(target.url("/production"))));
        Instant untouched = next(job, "development");
        Instant at = now().plusMillis(1500).truncatedTo(ChronoUnit.MILLIS);
        setNext(job, "production", at);

        String run = theRun(job);
        Target.Call call = target.taken("/production");
        JsonNode ended = ended(run);

        assertThat(ended.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("trigger").asText()).isEqualTo("SCHEDULE");
        assertThat(ended.path("environment").asText()).isEqualTo("production");
        assertThat(Instant.parse(ended.path("scheduled_for").asText())).isEqualTo(at);
        assertThat(Duration.between(at, Instant.parse(ended.path("created_at").asText())))
                .isBetween(Duration.ZERO, PATIENCE);
        assertThat(call.headers().getFirst("Runledger-Trigger")).isEqualTo("SCHEDULE");
        assertThat(call.headers().getFirst("Runledger-Scheduled-For"))
                .isEqualTo(ended.path("scheduled_for").asText());
        assertThat(call.headers().getFirst("X-Own")).isEqualTo("p");
        assertThat(next(job, "production")).isEqualTo(untouched);
        assertThat(next(job, "development")).isEqualTo(untouched);
        assertThat(read(job).path("version").asInt()).isEqualTo(1);
        assertThat(runs(job)).containsExactly(run);
    }

    @Test
    void aRunNowLeavesTheScheduleAlone() {
        String job = made(YEARLY + ",'configuration':{'url':'%s'},%s".formatted(target.url("/now"), BOTH));
        JsonNode before = read(job);

        JsonNode run = api.post(JOBS + "/" + job + "/actions/run", "{\"environment\":\"development\"}")
                .json();

        assertThat(ended(run.at("/data/id").asText()).path("scheduled_for").isNull())
                .isTrue();
        assertThat(read(job)).isEqualTo(before);
    }

    @Test
    void aFireOfAJobThatIsDisabledOrDeletedMeanwhileDoesNotHappen() {
        String disabled = made(YEARLY + ",'configuration':{'url':'%s'},%s".formatted(target.url("/gone"), BOTH));
        String deleted = made(YEARLY + ",'configuration':{'url':'%s'},%s".formatted(target.url("/gone"), BOTH));
        String witness = made(YEARLY + ",'configuration':{'url':'%s'},%s".formatted(target.url("/there"), BOTH));
        Instant at = now().plusMillis(1500).truncatedTo(ChronoUnit.MILLIS);
        List.of(disabled, deleted, witness).forEach(job -> setNext(job, "production", at));

        edit(disabled, YEARLY + ",'configuration':{'url':'http://h/'}");
        api.delete(JOBS + "/" + deleted);

        ended(theRun(witness));
        assertThat(runs(disabled)).isEmpty();
        assertThat(runs(deleted)).isEmpty();
        assertThat(target.wasCalled("/gone")).isFalse();
    }

    private Instant next(String job, String environment) {
        return Instant.parse(
                read(job).at("/environments/" + environment + "/next_run_at").asText());
    }

    /** Sets the clockwork of one environment by hand. */
    private void setNext(String job, String environment, Instant at) {
        assertThat(node.sql()
                        .update(
                                "UPDATE ledger.next_fire SET next_at = ? WHERE slug = ? AND environment = ?",
                                Timestamp.from(at),
                                job,
                                environment))
                .isEqualTo(1);
    }
}
