package dev.runledger.command.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the tables, {@code '} stands for a quotation mark and {@code %s} for the least that a policy must have. */
class RetryPolicyDefinitionsTest {

    private static final String LEAST = "'name':'n','max_retries':3,'backoff':'fixed','delay_seconds':30";

    @Test
    void theLeastDocumentHasAllDefaults() {
        assertThat(attributes(LEAST))
                .isEqualTo(new RetryPolicy("n", 3, new Backoff.Fixed(30), false, false, List.of(), List.of()));
    }

    @Test
    void everythingWrittenIsKeptInItsOrder() {
        RetryPolicy policy = attributes("""
                'name':'Näme','max_retries':10,'backoff':'exponential','delay_seconds':2147483647,'max_delay_seconds':1,
                'retry_on_timeout':true,'retry_on_connection_error':true,
                'retry_statuses':['5xx','100','5xx'],'retry_statuses_except':['599','1xx']
                """);

        assertThat(policy)
                .isEqualTo(new RetryPolicy(
                        "Näme",
                        10,
                        new Backoff.Exponential(Integer.MAX_VALUE, 1),
                        true,
                        true,
                        statuses("5xx", "100", "5xx"),
                        statuses("599", "1xx")));
    }

    @Test
    void anExponentialBackoffNeedsNoCeiling() {
        assertThat(attributes("'name':'n','max_retries':0,'backoff':'exponential','delay_seconds':1")
                        .backoff())
                .isEqualTo(new Backoff.Exponential(1, null));
    }

    @Test
    void nullStandsForLeftOut() {
        assertThat(attributes(LEAST + ",'max_delay_seconds':null,'retry_on_timeout':null,"
                        + "'retry_on_connection_error':null,'retry_statuses':null,'retry_statuses_except':null"))
                .isEqualTo(attributes(LEAST));
    }

    @Test
    void readOnlyAndUnknownMembersAreIgnored() {
        assertThat(attributes(LEAST + ",'version':'x','created_at':[],'updated_at':1,'deleted_at':{},'mood':1"))
                .isEqualTo(attributes(LEAST));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'name':null,'max_retries':3,'backoff':'fixed','delay_seconds':30  | required            | name
            'name':'','max_retries':3,'backoff':'fixed','delay_seconds':30    | length_out_of_range | name
            'name':7,'max_retries':3,'backoff':'fixed','delay_seconds':30     | invalid_type        | name
            'name':'n','backoff':'fixed','delay_seconds':30                   | required            | max_retries
            'name':'n','max_retries':-1,'backoff':'fixed','delay_seconds':30  | number_out_of_range | max_retries
            'name':'n','max_retries':11,'backoff':'fixed','delay_seconds':30  | number_out_of_range | max_retries
            'name':'n','max_retries':'3','backoff':'fixed','delay_seconds':30 | invalid_type        | max_retries
            'name':'n','max_retries':3.0,'backoff':'fixed','delay_seconds':30 | invalid_type        | max_retries
            'name':'n','max_retries':3,'delay_seconds':30                     | required            | backoff
            'name':'n','max_retries':3,'backoff':'linear','delay_seconds':30  | invalid_value       | backoff
            'name':'n','max_retries':3,'backoff':'FIXED','delay_seconds':30   | invalid_value       | backoff
            'name':'n','max_retries':3,'backoff':true,'delay_seconds':30      | invalid_type        | backoff
            'name':'n','max_retries':3,'backoff':'fixed'                      | required            | delay_seconds
            'name':'n','max_retries':3,'backoff':'fixed','delay_seconds':0    | number_out_of_range | delay_seconds
            'name':'n','max_retries':3,'backoff':'fixed','delay_seconds':2147483648 | number_out_of_range | delay_seconds
            'name':'n','max_retries':3,'backoff':'fixed','delay_seconds':1.5  | invalid_type        | delay_seconds
            'name':'n','max_retries':3,'backoff':'exponential','delay_seconds':1,'max_delay_seconds':0 | number_out_of_range | max_delay_seconds
            'name':'n','max_retries':3,'backoff':'linear','delay_seconds':1,'max_delay_seconds':9 | invalid_value | backoff
            %s,'max_delay_seconds':60                                         | max_delay_not_allowed | max_delay_seconds
            %s,'max_delay_seconds':'60'                                       | invalid_type        | max_delay_seconds
            %s,'retry_on_timeout':'true'                                      | invalid_type        | retry_on_timeout
            %s,'retry_on_connection_error':1                                  | invalid_type        | retry_on_connection_error
            %s,'retry_statuses':'5xx'                                         | invalid_type        | retry_statuses
            %s,'retry_statuses':{}                                            | invalid_type        | retry_statuses
            %s,'retry_statuses':['5xx',500]                                   | invalid_type        | retry_statuses/1
            %s,'retry_statuses':[null]                                        | invalid_type        | retry_statuses/0
            %s,'retry_statuses':['600']                                       | invalid_value       | retry_statuses/0
            %s,'retry_statuses':['099']                                       | invalid_value       | retry_statuses/0
            %s,'retry_statuses':['5XX']                                       | invalid_value       | retry_statuses/0
            %s,'retry_statuses_except':['503','']                             | invalid_value       | retry_statuses_except/1
            %s,'retry_statuses_except':['6xx']                                | invalid_value       | retry_statuses_except/0
            """)
    void whatIsWrongIsToldWhere(String attributes, String code, String place) {
        String written = attributes.replace("%s", LEAST);

        assertThat(faults(written)).containsExactly(code + " /data/attributes/" + place);
    }

    @Test
    void allThatIsWrongIsToldTogether() {
        assertThat(faults("'retry_statuses':['x','y']"))
                .containsExactly(
                        "required /data/attributes/name",
                        "required /data/attributes/max_retries",
                        "required /data/attributes/backoff",
                        "required /data/attributes/delay_seconds",
                        "invalid_value /data/attributes/retry_statuses/0",
                        "invalid_value /data/attributes/retry_statuses/1");
    }

    @Test
    void aNameIsCountedInCodePoints() {
        String turtles = "\uD83D\uDC22".repeat(200);

        assertThat(attributes(LEAST.replace("'n'", "'" + turtles + "'")).name()).isEqualTo(turtles);
        assertThat(faults(LEAST.replace("'n'", "'" + turtles + "x'")))
                .containsExactly("length_out_of_range /data/attributes/name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                         | required      | /data
            {'data':[]}                                                | invalid_type  | /data
            {'data':{'id':'p'}}                                        | required      | /data/attributes
            {'data':{'attributes':{%s}}}                               | required      | /data/id
            {'data':{'id':'p.','attributes':{%s}}}                     | id_invalid    | /data/id
            {'data':{'id':'p','type':'job','attributes':{%s}}}         | invalid_value | /data/type
            """)
    void aNewPolicysEnvelopeIsJudgedToo(String document, String code, String pointer) {
        ObjectNode json = json(document.replace("%s", LEAST));

        assertThat(faults(() -> RetryPolicyDefinitions.created(json))).containsExactly(code + " " + pointer);
    }

    @Test
    void aNewPolicyIsNamedByItsDocument() {
        ObjectNode document = json("{'data':{'id':'gentle','type':'retry_policy','attributes':{" + LEAST + "}}}");

        assertThat(RetryPolicyDefinitions.created(document))
                .isEqualTo(new RetryPolicyDefinitions.Named("gentle", attributes(LEAST)));
    }

    @Test
    void aReplacementMayNameItsPolicyButNoOther() {
        ObjectNode document = json("{'data':{'id':'gentle','attributes':{" + LEAST + "}}}");

        assertThat(RetryPolicyDefinitions.replacing("gentle", document)).isEqualTo(attributes(LEAST));
        assertThat(faults(() -> RetryPolicyDefinitions.replacing("other", document)))
                .containsExactly("id_mismatch /data/id");
    }

    private static RetryPolicy attributes(String attributes) {
        return RetryPolicyDefinitions.replacing("p", json("{'data':{'attributes':{" + attributes + "}}}"));
    }

    private static List<String> faults(String attributes) {
        return faults(() -> attributes(attributes));
    }

    private static List<String> faults(Runnable read) {
        Refused refused = catchThrowableOfType(Refused.class, read::run);
        return ((Refusal.Invalid) refused.refusal())
                .errors().stream().map(RetryPolicyDefinitionsTest::told).toList();
    }

    private static String told(ErrorObject error) {
        return error.code() + " " + Objects.requireNonNull(error.source()).pointer();
    }

    private static List<StatusPattern> statuses(String... texts) {
        return List.of(texts).stream().map(StatusPattern::new).toList();
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
