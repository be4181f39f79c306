package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Schedules, zones, entries and policies that are wrong in one way each, at a POST and at a PUT: every one is told by code
 * and place, and none leaves anything behind. In the tables {@code '} stands for a quotation mark.
 */
class BadScheduleTest extends ApiTest {

    private static final String CALL = ",'configuration':{'url':'http://h/'}";

    private String existing = "";

    BadScheduleTest() {
        super(Map.of());
    }

    @BeforeEach
    void make() {
        existing = made("'schedule':'@daily'" + CALL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'schedule':''                                         | schedule_invalid     | schedule
            'schedule':'  '                                       | schedule_invalid     | schedule
            'schedule':'tomorrow'                                 | schedule_invalid     | schedule
            'schedule':'NOW'                                      | schedule_invalid     | schedule
            'schedule':'@Daily'                                   | schedule_invalid     | schedule
            'schedule':'@reboot'                                  | schedule_invalid     | schedule
            'schedule':'@every 1h'                                | schedule_invalid     | schedule
            'schedule':'TZ=UTC 0 0 * * *'                         | schedule_invalid     | schedule
            'schedule':'0 0 * * * *'                              | schedule_invalid     | schedule
            'schedule':'60 * * * *'                               | schedule_invalid     | schedule
            'schedule':'*/0 * * * *'                              | schedule_invalid     | schedule
            'schedule':'5/10 * * * *'                             | schedule_invalid     | schedule
            'schedule':'0 22-6 * * *'                             | schedule_invalid     | schedule
            'schedule':'0 0 L * *'                                | schedule_invalid     | schedule
            'schedule':'0 0 ? * *'                                | schedule_invalid     | schedule
            'schedule':'٥ 0 * * *'                                | schedule_invalid     | schedule
            'schedule':'0 0 30 2 *'                               | schedule_never_fires | schedule
            'schedule':'2026-02-30T12:00'                         | schedule_invalid     | schedule
            'schedule':'2026-12-24'                               | schedule_invalid     | schedule
            'schedule':'2026-12-24 12:00'                         | schedule_invalid     | schedule
            'schedule':'2100-12-24T24:00'                         | schedule_invalid     | schedule
            'schedule':'2100-12-24T12:00:00.1234567890'           | schedule_invalid     | schedule
            'schedule':'2100-12-24T12:00+25:00'                   | schedule_invalid     | schedule
            'schedule':'2001-01-01T00:00','environments':{'production':{}} | schedule_in_past | schedule
            'schedule':7                                          | invalid_type         | schedule
            'schedule':'now'                                      | environment_required | environments
            'schedule':'2100-01-01T00:00','environments':{}       | environment_required | environments
            'schedule':'now','environments':{'production':{'enabled':false}} | environment_required | environments
            'schedule':'@daily','timezone':'Mars/Olympus'         | timezone_unknown     | timezone
            'schedule':'@daily','timezone':'europe/berlin'        | timezone_unknown     | timezone
            'schedule':'@daily','timezone':'+05:00'               | timezone_unknown     | timezone
            'schedule':'@daily','timezone':'GMT+5'                | timezone_unknown     | timezone
            'schedule':'@daily','timezone':'Z'                    | timezone_unknown     | timezone
            'schedule':'@daily','timezone':''                     | timezone_unknown     | timezone
            'schedule':'@daily','timezone':1                      | invalid_type         | timezone
            'timezone':'UTC'                                      | timezone_not_allowed | timezone
            'schedule':'now','timezone':'UTC','environments':{'production':{}} | timezone_not_allowed | timezone
            """)
    void aScheduleThatIsWrongIsToldWhere(String attributes, String code, String place) {
        assertRefused(attributes + CALL, code, place);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '@daily' | 'schedule':'now'                   | schedule_not_allowed | schedule
            '@daily' | 'schedule':'2100-01-01T00:00'      | schedule_not_allowed | schedule
            '@daily' | 'schedule':'0 0 31 4,6 *'          | schedule_never_fires | schedule
            '@daily' | 'schedule':'* * *'                 | schedule_invalid     | schedule
            '@daily' | 'schedule':''                      | schedule_invalid     | schedule
            '@daily' | 'schedule':[]                      | invalid_type         | schedule
            '@daily' | 'timezone':'Nowhere'               | timezone_unknown     | timezone
            '@daily' | 'timezone':''                      | timezone_unknown     | timezone
            '@daily' | 'retry_policy':'none-such'         | policy_unknown       | retry_policy
            '@daily' | 'retry_policy':'a b/c'             | policy_unknown       | retry_policy
            '@daily' | 'retry_policy':['x']               | invalid_type         | retry_policy
            '@daily' | 'next_run':null                    | unknown_leaf         | next_run
            '@daily' | 'kind':'manual'                    | unknown_leaf         | kind
            'now'    | 'schedule':'@daily'                | schedule_not_allowed | schedule
            'now'    | 'timezone':'UTC'                   | timezone_not_allowed | timezone
            null     | 'schedule':'@daily'                | schedule_not_allowed | schedule
            null     | 'timezone':'UTC'                   | timezone_not_allowed | timezone
            """)
    void anEntryThatIsWrongIsToldWhere(String schedule, String leaf, String code, String place) {
        assertRefused(
                "'schedule':%s,'environments':{'production':{'enabled':true,%s}}".formatted(schedule, leaf) + CALL,
                code,
                "environments/production/" + place);
    }

    @Test
    void nullLeavesSayNothingAndAreNotKept() {
        String job = made("'environments':{'production':{'schedule':null,'timezone':null,'retry_policy':null},"
                + "'development':null}" + CALL);

        assertThat(read(job).path("environments")).isEqualTo(tree("{'production':{'next_run_at':null}}"));
    }

    @Test
    void allThatIsWrongIsToldTogether() {
        Answer answer = api.post(JOBS, document("bad", tree("""
                        {'name':'','schedule':'60 * * * *','timezone':'Nowhere','retry_policy':'none','configuration':{'url':'ftp://h'},
                         'environments':{'production':{'schedule':'* * * *','timezone':'Z','retry_policy':'none','x':1},'nowhere':{}}}""")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.codes())
                .containsExactlyInAnyOrder(
                        "length_out_of_range",
                        "schedule_invalid",
                        "timezone_unknown",
                        "policy_unknown",
                        "url_invalid",
                        "schedule_invalid",
                        "timezone_unknown",
                        "policy_unknown",
                        "unknown_leaf",
                        "environment_unknown");
    }

    /** A text that stays as it was is not asked again whether it is past. */
    @Test
    void aDatetimeThatIsOverMayBeWrittenBackButNotAnew() {
        String past = now().minusSeconds(200).toString();
        String job = made("'schedule':'" + past + "','environments':{'production':{}}" + CALL);
        ended(theRun(job));
        String muchEarlier = now().minusSeconds(400).toString();

        edit(job, "'schedule':'" + past + "','environments':{'production':{'enabled':false}}" + CALL);
        Answer earlier = api.put(
                JOBS + "/" + job,
                document(
                        job,
                        tree("{'name':'n','schedule':'" + muchEarlier + "','environments':{'production':{}}" + CALL
                                + "}")));

        assertThat(earlier.error()).isEqualTo("400 schedule_in_past");
    }

    private void assertRefused(String attributes, String code, String place) {
        String before = api.get(JOBS + "/" + existing).body();
        long head = node.head();
        JsonNode written = tree("{'name':'n'," + attributes + "}");
        for (Answer answer : List.of(
                api.post(JOBS, document("bad", written)),
                api.put(JOBS + "/" + existing, document(existing, written)))) {
            assertThat(answer.error()).isEqualTo("400 " + code);
            assertThat(answer.json().path("errors"))
                    .extracting(error -> error.at("/source/pointer").asText())
                    .containsExactly("/data/attributes/" + place);
            assertThat(answer.json().at("/errors/0/detail").asText()).isNotBlank();
        }
        assertThat(node.head()).isEqualTo(head);
        assertThat(api.get(JOBS + "/" + existing).body()).isEqualTo(before);
    }
}
