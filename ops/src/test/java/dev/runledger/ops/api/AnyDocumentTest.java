package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents with faults that nobody thought of: each is taken or refused, and none is a fault of the service. */
class AnyDocumentTest extends ApiTest {

    private static final long SEED = 7;
    private static final int DOCUMENTS = 300;

    /** What may stand anywhere. */
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "99999999999999999999",
            "0.5",
            "''",
            "' '",
            "'now'",
            "'@daily'",
            "'*/7 1-5 * * MON'",
            "'2100-01-01T00:00'",
            "'9999-12-31T23:59:59.999999999-18:00'",
            "'0001-01-01T00:00'",
            "'0 0 29 2 *'",
            "'2xx'",
            "'UTC'",
            "'production'",
            "'\\ud83d\\ude00'",
            "'\\u0000'",
            "'%s%n'",
            "'a,b'",
            "'http://h/'",
            "[]",
            "{}",
            "[null]",
            "{'enabled':true}",
            "{'':''}",
            "[[[{}]]]");

    private final Random random = new Random(SEED);

    AnyDocumentTest() {
        super(Map.of());
    }

    @Test
    void aJobThatIsWrittenAtRandomIsTakenOrRefused() {
        String policy = policy();
        String existing = made("'configuration':{'url':'http://h/'}");
        JsonNode valid = tree("""
                {'data':{'type':'job','id':'any','attributes':{'name':'Job','description':null,'schedule':'0 3 * * *',
                 'timezone':'Europe/Berlin','retry_policy':'%s','type':'http','concurrency_policy':'ALLOW','version':1,
                 'configuration':{'method':'GET','url':'http://169.254.169.254/','headers':{'X-A':'a'},'success_status':'2xx',
                  'tls_verify':true,'ca_cert':null,'body':'b','timeout':30},
                 'environments':{'production':{'enabled':true,'schedule':'@hourly','timezone':'UTC','headers.x-a':'b',
                   'retry_policy':'%s','timeout':5,'next_run_at':null},'development':{}}}}}""".formatted(policy, policy));
        List<Integer> met = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            String document = changed(valid).toString();

            Answer created = api.post(JOBS, document);
            Answer replaced = api.put(JOBS + "/" + existing, document.replace("\"any\"", "\"" + existing + "\""));

            assertThat(created.status()).as(document).isIn(201, 400, 409);
            assertThat(replaced.status()).as(document).isIn(200, 400);
            if (created.status() == 201) {
                String path = created.header("location");
                JsonNode read = api.get(path).json();
                assertThat(read).isEqualTo(created.json());
                assertThat(api.put(path, read.toString()).status()).as(document).isEqualTo(200);
                assertThat(api.delete(path).status()).isEqualTo(204);
            }
            met.add(created.status());
        }
        assertThat(met).contains(201, 400);
    }

    @Test
    void aPolicyThatIsWrittenAtRandomIsTakenOrRefused() {
        JsonNode valid = tree("""
                {'data':{'type':'retry_policy','id':'any','attributes':{'name':'P','max_retries':3,'backoff':'exponential',
                 'delay_seconds':5,'max_delay_seconds':60,'retry_on_timeout':true,'retry_on_connection_error':false,
                 'retry_statuses':['5xx','429'],'retry_statuses_except':['501']}}}""");
        for (int i = 0; i < DOCUMENTS / 3; i++) {
            String document = changed(valid).toString();

            Answer created = api.post(POLICIES, document);

            assertThat(created.status()).as(document).isIn(201, 400);
            if (created.status() == 201) {
                assertThat(api.delete(created.header("location")).status()).isEqualTo(204);
            }
        }
    }

    /** One to three members replaced, removed or added. */
    private JsonNode changed(JsonNode valid) {
        JsonNode copy = valid.deepCopy();
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            List<JsonNode> places = new ArrayList<>();
            collect(copy, places);
            change(places.get(random.nextInt(places.size())));
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void change(JsonNode place) {
        JsonNode odd = tree(ODD.get(random.nextInt(ODD.size())));
        if (place instanceof ArrayNode list) {
            list.add(odd);
            return;
        }
        ObjectNode object = (ObjectNode) place;
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name + "x", odd);
            default -> object.set(name, odd);
        }
    }
}
