package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.ops.web.Wire;
import dev.runledger.ops.web.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are wrong in one way each: every one is told by code and place, and none leaves anything behind. In the
 * tables {@code '} stands for a quotation mark.
 */
class BadInputTest extends ApiTest {

    private static final String MINIMAL = "'name':'n','configuration':{'url':'http://h/'}";

    private String existing = "";
    private String before = "";
    private long head;

    BadInputTest() {
        super(Map.of());
    }

    @BeforeEach
    void remember() {
        existing = job(calling("http://h/"), "{\"production\":{\"enabled\":true}}");
        before = api.get(JOBS + "/" + existing).body();
        head = node.head();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(node.head()).isEqualTo(head);
        assertThat(api.get(JOBS + "/" + existing).body()).isEqualTo(before);
        assertThat(api.get(JOBS + "/bad").error()).isEqualTo("404 job_not_found");
        assertThat(node.sql().queryForObject("SELECT count(*) FROM ledger.job WHERE slug = 'bad'", Long.class))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'data':1}                                          | invalid_type    | /data
            {'data':null}                                       | required        | /data
            {}                                                  | required        | /data
            {'data':{'id':'bad'}}                               | required        | /data/attributes
            {'data':{'id':7,'attributes':{%s}}}                 | invalid_type    | /data/id
            {'data':{'attributes':{%s}}}                        | required        | /data/id
            {'data':{'id':'','attributes':{%s}}}                | id_invalid      | /data/id
            {'data':{'id':'bad/','attributes':{%s}}}            | id_invalid      | /data/id
            {'data':{'id':'bad.','attributes':{%s}}}            | id_invalid      | /data/id
            {'data':{'id':'bäd','attributes':{%s}}}             | id_invalid      | /data/id
            {'data':{'id':'bad','type':'run','attributes':{%s}}} | invalid_value  | /data/type
            {'data':{'id':'bad','attributes':[]}}               | invalid_type    | /data/attributes
            {'data':{'id':'bad','attributes':{%s}}} trailing    | malformed_json  | ``
            """)
    void anEnvelopeThatIsWrongIsToldWhere(String body, String code, String pointer) {
        assertFault(api.post(JOBS, json(body.replace("%s", MINIMAL))), code, pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'name':null,'configuration':{'url':'http://h/'}     | required             | name
            'name':'','configuration':{'url':'http://h/'}       | length_out_of_range  | name
            'name':['n'],'configuration':{'url':'http://h/'}    | invalid_type         | name
            'name':'n','configuration':'http://h/'              | invalid_type         | configuration
            'name':'n','configuration':{}                       | required             | configuration/url
            %s,'description':1                                  | invalid_type         | description
            %s,'type':'https'                                   | invalid_value        | type
            %s,'concurrency_policy':'FORBID'                    | invalid_value        | concurrency_policy
            %s,'schedule':'* * * *'                             | schedule_invalid     | schedule
            %s,'timezone':'Europe/Berlin'                       | timezone_not_allowed | timezone
            %s,'retry_policy':'none-such'                       | policy_unknown       | retry_policy
            %s,'retry_policy':7                                 | invalid_type         | retry_policy
            %s,'environments':[]                                | invalid_type         | environments
            %s,'environments':{'nowhere':{}}                    | environment_unknown  | environments/nowhere
            %s,'environments':{'a/b~':{}}                       | environment_unknown  | environments/a~1b~0
            %s,'environments':{'production':true}               | invalid_type         | environments/production
            """)
    void anAttributeThatIsWrongIsToldWhere(String attributes, String code, String pointer) {
        assertRefusedBothWays(attributes.replace("%s", MINIMAL), code, "/data/attributes/" + pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'url':'ftp://h/'                          | url_invalid         | url
            'url':'http://'                           | url_invalid         | url
            'url':'//h/'                              | url_invalid         | url
            'url':''                                  | length_out_of_range | url
            'method':'get'                            | invalid_value       | method
            'method':'HEAD'                           | invalid_value       | method
            'timeout':0                               | number_out_of_range | timeout
            'timeout':86401                           | number_out_of_range | timeout
            'timeout':99999999999999999999            | number_out_of_range | timeout
            'timeout':30.0                            | invalid_type        | timeout
            'timeout':'30'                            | invalid_type        | timeout
            'success_status':200                      | invalid_type        | success_status
            'success_status':'2XX'                    | invalid_value       | success_status
            'success_status':'600'                    | invalid_value       | success_status
            'tls_verify':'true'                       | invalid_type        | tls_verify
            'ca_cert':'no certificate'                | ca_cert_invalid     | ca_cert
            'body':{}                                 | invalid_type        | body
            'headers':[{'name':'X-A','value':'a'}]    | invalid_type        | headers
            'headers':{'X-A':null}                    | invalid_type        | headers/X-A
            'headers':{'X A':'a'}                     | header_invalid      | headers/X A
            'headers':{'':'a'}                        | header_invalid      | headers/
            'headers':{'X-A':'a\\r\\nX-B: b'}         | header_invalid      | headers/X-A
            'headers':{'X-A':'é'}                     | header_invalid      | headers/X-A
            'headers':{'HOST':'a'}                    | header_reserved     | headers/HOST
            'headers':{'Runledger-Run':'a'}           | header_reserved     | headers/Runledger-Run
            'headers':{'X-A':'a','x-a':'b'}           | header_duplicate    | headers/x-a
            'follow_redirects':true                   | unknown_attribute   | follow_redirects
            """)
    void aRequestThatIsWrongIsToldWhereInTheBaseAndInAnEntry(String member, String code, String place) {
        assertRefusedBothWays(
                member.startsWith("'url'")
                        ? "'name':'n','configuration':{%s}".formatted(member)
                        : "'name':'n','configuration':{'url':'http://h/',%s}".formatted(member),
                code,
                "/data/attributes/configuration/" + place);
        if (!place.startsWith("headers")) {
            assertRefusedBothWays(
                    MINIMAL + ",'environments':{'production':{%s}}".formatted(member),
                    code.equals("unknown_attribute") ? "unknown_leaf" : code,
                    "/data/attributes/environments/production/" + place);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'enabled':1                            | invalid_type         | enabled
            'configuration':{}                     | unknown_leaf         | configuration
            'headers':{'X-A':'a'}                  | unknown_leaf         | headers
            'headers.':'a'                         | header_invalid       | headers.
            'headers.X-A':1                        | invalid_type         | headers.X-A
            'headers.X-A':null                     | invalid_type         | headers.X-A
            'headers.Te':'a'                       | header_reserved      | headers.Te
            'headers.X-A':'a','headers.x-A':'b'    | header_duplicate     | headers.x-A
            'schedule':'@daily'                    | schedule_not_allowed | schedule
            'timezone':'UTC'                       | timezone_not_allowed | timezone
            """)
    void anEntryThatIsWrongIsToldWhere(String member, String code, String leaf) {
        assertRefusedBothWays(
                MINIMAL + ",'environments':{'production':{%s}}".formatted(member),
                code,
                "/data/attributes/environments/production/" + leaf);
    }

    @Test
    void textsThatAreTooLongAreToldWhere() {
        assertRefusedBothWays(
                MINIMAL.replace("'n'", "'" + "n".repeat(201) + "'"), "length_out_of_range", "/data/attributes/name");
        assertRefusedBothWays(
                MINIMAL + ",'description':'" + "d".repeat(2001) + "'",
                "length_out_of_range",
                "/data/attributes/description");
        assertRefusedBothWays(
                "'name':'n','configuration':{'url':'http://h/" + "u".repeat(2040) + "'}",
                "length_out_of_range",
                "/data/attributes/configuration/url");
        assertRefusedBothWays(
                "'name':'n','configuration':{'url':'http://h/','body':'" + "é".repeat(524_289) + "'}",
                "length_out_of_range",
                "/data/attributes/configuration/body");
        assertFault(
                api.post(JOBS, attributes(MINIMAL).replace("\"bad\"", '"' + "b".repeat(201) + '"')),
                "id_invalid",
                "/data/id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'name':'a\\u0000b','configuration':{'url':'http://h/'}    | /data/attributes/name
            'name':'\\ud83d','configuration':{'url':'http://h/'}      | /data/attributes/name
            'name':'\\ude00\\ud83d','configuration':{'url':'http://h/'} | /data/attributes/name
            %s,'environments':{'production':{'body':'\\u0000'}}       | /data/attributes/environments/production/body
            %s,'unknown':['\\u0000']                                  | /data/attributes/unknown/0
            %s,'un\\u0000known':1                                     | /data/attributes
            """)
    void textThatCannotBeKeptIsToldWhere(String attributes, String pointer) {
        assertRefusedBothWays(attributes.replace("%s", MINIMAL), "invalid_characters", pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /api/v1/runs?page[size]=0                        | parameter_invalid | page[size]
            /api/v1/runs?page[size]=1001                     | parameter_invalid | page[size]
            /api/v1/runs?page[size]=x                        | parameter_invalid | page[size]
            /api/v1/runs?page[size]=1&page[size]=2           | parameter_invalid | page[size]
            /api/v1/runs?page[after]=x                       | cursor_unknown    | page[after]
            /api/v1/runs?page[after]=0192f3a0-0000-7000-8000-000000000000 | cursor_unknown | page[after]
            /api/v1/runs?sort=-                              | parameter_invalid | sort
            /api/v1/runs?sort=CREATED_AT                     | parameter_invalid | sort
            /api/v1/runs?sort=created_at,status              | parameter_invalid | sort
            /api/v1/runs?filter[status]=DONE                 | parameter_invalid | filter[status]
            /api/v1/runs?filter[status]=PENDING,pending      | parameter_invalid | filter[status]
            /api/v1/runs?filter[trigger]=CRON                | parameter_invalid | filter[trigger]
            /api/v1/runs?filter[failure_reason]=BROKEN       | parameter_invalid | filter[failure_reason]
            /api/v1/runs?filter[created_at]=2026-01-01       | parameter_invalid | filter[created_at]
            /api/v1/runs?filter[started_at]=[2026-13-01,*)   | parameter_invalid | filter[started_at]
            /api/v1/runs?filter[finished_at]=[*,*            | parameter_invalid | filter[finished_at]
            /api/v1/runs?filter[scheduled_for]=[now,*)       | parameter_invalid | filter[scheduled_for]
            /api/v1/runs?filter[rerun_of]=x                  | parameter_invalid | filter[rerun_of]
            /api/v1/runs?filter[retry.of]=x                  | parameter_invalid | filter[retry.of]
            /api/v1/runs?filter[job]=a&filter[job]=b         | parameter_invalid | filter[job]
            /api/v1/runs?filter[job]=a%00                    | parameter_invalid | filter[job]
            /api/v1/runs?filter[environment]=%00             | parameter_invalid | filter[environment]
            /api/v1/runs?last_run_only=1                     | parameter_invalid | last_run_only
            /api/v1/jobs?page[number]=0                      | parameter_invalid | page[number]
            /api/v1/jobs?page[number]=2147483648             | parameter_invalid | page[number]
            /api/v1/jobs?page[size]=-1                       | parameter_invalid | page[size]
            /api/v1/jobs?filter[kind]=cron                   | parameter_invalid | filter[kind]
            /api/v1/jobs?filter[kind]=manual,one_off         | parameter_invalid | filter[kind]
            /api/v1/jobs?filter[name]=%00                    | parameter_invalid | filter[name]
            /api/v1/jobs?filter[scheduled]=yes               | parameter_invalid | filter[scheduled]
            /api/v1/jobs?meta[total]=2                       | parameter_invalid | meta[total]
            /api/v1/jobs?sort=version                        | parameter_invalid | sort
            """)
    void aParameterThatIsWrongIsNamed(String target, String code, String parameter) {
        Answer answer = api.get(target);

        assertThat(answer.error()).isEqualTo("400 " + code);
        assertThat(answer.json().at("/errors/0/source/parameter").asText()).isEqualTo(parameter);
    }

    @Test
    void theLastPageThatCanBeAskedForIsEmpty() {
        assertThat(api.get(JOBS + "?page[number]=2147483647&page[size]=1000")
                        .json()
                        .path("data"))
                .isEmpty();
    }

    @Test
    void allFaultsOfAQueryAreToldTogether() {
        assertThat(api.get(RUNS + "?sort=up&page[size]=0&filter[status]=DONE,GONE")
                        .codes())
                .hasSize(3);
    }

    @Test
    void ofManyFaultsTwentyAreTold() {
        String unknown =
                IntStream.range(0, 50).mapToObj(i -> "'x" + i + "':" + i).collect(Collectors.joining(","));

        Answer answer = api.post(JOBS, attributes("'name':'n','configuration':{'url':'http://h/'," + unknown + "}"));

        assertThat(answer.codes()).hasSize(20).containsOnly("unknown_attribute");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/runs, 405 method_not_allowed",
        "DELETE, /api/v1/runs/0192f3a0-0000-7000-8000-000000000000, 405 method_not_allowed",
        "PATCH, /api/v1/jobs/bad, 405 method_not_allowed",
        "GET, /api/v1/jobs/bad/actions/run, 405 method_not_allowed",
        "POST, /api/openapi.json, 405 method_not_allowed",
        "GET, /api/v1/jobs/bad/actions/start, 404 not_found",
        "PUT, /api/v1/jobs/bad, 404 job_not_found",
        "GET, /api/v1/jobs/bad%20, 404 job_not_found",
        "GET, /api/v1/jobs/.., 404 job_not_found",
        "GET, /api/v1/runs/0192F3A0-0000-7000-8000-000000000000, 404 run_not_found",
        "GET, /api/v1/runs/bad, 404 run_not_found"
    })
    void whatIsNotThereOrTakesAnotherMethodIsTold(String method, String target, String error) {
        String body = method.equals("PUT") ? attributes(MINIMAL) : "";

        assertThat(api.send(method, target, body).error()).isEqualTo(error);
    }

    @Test
    void anIdThatLivesIsTakenAndTheJobStaysAsItIs() {
        assertFault(api.post(JOBS, document(existing, calling("http://other/"), "{}")), "409 id_taken", "/data/id");
    }

    @Test
    void anIdThatIsNotThePathsIsRefused() {
        assertFault(
                api.put(JOBS + "/" + existing, document("bad", calling("http://h/"), "{}")), "id_mismatch", "/data/id");
    }

    @Test
    void aWriteOverAnotherVersionNamesTheHeader() {
        Answer answer =
                api.put(JOBS + "/" + existing, document(existing, calling("http://h/"), "{}"), "If-Match: \"v2\"");

        assertThat(answer.error()).isEqualTo("412 version_mismatch");
        assertThat(answer.json().at("/errors/0/source/header").asText()).isEqualTo("If-Match");
    }

    @Test
    void aDocumentThatIsTooLargeByOneByteIsRefusedThoughAllElseIsRight() {
        String document = document("bad", calling("http://h/"), "{}");
        String padded = document + " ".repeat(Payload.LIMIT + 1 - document.length());

        assertThat(api.post(JOBS, padded).error()).isEqualTo("413 payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonx"})
    void aDocumentOfAnotherTypeIsRefusedThoughAllElseIsRight(String type) {
        String document = document("bad", calling("http://h/"), "{}");

        assertThat(api.send("POST", JOBS, document, "Content-Type: " + type).error())
                .isEqualTo("415 media_type_unsupported");
    }

    @Test
    void aDocumentThatBreaksOffAfterAWholeOneIsRefused() {
        byte[] document = document("bad", calling("http://h/"), "{}").getBytes(StandardCharsets.UTF_8);
        String head = "POST " + JOBS + " HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer " + api.key()
                + "\nContent-Length: " + (document.length + 1) + "\n\n";

        assertThat(Wire.send(node.port(), head, document).error()).isEqualTo("400 malformed_json");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 10_000})
    void aDocumentThatIsNestedTooDeeplyIsRefused(int depth) {
        String deep = "[".repeat(depth) + "]".repeat(depth);

        assertFault(api.post(JOBS, attributes(MINIMAL + ",'x':" + deep)), "malformed_json", "");
    }

    @Test
    void aDocumentThatIsNotUtf8IsRefused() {
        byte[] document = document("bad", calling("http://h/"), "{}")
                .replace("Job bad", "J\u00f6b")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(api.send("POST", JOBS, document).error()).isEqualTo("400 malformed_json");
    }

    @Test
    void aHeadThatIsTooLargeIsRefusedThoughAllElseIsRight() {
        Answer answer =
                api.send("POST", JOBS, document("bad", calling("http://h/"), "{}"), "X-Long: " + "x".repeat(70_000));

        assertThat(answer.status()).isIn(400, 431);
        assertThat(answer.codes()).containsExactly("invalid_value");
    }

    private void assertRefusedBothWays(String attributes, String code, String pointer) {
        assertFault(api.post(JOBS, attributes(attributes)), code, pointer);
        assertFault(
                api.put(JOBS + "/" + existing, attributes(attributes).replace("\"id\":\"bad\",", "")), code, pointer);
    }

    private static String attributes(String attributes) {
        return json("{'data':{'id':'bad','attributes':{" + attributes + "}}}");
    }

    private static void assertFault(Answer answer, String error, String pointer) {
        assertThat(answer.error()).isEqualTo(error.contains(" ") ? error : "400 " + error);
        List<JsonNode> errors = answer.json().path("errors").valueStream().toList();
        assertThat(errors)
                .extracting(e -> e.at("/source/pointer").asText("absent"))
                .containsExactly(pointer);
    }
}
